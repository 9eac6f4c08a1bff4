"""Name who speaks, from one recording a person on the same time line. Recognises no voices and names nobody by guess.

Every microphone hears everybody a little, so a track is compared with its own usual speaking level and not as it is.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.ingest.audio import RATE, blocks
from pipeline.model import Segment, Transcript, Word
from pipeline.transcribe.cues import cut
from pipeline.vtt import tidy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRAME_SECONDS = 0.02
# A person's speaking level is that of the louder part of the frames that are no silence.
SPEAKING_SHARE = 0.9
FLOOR_DECIBEL = -90.0
# Bleed into another microphone lies 10 dB and more below its owner's voice; nearer levels settle nothing.
MARGIN_DECIBEL = 4.0
# The end of a word carries over into the next speaker's first syllable, so a run this short is no change of speaker.
SHORTEST_TURN_SECONDS = 0.35


def by_tracks(transcript: Transcript, tracks: Mapping[str, Path]) -> Transcript:
    """Give each word to the person whose track is louder around it, and cut segments where the speaker changes.

    `tracks` is one audio file by name of person, all starting when the transcript's audio does.
    Words that no track settles go with their sentence; a sentence of only such words stays unnamed.
    """
    levels = {name: _levels(path) for name, path in tracks.items()}
    segments: list[Segment] = []
    for segment in transcript.segments:
        names = [_speaker(word, levels) for word in segment.words]
        settled = _settled(names, segment.words)
        segments += _split(segment, settled)
    return Transcript(language=transcript.language, segments=tuple(segments), origin=transcript.origin, doubts=transcript.doubts)


def _levels(path: Path) -> "NDArray[np.float32]":
    """Return the loudness of a track in frames of 20 ms, in decibel above its usual speaking level."""
    import numpy as np

    width = round(FRAME_SECONDS * RATE)
    powers: list[NDArray[np.float32]] = []
    rest = np.zeros(0, np.float32)
    for block in blocks(path, path.name):
        samples = np.concatenate([rest, block])
        whole = len(samples) // width * width
        powers.append(np.square(samples[:whole]).reshape(-1, width).mean(axis=1))
        rest = samples[whole:]
    decibel = 10 * np.log10(np.maximum(np.concatenate([np.zeros(0, np.float32), *powers]), 10 ** (FLOOR_DECIBEL / 10)))
    heard = decibel[decibel > FLOOR_DECIBEL]
    usual = np.quantile(heard, SPEAKING_SHARE) if len(heard) else 0.0
    levelled: NDArray[np.float32] = (decibel - usual).astype(np.float32)
    return levelled


def _speaker(word: Word, levels: "Mapping[str, NDArray[np.float32]]") -> str:
    """Return who is clearly the loudest during a word, "" where nobody is."""
    first, last = int(word.start / FRAME_SECONDS), int(word.end / FRAME_SECONDS) + 1
    loudness = sorted(
        ((float(frames[first:last].mean()), name) for name, frames in levels.items() if len(frames) > first), reverse=True
    )
    if not loudness:
        return ""
    second = loudness[1][0] if len(loudness) > 1 else FLOOR_DECIBEL
    return loudness[0][1] if loudness[0][0] - second >= MARGIN_DECIBEL else ""


def _settled(names: Sequence[str], words: Sequence[Word]) -> list[str]:
    """Give unsure words, and runs too short for a turn, to the speaker beside them."""
    runs = [(name, list(group)) for name, group in groupby(range(len(names)), key=lambda index: names[index])]
    sure = [
        (name, run)
        for name, run in runs
        if name and (len(runs) == 1 or words[run[-1]].end - words[run[0]].start >= SHORTEST_TURN_SECONDS)
    ]
    if not sure:
        known = {name for name in names if name}
        return [known.pop() if len(known) == 1 else ""] * len(names)
    settled = [""] * len(names)
    for index in range(len(names)):
        settled[index] = min(sure, key=lambda turn: _distance(index, turn[1]))[0]
    return settled


def _distance(index: int, run: Sequence[int]) -> int:
    return max(run[0] - index, index - run[-1], 0)


def _split(segment: Segment, names: Sequence[str]) -> list[Segment]:
    """Cut a segment where the name changes; one speaker's segment keeps its text and times."""
    if len(set(names)) < 2:
        speaker = names[0] if names else segment.speaker
        return [Segment(segment.start, segment.end, segment.text, speaker, segment.words)]
    glue = " " if " " in tidy(segment.text) else ""
    return [
        Segment(part.start, part.end, part.text, name, part.words)
        for name, group in groupby(zip(names, segment.words, strict=True), key=lambda pair: pair[0])
        for part in cut([word for _, word in group], glue)
    ]
