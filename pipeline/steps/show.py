"""What the stages of the whole library do: links, what pages show, search records. Decides nothing."""

from pipeline import decisions as deciding
from pipeline import link as linking
from pipeline import pages, search
from pipeline.decisions import LinkDecision, WrittenLinks
from pipeline.house import template_folders
from pipeline.model import Link
from pipeline.settings import Links
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, library


def link(inputs: Inputs) -> Made:
    """Find the links between everything, and put what the host decided over them."""
    whole, written = library(inputs), _decided(inputs)
    found = linking.find(whole, inputs.setting("links", Links).boilerplate, inputs.every("vectors", dict[str, bytes]))
    settled = deciding.settle(found.published, found.suggested, written.decisions, whole)
    notes = [str(fault) for fault in written.faults]
    notes += [f"{_named(decision)}, and one of its ends is not there any more. It is kept" for decision in settled.gone]
    return Made({"links": encode(settled.published), "waiting": encode(settled.waiting)}, tuple(notes))


def _decided(inputs: Inputs) -> WrittenLinks:
    return deciding.read_links(inputs.read(deciding.LINKS)) if inputs.has(deciding.LINKS) else WrittenLinks((), ())


def _named(one: LinkDecision) -> str:
    did = {deciding.ACCEPT: "accepted", deciding.REJECT: "rejected"}[one.verdict]
    ends = (f"{end.key}#{end.passage}" if end.passage else end.key for end in (one.source, one.target))
    return f'{deciding.LINKS}:{one.line}: "{one.type}" was {did} between {" and ".join(ends)}'


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
