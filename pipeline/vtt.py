"""Read and write transcripts as WebVTT, the form that people edit. Corrects no words and guesses no times.

The syntax is that of https://www.w3.org/TR/webvtt1/. The language stands in a NOTE and not in a header line: the syntax
allows none there today, and strict readers report one.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import NamedTuple

from pipeline.clock import stamp
from pipeline.errors import ItemError
from pipeline.model import Origin, Segment, Transcript

LINE = 65
BLANKS = re.compile(r"[ \t\n\r\f]+")
# NUL, which WebVTT forbids, and halves of UTF-16 pairs, which no file in UTF-8 can hold.
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
# Signs of Chinese and Japanese stand without blanks: a line may break between any two of them, but before no closing sign.
_DENSE = "\u2e80-\u2fff\u3001-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003fffd"
_CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\u30fc\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f"
SEAM = re.compile(f"(?<=[{_DENSE}])(?=[{_DENSE}])(?![{_CLOSING}])")
_MEET = re.compile(f"[{_DENSE}]{{2}}")
GAP = re.compile(f"(?<![{_DENSE}]) | (?![{_DENSE}])")
CLOCK = r"(?:(\d{1,5}):)?(\d{1,2}):(\d{1,2})[.,](\d{3})"
TIMING = re.compile(rf"\s*{CLOCK}\s+-->\s+{CLOCK}(?:\s.*)?$")
# Only the tags that WebVTT knows are tags. `a < b` and `<script>` are speech that somebody wrote without escaping.
# A tag cannot hold "<": without that, 100 kB of "<v a" take 11 s.
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]++([^<>]*)>")
TAG = re.compile(r"</?(?:[cibuv]|ruby|rt|lang)(?:\.[^\s<>]*)?(?:[ \t][^<>]*)?>|<(?:\d+:)?\d\d:\d\d\.\d{3}>")
LIKE_TIMES = re.compile(r"\d\d:\d\d.*\d\d:\d\d|^\s*(?:\d+:)?\d\d:\d\d[.,]\d{3}\b")
LANGUAGE = re.compile(r"^\s*+(?:(?:WEBVTT|NOTE)\s*+)?Language:\s*([A-Za-z0-9-]+)\s*$", re.IGNORECASE)
NOTICE = """NOTE
A machine wrote this transcript. Edit words, names and times as you like:
it stays as you left it, and another model's words get your corrections."""
_OF_OURS = re.compile(
    r"\s*$|(?:Engine|Model|Audio|Settings): |NOTE(?: Language:.*)?$|A machine wrote this transcript\.|it stays as you left"
)
SHAPE = "Write the time as `00:01:02.345 --> 00:01:05.678`."


class Block(NamedTuple):
    """Lines between two blank lines; `line` is the number of the first one."""

    line: int
    lines: tuple[str, ...]


def render(transcript: Transcript) -> str:
    """Write a transcript as WebVTT: lines of at most 65 characters as shown, speakers as voices, its origin as a note."""
    language = f"NOTE Language: {transcript.language}\n\n" if transcript.language else ""
    origin = f"{_note(transcript.origin)}\n\n" if transcript.origin else ""
    cues = "".join(f"{_cue(segment)}\n" for segment in transcript.segments if tidy(segment.text))
    return f"WEBVTT\n\n{language}{NOTICE}\n\n{origin}{cues}"


def parse(text: str, where: str) -> Transcript:
    """Read WebVTT as a person or another program wrote it; segments have no words.

    Cue names, settings, styles, regions and notes are passed over; a cue without words was deleted by its editor.
    Raise ItemError with `where:line` at the first cue that cannot be read.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise ItemError("this is not WebVTT", f"{where}:1", "Let the first line be `WEBVTT`.")
    head = takewhile(lambda line: "-->" not in line, lines)
    found = [match for line in head if (match := LANGUAGE.match(line))]
    segments: list[Segment] = []
    for block in _blocks(lines):
        for segment in _segments(block, where):
            if segments and segment.start < segments[-1].start:
                raise ItemError(
                    "this cue starts before the one above it", f"{where}:{block.line}", "Put the cues in order of time."
                )
            segments.append(segment)
    return Transcript(language=found[0][1] if found else "", segments=tuple(segments))


def holds_more(text: str, read: Transcript) -> bool:
    """Say whether a file holds what a transcript cannot: notes of a person's own, names of cues, settings, styles, tags."""
    ours = {line.strip() for line in render(read).splitlines()}
    return any(line.strip() not in ours and not _OF_OURS.match(line) for line in text.removeprefix("\ufeff").splitlines())


def wrap(text: str, width: int) -> list[str]:
    """Break text between words into lines of at most `width`; a longer word has a line of its own.

    Chinese and Japanese break between any two signs, and never at a blank between two: `joined` could not tell it.
    """
    lines: list[str] = []
    for word in GAP.split(tidy(text)):
        glue = " "
        for part in SEAM.split(word):
            if lines and len(lines[-1]) + len(glue) + len(part) <= width:
                lines[-1] += glue + part
            else:
                lines.append(part)
            glue = ""
    return lines


