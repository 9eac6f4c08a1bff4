"""What steps of several kinds read and write in the same way. Decides nothing."""

from typing import TYPE_CHECKING

import msgspec

from pipeline import decisions as deciding
from pipeline import library as libraries
from pipeline import settings
from pipeline.model import Episode, Issue, Library, Link, Mention, Passage, Person, Show, Theme, Thing
from pipeline.stage import Inputs, Made

if TYPE_CHECKING:
    from pipeline.tag import Tagger

VECTORS = "vectors"  # under build/: what the encoder read in earlier runs

encode = msgspec.json.encode
decode = msgspec.json.decode


def one(name: str, value: object, warnings: tuple[str, ...] = ()) -> Made:
    """Make a single record."""
    return Made({name: encode(value)}, warnings)


def themes(inputs: Inputs) -> tuple[Theme, ...]:
    """Return the show's themes."""
    name = "content/themes.toml"
    return settings.themes(inputs.path(name)) if inputs.has(name) else ()


def theme_names(inputs: Inputs) -> dict[str, tuple[str, ...]]:
    """Return what every slug of a theme, today's or a former one, stands for today."""
    return settings.theme_names(themes(inputs))


def untaught(inputs: Inputs) -> "Tagger":
    """Return the tagger of the show's themes without what the host decided: what it parts stays when she decides."""
    return deciding.learn(themes(inputs), (), inputs.workspace / VECTORS).tagger


def people(inputs: Inputs) -> tuple[Person, ...]:
    """Return the people whom the show knows."""
    name = "content/people.toml"
    return settings.people(inputs.path(name)) if inputs.has(name) else ()


def things(inputs: Inputs) -> tuple[Thing, ...]:
    """Return the organisations and books that the show knows."""
    name = "content/people.toml"
    return settings.things(inputs.path(name)) if inputs.has(name) else ()


def library(inputs: Inputs, links: tuple[Link, ...] = ()) -> Library:
    """Put together what the items made so far."""
    edits = inputs.every("edited", list[msgspec.Raw])
    return libraries.assemble(
        show=inputs.setting("show", Show),
        themes=themes(inputs),
        known=people(inputs),
        episodes=inputs.every("episode", Episode),
        issues=inputs.every("issue", Issue),
        passages=inputs.every("passages", tuple[Passage, ...]),
        mentions=inputs.every("mentions", tuple[Mention, ...]),
        links=links,
        things=things(inputs),
        edited=[key.partition("/")[2] for key, found in edits.items() if found],
    )
