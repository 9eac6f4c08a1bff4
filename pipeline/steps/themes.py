"""What the stage that finds themes does. Decides nothing."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline import tag as tagging
from pipeline.model import Passage, Theme
from pipeline.settings import Settings
from pipeline.stage import Inputs, Made
from pipeline.steps.common import one, themes


def tagger(_: Settings, __: Path) -> Mapping[str, str]:
    """Name all that decides the tags besides passages and themes."""
    return {f"tagger.{name}": str(value) for name, value in tagging.identity().items()}


@cache
def _trained(themes: tuple[Theme, ...]) -> "tagging.Tagger":
    return tagging.train(themes)


def tag(inputs: Inputs) -> Made:
    """Find the themes of every passage of an item."""
    known = themes(inputs)
    pinned = inputs.record("pins", tuple[str, ...])
    found = _trained(known).tag(inputs.record("passages", tuple[Passage, ...]), pinned) if known else ()
    return one("mentions", found)
