"""What the stages do that say what pages show: of each item what others need of it, then all together. Decides nothing."""

import msgspec

from pipeline import library as libraries
from pipeline import pages
from pipeline.disk import digest
from pipeline.model import UNREAD, Episode, Fact, Issue, Library, Link, Mention, Passage, Show
from pipeline.shell import Sheet
from pipeline.stage import Inputs, Made
from pipeline.steps.common import Fetched, encode, every_record, keys, people, themes, things, words

pack = msgspec.msgpack.encode  # JSON escapes every quote of HTML
_UNEDITED = digest(encode(()))  # of an episode in which nobody changed a word


class Memory(Fact, frozen=True):
    """Excerpts that pages showed of an item by what was asked, and the digests of what they were taken from."""

    of: tuple[str, ...]
    excerpts: dict[str, pages.Excerpt]


def told(inputs: Inputs) -> Made:
    """Say what an item shows of nothing but itself: its lines or margins, its ribbon, and an outline for other pages."""
    key = inputs.item.key
    item = libraries.assemble(
        show=Show(title=""),
        themes=themes(inputs),
        known=people(inputs),
        episodes={key: inputs.record("episode", Episode)} if inputs.has("episode") else {},
        issues={key: inputs.record("issue", Issue)} if inputs.has("issue") else {},
        passages={key: inputs.record("passages", tuple[Passage, ...])},
        mentions={key: inputs.record("mentions", tuple[Mention, ...])},
    )
    alone = pages.alone(item, words(inputs))
    outputs = {f"told/{path}": pack(own) for path, own in alone.told.items()}
    if key in alone.ribbons:
        outputs["ribbon"] = pack(alone.ribbons[key])
    return Made(outputs | {"outline": encode(alone.outlines[key])})


def views(inputs: Inputs) -> Made:
    """Say what every page shows, and what stands around them; of items nothing is read but what was said of them before."""
    library, excerpts = _library(inputs), pages.Picked(lambda key: _said(inputs, key), _remembered(inputs))
    ribbons = Fetched(keys(inputs, "ribbon"), lambda key: msgspec.Raw(inputs.read(f"ribbon/{key}")))
    prepared = pages.Prepared(inputs.every("outline", pages.Outline), ribbons, excerpts)
    found, sheets = dict[str, bytes](), list[Sheet]()
    for view in pages.views(library, words(inputs), prepared):
        found[f"view/{view.path}"] = pack(view)
        sheets.append(Sheet(view.path, view.title, view.description, view.section))
    around = sorted(sheets, key=lambda sheet: sheet.path)
    memory = {key: Memory(_made_of(inputs, key), some) for key, some in excerpts.asked.items()}
    return Made({**found, "sheets": encode(around), "excerpts": encode(memory)})


def _library(inputs: Inputs) -> Library:
    """Put together what the items made so far, without their passages and mentions."""
    return libraries.assemble(
        show=inputs.setting("show", Show),
        themes=themes(inputs),
        known=people(inputs),
        episodes=every_record(inputs, "episode", Episode),
        issues=every_record(inputs, "issue", Issue),
        passages={},
        mentions={},
        links=inputs.record("links", tuple[Link, ...]),
        things=things(inputs),
        edited=[key.partition("/")[2] for key in keys(inputs, "edited") if inputs.digests[f"edited/{key}"] != _UNEDITED],
        preview=inputs.setting("preview", dict),
    )


def _said(inputs: Inputs, key: str) -> tuple[bytes, bytes]:
    return inputs.read(f"passages/{key}"), inputs.read(f"mentions/{key}")


def _remembered(inputs: Inputs) -> dict[str, dict[str, pages.Excerpt]]:
    """Return the excerpts of the last run that are still as they were: a hint, which changes no page."""
    try:
        last = msgspec.json.decode(inputs.last("excerpts") or b"{}", type=dict[str, Memory])
    except UNREAD:
        return {}
    return {key: one.excerpts for key, one in last.items() if one.of == _made_of(inputs, key)}


def _made_of(inputs: Inputs, key: str) -> tuple[str, ...]:
    return tuple(inputs.digests.get(f"{name}/{key}", "") for name in ("passages", "mentions"))
