"""What the stages of the whole library do: what pages show, search records. Decides nothing."""

import msgspec

from pipeline import pages, search
from pipeline.house import template_folders
from pipeline.model import Contents, Link
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, library, one, themes


def views(inputs: Inputs) -> Made:
    """Say what every page shows."""
    whole = library(inputs, inputs.record("links", tuple[Link, ...]))
    return Made({f"view/{view.path}": encode(view) for view in pages.views(whole)})


def contents(inputs: Inputs) -> Made:
    """Count what the site holds, and what waits for the host: a build that has nothing to do says so too."""
    counts = inputs.every("counts", tuple[int, int])
    found = Contents(
        episodes=len(inputs.every("episode", msgspec.Raw)),
        issues=len(inputs.every("issue", msgspec.Raw)),
        moments=sum(mentions for key, (mentions, _) in counts.items() if key.startswith("episode/")),
        themes=len(themes(inputs)),
        links=len(inputs.record("links", tuple[msgspec.Raw, ...])),
        unsure_themes=sum(asked for _, asked in counts.values()),
        unsure_links=len(inputs.record("waiting", tuple[msgspec.Raw, ...])),
    )
    return one("contents", found)


def page(inputs: Inputs) -> Made:
    """Render one page."""
    view = inputs.record("it", pages.View)
    parts = inputs.record("lines", tuple[pages.Part, ...]) if inputs.has("lines") else ()
    return Made({f"part/{view.path}": pages.render(view, template_folders(inputs.workspace.parent), parts).encode()})


def records(inputs: Inputs) -> Made:
    """Say what every search record holds, by year."""
    return Made({f"records/{year}": encode(rows) for year, rows in search.records(library(inputs)).items()})


def index(inputs: Inputs) -> Made:
    """Index one year."""
    year = inputs.item.slug.partition("/")[2]
    rows = inputs.record("it", tuple[search.Record, ...])
    files = {**search.index(rows), search.VOCABULARY: search.vocabulary(rows)}
    return Made({f"index/{year}/{name}": data for name, data in files.items()})