def joined(lines: Iterable[str]) -> str:
    """Put lines together: with a blank, but for two signs of Chinese or Japanese that meet."""
    text = ""
    for line in map(tidy, lines):
        meets = _MEET.fullmatch(text[-1:] + line[:1]) is not None
        text += line if meets or not (text and line) else f" {line}"
    return text


def tidy(text: str) -> str:
    """Write every run of blanks as one blank, and what no file can hold as the sign for that."""
    return BLANKS.sub(" ", UNWRITABLE.sub("\ufffd", text)).strip(" ")


def _note(origin: Origin) -> str:
    """Write what decided the words; nothing in a note may look like a time line."""
    lines = [
        f"Engine: {origin.engine} {origin.version}, threads {origin.threads}",
        f"Model: {origin.model}, sha256 {origin.model_sha256}",
        f"Audio: sha256 {origin.audio_sha256}",
        "Settings: " + ", ".join(f"{name} {value}" for name, value in sorted(origin.settings.items()) if value != ""),
    ]
    return "\n".join(["NOTE", *(tidy(line).replace("-->", "->") for line in lines)])


def _cue(segment: Segment) -> str:
    lines = "\n".join(html.escape(line, quote=False) for line in wrap(segment.text, LINE))
    # A name that ends with "--" would make an arrow with the end of its tag, and an arrow makes a time line.
    speaker = re.sub("--$", "-&#45;", html.escape(tidy(segment.speaker), quote=False))
    voice = f"<v {speaker}>" if speaker else ""
    # A cue that ends when it starts is none to strict readers; nobody hears a millisecond.
    end = max(segment.end, round(segment.start, 3) + 0.001)
    return f"{stamp(segment.start)} --> {stamp(end)}\n{voice}{lines}\n"


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Cut a file into blocks; a time line opens a new one even where the blank line before it is missing."""
    held: list[str] = []
    first = 1
    timed = False
    for number, line in enumerate([*lines, ""], 1):
        timing = TIMING.match(line) is not None
        blank = not line.strip(" \t\f")
        if held and (blank or (timing and timed)):
            yield Block(first, tuple(held))
            held, timed = [], False
        if not blank:
            first = first if held else number
            held.append(line)
            timed = timed or timing


def _segments(block: Block, where: str) -> Iterator[Segment]:
    """Read the segments of a block: none, one, or one for each voice."""
    if block.line == 1 or re.match(r"(NOTE|STYLE|REGION)(\s|$)", block.lines[0]):
        return
    place = next((index for index, line in enumerate(block.lines[:2]) if "-->" in line), None)
    if place is None:
        for index, line in enumerate(block.lines[:2]):
            if LIKE_TIMES.search(line):
                raise ItemError(
                    "this time line cannot be read", f"{where}:{block.line + index}", "Write 00:01:02.500 --> 00:01:05.000."
                )
        remedy = "Remove the blank line above these words, or give them a time line."
        raise ItemError("these words belong to no cue", f"{where}:{block.line}", remedy)
    at = f"{where}:{block.line + place}"
    start, end = _times(block.lines[place], at)
    voices = list(_voices(joined(block.lines[place + 1 :])))
    total = sum(len(words) for _, words in voices)
    spoken = 0
    for speaker, words in voices:
        begin = start + (end - start) * spoken / total
        spoken += len(words)
        until = start + (end - start) * spoken / total
        yield Segment(start=round(begin, 3), end=round(until, 3), text=words, speaker=speaker)


def _times(line: str, at: str) -> tuple[float, float]:
    match = TIMING.match(line)
    if match is None:
        raise ItemError("this time line cannot be read", at, SHAPE)
    hours, minutes, seconds, milliseconds, *rest = match.groups(default="0")
    start = _seconds((hours, minutes, seconds, milliseconds), at)
    end = _seconds((rest[0], rest[1], rest[2], rest[3]), at)
    if end < start:
        raise ItemError(f"this cue ends ({stamp(end)}) before it starts ({stamp(start)})", at, "Let the end be later.")
    # Seven of nine published Talk Python transcripts hold a cue of no length: its words count, so it gets a length.
    return start, max(end, round(start + 0.001, 3))


def _seconds(parts: tuple[str, str, str, str], at: str) -> float:
    hours, minutes, seconds, milliseconds = map(int, parts)
    if minutes > 59 or seconds > 59:
        raise ItemError("minutes and seconds go from 0 to 59", at, SHAPE)
    return round(hours * 3600 + minutes * 60 + seconds + milliseconds / 1000, 3)


def _voices(payload: str) -> Iterator[tuple[str, str]]:
    """Split what a cue says by its voices, and drop the tags."""
    first, *rest = VOICE.split(payload)
    for speaker, marked in [("", first), *zip(rest[::2], rest[1::2], strict=True)]:
        words = tidy(html.unescape(TAG.sub("", marked)))
        if words:
            yield tidy(html.unescape(speaker)), words
