"""What the stages of the whole library do: links, what pages show, search records. Decides nothing."""

from pipeline import link as linking
from pipeline import pages, search
from pipeline.house import template_folders
from pipeline.model import Link
from pipeline.settings import Links
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, library, one


def link(inputs: Inputs) -> Made:
    """Find the links between everything."""
    return one("links", linking.find(library(inputs), inputs.setting("links", Links).boilerplate))


def views(inputs: Inputs) -> Made:
    """Say what every page shows."""
    whole = library(inputs, inputs.record("links", tuple[Link, ...]))
    return Made({f"view/{view.path}": encode(view) for view in pages.views(whole)})


def page(inputs: Inputs) -> Made:
    """Render one page."""
    view = inputs.record("it", pages.View)
    return Made({f"part/{view.path}": pages.render(view, template_folders(inputs.workspace.parent)).encode()})


def records(inputs: Inputs) -> Made:
    """Say what every search record holds, by year."""
    return Made({f"records/{year}": encode(rows) for year, rows in search.records(library(inputs)).items()})


def index(inputs: Inputs) -> Made:
    """Index one year."""
    year = inputs.item.slug.partition("/")[2]
    files = search.index(inputs.record("it", tuple[search.Record, ...]))
    return Made({f"index/{year}/{name}": data for name, data in files.items()})
