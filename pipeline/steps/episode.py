"""What the stages of an episode do, but for how its speech becomes a transcript. Decides nothing."""

from collections.abc import Mapping
from importlib.metadata import version

import msgspec

from pipeline import segment
from pipeline import tag as tagging
from pipeline.errors import ItemError
from pipeline.ingest import audio, chapters, cover, draft
from pipeline.model import Cast, Episode, Sound, Transcript
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, one, theme_names, untaught

ARTWORK = tuple(f"artwork.{suffix}" for suffix in cover.FORMATS)


def sound(inputs: Inputs) -> Made:
    """Read what the audio file says of itself, and where the site finds it."""
    found = audio.listen(inputs.path("audio"), inputs.where("audio"))
    address = f"audio/{inputs.item.slug}{inputs.path('audio').suffix}"  # as pages.audio() names it
    published = {address: f"file:{inputs.digests['audio']}:{inputs.where('audio')}"}
    return Made({"sound": encode(found), "published": encode(published)}, found.warnings)


def picture(inputs: Inputs) -> Made:
    """Bring its cover along: the one beside the sound, or the one inside it. A bad one is told, and the episode goes without."""
    beside = next((name for name in ARTWORK if inputs.has(name)), "")
    where = inputs.where(beside or "audio")
    try:
        data = inputs.read(beside) if beside else cover.embedded(inputs.path("audio"), where)
        made, size = cover.small(data, where) if data else (b"", None)
    except ItemError as fault:
        return Made({"cover": encode(None)}, (str(fault),))
    files = {f"file/episodes/{inputs.item.slug}/{cover.NAME}": made} if size else {}
    return Made({**files, "cover": encode(size)})


def drawing(*_: object) -> Mapping[str, str]:
    """Name what draws the covers."""
    return {"pillow": version("pillow")}


def episode(inputs: Inputs) -> Made:
    """Read the show notes."""
    marks = chapters.Marks(())
    if inputs.has("chapters.json"):
        marks = chapters.parse(inputs.read("chapters.json"), inputs.where("chapters.json"))
    heard = inputs.record("sound", Sound)
    found, warnings = draft.episode(
        inputs.text("episode.md"),
        inputs.where("episode.md"),
        inputs.item.slug,
        _audio_name(inputs),
        heard,
        marks.chapters,
        theme_names(inputs),
    )
    found = msgspec.structs.replace(found, cover=inputs.record("cover", tuple[int, int] | None))  # type: ignore[arg-type]  # a union
    cast = Cast(found.hosts or inputs.setting("show.hosts", tuple), found.guests, found.speakers)
    outputs = {"episode": found, "speakers": cast, "count": cast.count, "pins": found.themes}
    return Made({name: encode(value) for name, value in outputs.items()}, (*marks.warnings, *warnings))


def _audio_name(inputs: Inputs) -> str:
    return inputs.item.files["audio"].name


def passages(inputs: Inputs) -> Made:
    """Cut an episode into passages: between turns only, where a chapter begins or the subject changes."""
    marks = inputs.record("episode", Episode).chapters
    turns = segment.turns(inputs.record("transcript", Transcript), marks)
    starts = tagging.part(untaught(inputs), turns, segment.openings(turns, marks))
    return one("passages", segment.speech(turns, starts))
