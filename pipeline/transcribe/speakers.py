"""Name who speaks, from one recording a person on the same time line. Recognises no voices and names nobody by guess."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from pipeline.model import Segment, Transcript, Word
from pipeline.transcribe.cues import cut
from pipeline.transcribe.loudness import FLOOR_DECIBEL, FRAME_SECONDS, MARGIN_DECIBEL, Track, levelled
from pipeline.vtt import tidy

# The end of a word carries over into the next speaker's first syllable, so a run this short is no change of speaker.
SHORTEST_TURN_SECONDS = 0.35
# Against the person's usual level on their own track: their words have -19 dB and more, another's in the same room -43 and less.
OWN_DECIBEL = -30.0


def by_tracks(transcript: Transcript, tracks: Mapping[str, Path], wheres: Mapping[str, str] = {}) -> Transcript:
    """Give each word to the person whose track is louder around it, and cut segments where the speaker changes.

    `tracks` is one audio file by name of person, all starting when the transcript's audio does; `wheres` is how messages call
    those files.
    Words that no track settles go with their sentence; a sentence of only such words stays unnamed.
    """
    levels = levelled(tracks, wheres)
    segments: list[Segment] = []
    for segment in transcript.segments:
        names = [_speaker(word, levels) for word in segment.words]
        settled = _settled(names, segment.words)
        segments += split(segment, settled)
    return Transcript(language=transcript.language, segments=tuple(segments), origin=transcript.origin, doubts=transcript.doubts)


def _speaker(word: Word, tracks: Mapping[str, Track]) -> str:
    """Return who is clearly the loudest during a word, "" where nobody is.

    Where a track has ended already, its person may speak unheard: then what is no louder than bleed settles nothing.
    """
    first, last = int(word.start / FRAME_SECONDS), int(word.end / FRAME_SECONDS) + 1
    heard = {name: float(track.frames[first:last].mean()) for name, track in tracks.items() if len(track.frames) > first}
    loudness = sorted(((level, name) for name, level in heard.items()), reverse=True)
    if not loudness:
        return ""
    level, name = loudness[0]
    second = loudness[1][0] if len(loudness) > 1 else FLOOR_DECIBEL
    clear = level > OWN_DECIBEL and level - second >= MARGIN_DECIBEL and (len(heard) == len(tracks) or level >= tracks[name].least)
    return name if clear else ""


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


def split(segment: Segment, names: Sequence[str]) -> list[Segment]:
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
