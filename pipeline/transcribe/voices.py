"""Tell voices apart in one mixed recording, where their number is known. Names nobody, and leaves open what it cannot tell."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline import sums
from pipeline.model import Doubt, Segment, Transcript, Word
from pipeline.transcribe import grouping, prints, turns
from pipeline.transcribe.base import Identity, Progress, Stretch
from pipeline.transcribe.speakers import split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

available = prints.available

# Changes whenever this module or one it uses would tell the same words apart in another way.
METHOD = 1
# A phrase shorter than this (in prints, 0.2 s each) is too little to make up a voice from, or to call it a stranger's.
LEAST_PRINTS = 5
# How like the nearest voice a phrase of a second and more is: 0.73 to 0.99 where it is that voice's (199 of 200 phrases), and
# 0.62 at most where the speaker is not among them (99 of 100), on the demo, LibriSpeech and mixtures of 2 to 4 people.
STRANGER = 0.6
# A sentence without a name is seen on the page; a longer stretch is worth a look by the host.
DOUBT_SECONDS = 8.0


class _Phrase(NamedTuple):
    """The numbers of some words, the voice print of them all (length 1), and how many seconds of speech that is made of."""

    words: range
    vector: "Floats"
    seconds: float


def identity() -> Identity:
    """Return what decides the labels besides audio, words and count; {} where the extra is not installed."""
    return {**prints.identity(), "method": METHOD} if available() else {}


def tell_apart(audio: Path, where: str, words: Transcript, count: int, progress: Progress) -> Transcript:
    """Label each segment "1", "2", ... in the order in which the voices are first heard, "" where it is not clear whose it is.

    Segments are cut where the voice changes. Fewer voices than `count` are labelled where the recording holds no more.
    Raise InputError where the encoder is not installed, ItemError where the audio cannot be read.
    """
    sums.alike()
    said = [word for segment in words.segments for word in segment.words]
    if count < 2 or not said:
        return _labelled(words, ["1" if count == 1 else ""] * len(said), ())
    phrases = turns.phrases(said)
    wanted = tuple(Stretch(said[part[0]].start, said[part[-1]].end) for part in phrases)
    drawn = prints.draw(audio, where, wanted, said[-1].end, progress)
    owned = turns.owners(said, drawn)
    heard = _heard(drawn, owned, phrases)
    middles = _middles(heard, count)
    if len(middles) < 2:
        return _labelled(words, [""] * len(said), (_fewer(said, count, 1),))
    sure = turns.speakers(said, drawn, owned, middles)
    strange = {index for one in heard if float((middles @ one.vector).max()) < STRANGER for index in one.words}
    voices = [int(row.argmax()) if row.max() >= turns.SURE and index not in strange else -1 for index, row in enumerate(sure)]
    labels = _ordered(voices)
    progress(1.0)
    missing = (_fewer(said, count, len(middles)),) if len(middles) < count else ()
    return _labelled(words, labels, (*missing, *_unclear(said, labels)))


def _heard(drawn: prints.Prints, owned: "NDArray[np.int64]", phrases: Sequence[range]) -> list[_Phrase]:
    """Return the phrases that are long enough to hear a voice."""
    import numpy as np

    found: list[_Phrase] = []
    for part in phrases:
        first, last = np.searchsorted(owned, [part[0], part[-1] + 1])
        if last - first >= LEAST_PRINTS:
            total = drawn.vectors[first:last].sum(axis=0)
            found.append(_Phrase(part, total / np.linalg.norm(total), (last - first) * prints.STEP_SECONDS))
    return found


def _middles(heard: Sequence[_Phrase], count: int) -> "Floats":
    import numpy as np

    if len(heard) < count:
        return np.zeros((0, 0), np.float32)
    return grouping.voices(np.stack([one.vector for one in heard]), np.array([one.seconds for one in heard], np.float32), count)


def _fewer(said: Sequence[Word], count: int, found: int) -> Doubt:
    heard = f"{found} voices are told apart: some names may be wrong" if found > 1 else "one voice is heard: nobody is named"
    return Doubt(said[0].start, said[-1].end, f"{count} people should speak, and {heard}")


def _ordered(voices: Sequence[int]) -> list[str]:
    """Number voices in the order in which they are first heard; "" for none."""
    order = {voice: str(number) for number, voice in enumerate(dict.fromkeys(voice for voice in voices if voice >= 0), 1)}
    return [order.get(voice, "") for voice in voices]


def _unclear(said: Sequence[Word], labels: Sequence[str]) -> tuple[Doubt, ...]:
    """Note the long stretches in which nobody is named."""
    runs = [
        (label, [word for _, word in group]) for label, group in groupby(zip(labels, said, strict=True), key=lambda pair: pair[0])
    ]
    return tuple(
        Doubt(run[0].start, run[-1].end, "it is not clear who speaks")
        for label, run in runs
        if not label and run[-1].end - run[0].start >= DOUBT_SECONDS
    )


def _labelled(words: Transcript, labels: Sequence[str], doubts: tuple[Doubt, ...]) -> Transcript:
    segments: list[Segment] = []
    at = 0
    for segment in words.segments:
        segments += split(segment, labels[at : at + len(segment.words)])
        at += len(segment.words)
    noted = tuple(sorted((*words.doubts, *doubts), key=lambda doubt: doubt.start))
    return Transcript(language=words.language, segments=tuple(segments), origin=words.origin, doubts=noted)
