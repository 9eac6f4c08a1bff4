"""What the stages of the whole library do: its words, what it holds. Decides nothing."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from pipeline import language
from pipeline import link as linking
from pipeline.disk import digest
from pipeline.model import Contents, Episode, Issue
from pipeline.settings import Settings
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, every_record, keys, one, themes


def words(inputs: Inputs) -> Made:
    """Read the words of the interface in the show's language."""
    found = language.load(inputs.workspace.parent, inputs.setting("show.language", str))
    return one("words", found, tuple(filter(None, [language.unknown(found)])))


def tables(_: Settings, __: Path) -> Mapping[str, str]:
    """Name the list of the words that there are: a show's own English may hide the file."""
    return {"words": digest(encode(language.english()))}


def contents(inputs: Inputs) -> Made:
    """Count what the site holds, and what waits for the host: a build that has nothing to do says so too."""
    counts, episodes = inputs.every("counts", tuple[int, int]), every_record(inputs, "episode", Episode)
    found = Contents(
        episodes=len(episodes),
        issues=len(keys(inputs, "issue")),
        moments=sum(mentions for key, (mentions, _) in counts.items() if key.startswith("episode/")),
        themes=len(themes(inputs)),
        links=len(inputs.record("links", tuple[msgspec.Raw, ...])),
        unsure_themes=sum(asked for _, asked in counts.values()),
        unsure_links=len(inputs.record("waiting", tuple[msgspec.Raw, ...])),
        lost=tuple(linking.lost(episodes.values(), every_record(inputs, "issue", Issue).values())),
    )
    return one("contents", found)
