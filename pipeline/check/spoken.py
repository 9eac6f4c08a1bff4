"""Find what is wrong with what is said: transcripts, corrections, chapters and names against the sound. Hears nothing."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

import msgspec

from pipeline.check import rules
from pipeline.check.finding import Finding
from pipeline.check.source import Source
from pipeline.clock import clock, stamp
from pipeline.correct import Correction
from pipeline.model import UNREAD, Episode, Library, Person, Transcript

SLACK_SECONDS = 1.0  # files round their lengths
SILENT_SECONDS = 180.0  # music and pauses are shorter
NEAR = 0.88  # of two names, as SequenceMatcher counts; "Grace Hold" and "Grace Holt" have 0.9, "Ann Lee" and "Ann Low" 0.71


class _Mark(msgspec.Struct):
    startTime: float  # noqa: N815 - as the file has it
    title: str = ""


class _File(msgspec.Struct):
    chapters: tuple[_Mark, ...]


class Spoken(NamedTuple):
    """What is said in one episode, and the files where that stands."""

    episode: Episode
    said: Transcript
    transcript: Source
    chapters: Source
    orphans: tuple[Correction, ...] = ()


def speech(episodes: Iterable[Spoken], library: Library, people: Source) -> Iterator[Finding]:
    """Yield the faults in transcripts and chapters, and people whom nobody knows; `people` is the file that describes them."""
    for one in episodes:
        yield from _cues(one)
        yield from _gaps(one)
        yield from _lost(one)
        yield from _chapters(one)
        yield from _strangers(one, library)
    yield from _near(library, people)


def _cues(one: Spoken) -> Iterator[Finding]:
    end = one.episode.duration
    for segment in one.said.segments:
        place = one.transcript.at(f"{stamp(segment.start)} -->")
        if segment.end > end + SLACK_SECONDS:
            message = f"this line ends at {clock(segment.end)}, and the sound at {clock(end)}"
            yield rules.CUE_PAST_END.broken(place, message)
        if segment.end <= segment.start:
            yield rules.CUE_EMPTY_TIME.broken(place, f"this line ends as it starts, at {clock(segment.start)}")


def _gaps(one: Spoken) -> Iterator[Finding]:
    """Yield long stretches of sound without a word."""
    if not one.said.segments:
        yield rules.TRANSCRIPT_EMPTY.broken(one.transcript.where, "the transcript has no words")
        return
    ends = [0.0, *(segment.end for segment in one.said.segments)]
    starts = [*(segment.start for segment in one.said.segments), one.episode.duration]
    for end, start in zip(ends, starts, strict=True):
        if start - end > SILENT_SECONDS:
            message = f"there are no words between {clock(end)} and {clock(start)}"
            remedy = f"Listen at {clock(end)}, or run `podloom build --again {one.episode.slug}`."
            yield rules.TRANSCRIPT_SHORT.broken(one.transcript.where, message, remedy)


def _lost(one: Spoken) -> Iterator[Finding]:
    where = one.transcript.where.replace("transcript.vtt", "corrections.toml")
    for lost in one.orphans:
        message = f'the correction of "{lost.before}" to "{lost.after}" at {clock(lost.start)} fits nowhere any more'
        yield rules.CORRECTION_LOST.broken(where, message, f"See it with `podloom correct {one.episode.slug}`.")


def _chapters(one: Spoken) -> Iterator[Finding]:
    """Yield the faults of a chapters.json; those inside the sound file were sorted and cut when it was read."""
    marks = _marks(one.chapters.text)
    starts, lines = [start for start, _ in marks], _lines(one.chapters, '"startTime"')
    for (start, title), before, place in zip(marks, [-1.0, *starts], lines, strict=False):
        if start >= one.episode.duration:
            message = f"a chapter starts at {clock(start)}, and the sound ends at {clock(one.episode.duration)}"
            yield rules.CHAPTER_PAST_END.broken(place, message)
        if start < before:
            yield rules.CHAPTER_ORDER.broken(place, f"the chapter at {clock(start)} stands after the one at {clock(before)}")
        if start == before:
            yield rules.CHAPTER_TWICE.broken(place, f"two chapters start at {clock(start)}")
        if not title.strip():
            yield rules.CHAPTER_UNNAMED.broken(place, f"the chapter at {clock(start)} has no title")
    if starts and min(starts) > 0:
        yield rules.CHAPTER_FIRST.broken(one.chapters.where, f"the first chapter starts at {clock(min(starts))}")


def _marks(text: str) -> list[tuple[float, str]]:
    """Return start and title of the chapters in the order of the file; none of a file that is broken, which is told anyway."""
    try:
        return [(mark.startTime, mark.title) for mark in msgspec.json.decode(text, type=_File).chapters]
    except UNREAD:
        return []


def _lines(source: Source, words: str) -> list[str]:
    """Return `file:line` of each place where the words stand."""
    return [f"{source.where}:{at}" for at, line in enumerate(source.text.splitlines(), 1) for _ in range(line.count(words))]


def _strangers(one: Spoken, library: Library) -> Iterator[Finding]:
    known = {name for person in library.people for name in (person.name, *person.aliases)}
    for name in dict.fromkeys(segment.speaker for segment in one.said.segments):
        if name and name not in known:
            place = one.transcript.at(f"<v {name}>")
            yield rules.PERSON_UNKNOWN.broken(place, f'"{name}" speaks, and is neither host nor guest nor in people.toml')


def _near(library: Library, source: Source) -> Iterator[Finding]:
    """Yield people whose name is all but that of another."""
    people = library.people
    for at, one in enumerate(people):
        for other in people[at + 1 :]:
            if _alike(one, other):
                message = f'"{other.name}" and "{one.name}" are two people here'
                yield rules.PERSON_NEAR.broken(source.at(f'"{one.name}"'), message)


def _alike(one: Person, other: Person) -> bool:
    if abs(len(one.name) - len(other.name)) > 3:  # so far apart that no spelling explains it
        return False
    compared = SequenceMatcher(None, one.name.casefold(), other.name.casefold(), autojunk=False)
    return compared.quick_ratio() >= NEAR and compared.ratio() >= NEAR
