"""Read a transcript that others made: WebVTT, SubRip, or the JSON of Podcasting 2.0 or Whisper. Fetches nothing."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from pipeline import vtt
from pipeline.errors import ItemError
from pipeline.ingest.feeds.record import Tag
from pipeline.model import UNREAD, Segment, Transcript

LONGEST_CUE_SECONDS = 15.0
LONGEST_CUE_LETTERS = 160
LONGEST_PAUSE_SECONDS = 1.5
LAST_SECONDS = 5.0  # of a last segment without an end
# In the order in which they are taken: what names speakers and times best comes first. Plain text and HTML have no times
# that could be relied on, so the sound is heard instead.
KINDS = ("vtt", "json", "srt")
_TYPES = {
    "text/vtt": "vtt", "application/json": "json", "application/x-subrip": "srt", "application/srt": "srt",
    "application/x-srt": "srt", "text/srt": "srt", "application/vtt": "vtt",
}  # fmt: skip
_NAMED = re.compile(r"(?P<name>[^\W\d_][^:<>\n]{0,38}[^\W_]\.?): (?P<words>.*)", re.DOTALL)
_MOST_NAMES = 12


class _Said(msgspec.Struct, rename="camel"):
    start_time: float
    end_time: float | None = None
    body: str | None = None
    speaker: str | None = None


class _Json(msgspec.Struct):
    segments: tuple[_Said, ...]


class _Heard(msgspec.Struct):
    start: float
    end: float | None = None
    text: str | None = None
    speaker: str | None = None


class _Whisper(msgspec.Struct):
    """What Whisper and those that are like it write as JSON."""

    segments: tuple[_Heard, ...]


def kind(tag: Tag) -> str:
    """Return what a published transcript is, by its type or the end of its address; "" for one that is not read."""
    suffix = tag.get("url").partition("?")[0].lower().rpartition(".")[2]
    return _TYPES.get(tag.get("type").lower().partition(";")[0].strip(), suffix if suffix in KINDS else "")


def best(tags: Sequence[Tag], language: str) -> list[Tag]:
    """Return the transcripts that can be read, the best first; one in another language than the show's comes last."""
    readable = [tag for tag in tags if kind(tag)]
    own = language.lower().partition("-")[0]
    return sorted(readable, key=lambda tag: (_strange(tag, own), KINDS.index(kind(tag))))


def _strange(tag: Tag, own: str) -> bool:
    told = tag.get("language").lower().partition("-")[0]
    return bool(told and own and told != own)


def as_vtt(data: bytes, form: str, language: str, where: str) -> str:
    """Return a published transcript as WebVTT; one that is WebVTT already stays as its author wrote it.

    Raises:
        ItemError: it cannot be read, with its line where there is one.
    """
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if form == "vtt":
        found = vtt.parse(text, where)
    elif form == "srt":
        found = Transcript(language, tuple(_with_names(vtt.parse("WEBVTT\n\n" + text.strip() + "\n", where).segments)))
    else:
        found = Transcript(language, tuple(_joined(_json(data, where))))
    if not found.segments:
        raise ItemError("nothing is said in the published transcript", where, "The sound is heard instead.")
    return text if form == "vtt" else vtt.render(found).replace(f"{vtt.NOTICE}\n\n", "")


def _with_names(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Take the names off that stand before the words at each change of voice.

    `Note: ...` looks like one too, so somebody counts as a speaker who is named twice, or where few are named at all.
    """
    named = [found["name"] for one in segments if (found := _NAMED.fullmatch(one.text))]
    known = {name for name in named if named.count(name) > 1 or len(set(named)) <= 2}
    if len(known) > _MOST_NAMES:
        known = set()
    speaker = ""
    for one in segments:
        found = _NAMED.fullmatch(one.text)
        if found and found["name"] in known and len(found["name"].split()) < 6:
            speaker = found["name"]
            yield Segment(one.start, one.end, found["words"], speaker)
        else:
            yield Segment(one.start, one.end, one.text, speaker)


def _json(data: bytes, where: str) -> list[Segment]:
    said = sorted((one for one in _segments(data, where) if 0 <= one.start_time < 360_000), key=lambda one: one.start_time)
    nexts = [*(one.start_time for one in said[1:]), *(one.start_time + LAST_SECONDS for one in said[-1:])]
    ends = [one.end_time if one.end_time is not None else end for one, end in zip(said, nexts, strict=True)]
    return [
        Segment(one.start_time, max(end, one.start_time), words, vtt.tidy(one.speaker or ""))
        for one, end in zip(said, ends, strict=True)
        if (words := vtt.tidy(one.body or ""))
    ]


def _segments(data: bytes, where: str) -> Sequence[_Said]:
    """Read the JSON of Podcasting 2.0, else that of Whisper."""
    try:
        return msgspec.json.decode(data, type=_Json, strict=False).segments
    except (UnicodeError, *UNREAD) as fault:
        try:
            heard = msgspec.json.decode(data, type=_Whisper, strict=False).segments
        except (UnicodeError, *UNREAD):
            raise ItemError(f"the published transcript cannot be read: {fault}", where, "The sound is heard instead.") from fault
    return [_Said(one.start, one.end, one.text, one.speaker) for one in heard]


def _joined(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Join pieces of a few words to cues of about a sentence: some programs write a segment for every word."""
    held: Segment | None = None
    for one in segments:
        if held and _goes_on(held, one):
            held = Segment(held.start, max(held.end, one.end), vtt.joined((held.text, one.text)), held.speaker)
        else:
            if held:
                yield held
            held = one
    if held:
        yield held


def _goes_on(held: Segment, one: Segment) -> bool:
    whole = held.text[-1:] in ".?!\u3002\uff1f\uff01" or len(held.text) + len(one.text) > LONGEST_CUE_LETTERS
    near = one.start - held.end < LONGEST_PAUSE_SECONDS and one.end - held.start < LONGEST_CUE_SECONDS
    return near and not whole and one.speaker in ("", held.speaker)
