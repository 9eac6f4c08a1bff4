"""Write a transcript in the forms that players and readers ask for. Reads none of them back; vtt.py reads WebVTT.

The forms are those of https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md
"""

import html
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from pipeline import policy, vtt
from pipeline.clock import clock, stamp
from pipeline.model import Segment, Transcript

SRT_LINE = 32
SRT_LINES = 2


class Format(NamedTuple):
    """How a form is written, how its files end, and its media type (with no charset, for players match it whole)."""

    render: Callable[[Transcript], str]
    suffix: str
    media_type: str


class _Turn(NamedTuple):
    start: float
    speaker: str
    text: str


def as_json(transcript: Transcript) -> str:
    """Write Podcasting 2.0 transcript JSON 1.0.0, a segment a cue."""
    segments = [
        {"startTime": segment.start, "endTime": segment.end}
        | ({"speaker": speaker} if (speaker := vtt.tidy(segment.speaker)) else {})
        | {"body": text}
        for segment in transcript.segments
        if (text := vtt.tidy(segment.text))
    ]
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"


def as_srt(transcript: Transcript) -> str:
    """Write SubRip cards of two lines of 32 characters, the speaker's name before each change of voice."""
    cards = [card for turn in _runs(transcript) for card in _cards(turn)]
    return "".join(
        f"{number}\n{stamp(card.start, ',')} --> {stamp(card.end, ',')}\n{card.text}\n\n" for number, card in enumerate(cards, 1)
    )


def as_text(transcript: Transcript) -> str:
    """Write plain text, a paragraph a turn."""
    turns = (f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text for turn in _turns(transcript))
    return "\n\n".join(turns) + "\n"


def as_html(transcript: Transcript) -> str:
    """Write a page with who spoke, when and what, a paragraph a turn."""
    body = "".join(
        (f"<cite>{html.escape(turn.speaker)}:</cite>\n" if turn.speaker else "")
        + f"<time>{clock(turn.start)}</time>\n<p>{html.escape(turn.text)}</p>\n"
        for turn in _turns(transcript)
    )
    language = html.escape(transcript.language or "und")
    meta = f'<meta charset="utf-8">{policy.alone()}'
    head = f'<!doctype html>\n<html lang="{language}">\n{meta}\n<title>Transcript</title>\n'
    return f"{head}<body>\n{body}</body>\n</html>\n"


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "vtt": Format(vtt.render, ".vtt", "text/vtt"),
        "json": Format(as_json, ".json", "application/json"),
        "srt": Format(as_srt, ".srt", "application/x-subrip"),
        "txt": Format(as_text, ".txt", "text/plain"),
        "html": Format(as_html, ".html", "text/html"),
    }
)


def _runs(transcript: Transcript) -> Iterator[tuple[Segment, ...]]:
    spoken = (segment for segment in transcript.segments if vtt.tidy(segment.text))
    for _, run in groupby(spoken, key=lambda segment: vtt.tidy(segment.speaker)):
        yield tuple(run)


def _turns(transcript: Transcript) -> Iterator[_Turn]:
    for run in _runs(transcript):
        yield _Turn(run[0].start, vtt.tidy(run[0].speaker), vtt.joined(segment.text for segment in run))


def _cards(run: tuple[Segment, ...]) -> Iterator[Segment]:
    """Cut the segments of one speaker into cards, times shared out by characters."""
    for index, segment in enumerate(run):
        # A reader takes all before `: ` for a speaker's name; a blank that does not break looks the same to people.
        said, speaker = (vtt.tidy(text).replace(": ", ":\u00a0") for text in (segment.text, segment.speaker))
        named = f"{speaker}: {said}" if speaker and index == 0 else said
        lines = vtt.wrap(named, SRT_LINE)
        texts = ["\n".join(lines[at : at + SRT_LINES]) for at in range(0, len(lines), SRT_LINES)]
        total = sum(map(len, texts))
        done = 0
        for text in texts:
            start = segment.start + (segment.end - segment.start) * done / total
            done += len(text)
            end = segment.start + (segment.end - segment.start) * done / total
            # SubRip escapes nothing, yet players show HTML in it: only what could open a tag is written as an entity.
            safe = text.replace("<", "&lt;").replace(">", "&gt;")
            yield Segment(start=round(start, 3), end=round(end, 3), text=safe)
