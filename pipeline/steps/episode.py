"""What the stages of an episode do, but for how its speech becomes a transcript. Decides nothing."""

from pipeline import library as libraries
from pipeline import pages, segment
from pipeline import tag as tagging
from pipeline.ingest import audio, chapters, draft
from pipeline.model import Cast, Chapter, Episode, Mention, Passage, Show, Sound, Transcript
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, one, people, theme_names, themes, untaught


def sound(inputs: Inputs) -> Made:
    """Read what the audio file says of itself, and where the site finds it."""
    found = audio.listen(inputs.path("audio"), inputs.where("audio"))
    address = f"audio/{inputs.item.slug}{inputs.path('audio').suffix}"  # as pages.audio() names it
    published = {address: f"file:{inputs.digests['audio']}:{inputs.where('audio')}"}
    return Made({"sound": encode(found), "published": encode(published)}, found.warnings)


def episode(inputs: Inputs) -> Made:
    """Read the show notes."""
    marks: tuple[Chapter, ...] = ()
    if inputs.has("chapters.json"):
        marks = chapters.parse(inputs.read("chapters.json"), inputs.where("chapters.json"))
    heard = inputs.record("sound", Sound)
    found, warnings = draft.episode(
        inputs.text("episode.md"),
        inputs.where("episode.md"),
        inputs.item.slug,
        _audio_name(inputs),
        heard,
        marks,
        theme_names(inputs),
    )
    cast = Cast(found.hosts or inputs.setting("show.hosts", tuple), found.guests, found.speakers)
    outputs = {"episode": found, "speakers": cast, "count": cast.count, "pins": found.themes}
    return Made({name: encode(value) for name, value in outputs.items()}, warnings)


def lines(inputs: Inputs) -> Made:
    """Say what the lines of its page show: all that takes room there, and nothing of any other item."""
    key = inputs.item.key
    alone = libraries.assemble(
        show=Show(title=""),
        themes=themes(inputs),
        known=people(inputs),
        episodes={key: inputs.record("episode", Episode)},
        issues={},
        passages={key: inputs.record("passages", tuple[Passage, ...])},
        mentions={key: inputs.record("mentions", tuple[Mention, ...])},
    )
    return Made({f"lines/{path}": encode(parts) for path, parts in pages.transcripts(alone).items()})


def _audio_name(inputs: Inputs) -> str:
    return inputs.item.files["audio"].name


def passages(inputs: Inputs) -> Made:
    """Cut an episode into passages: between turns only, where a chapter begins or the subject changes."""
    marks = inputs.record("episode", Episode).chapters
    turns = segment.turns(inputs.record("transcript", Transcript), marks)
    starts = tagging.part(untaught(inputs), turns, segment.openings(turns, marks))
    return one("passages", segment.speech(turns, starts))
