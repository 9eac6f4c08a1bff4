"""What the stages do that find links: read each item once, then combine what was read. Decides nothing."""

from collections.abc import Mapping
from importlib.metadata import version

import msgspec

from pipeline import decisions as deciding
from pipeline import library as libraries
from pipeline import link as linking
from pipeline.decisions import LinkDecision, WrittenLinks
from pipeline.disk import digest
from pipeline.model import Episode, Issue, Library, Mention, Passage, Show
from pipeline.settings import Links
from pipeline.stage import Inputs, Made
from pipeline.steps.common import THEMES, Fetched, encode, every_record, keys, people, themes, things, words

_OF_AN_ITEM = ("episode", "issue", "passages", "mentions", "reading")


def reader(*_: object) -> Mapping[str, str]:
    """Name what decides the links besides what is written: how words become stems, and how sums come out."""
    return {name: version(name) for name in ("numpy", "snowballstemmer")}


def reading(inputs: Inputs) -> Made:
    """Read all that the links need of an item."""
    item = inputs.record("episode", Episode) if inputs.item.kind == "episode" else inputs.record("issue", Issue)
    passages, vectors = inputs.record("passages", tuple[Passage, ...]), inputs.record("vectors", dict[str, bytes])
    return Made({"reading": linking.read(item, passages, vectors, inputs.setting("show.language", str))})


def link(inputs: Inputs) -> Made:
    """Find the links between everything, and put what the host decided over them."""
    whole, written = _library(inputs), _decided(inputs)
    readings = Fetched(keys(inputs, "reading"), lambda key: inputs.read(f"reading/{key}"))
    vectors = Fetched(keys(inputs, "vectors"), lambda key: inputs.record(f"vectors/{key}", dict[str, bytes]))
    boilerplate = inputs.setting("links", Links).boilerplate
    refused = deciding.refused(written.decisions, whole) if written.decisions else linking.nothing
    found, memory = linking.combine(
        whole, boilerplate, readings, vectors, inputs.last("memory"), refused, words(inputs), _made_of(inputs)
    )
    settled = deciding.settle(found.published, found.suggested, written.decisions, whole)
    notes = [str(fault) for fault in written.faults]
    notes += [f"{_named(decision)}, and one of its ends is not there any more. It is kept" for decision in settled.gone]
    outputs = {"links": encode(settled.published), "waiting": encode(settled.waiting), "memory": memory}
    return Made(outputs, tuple(notes))


def _library(inputs: Inputs) -> Library:
    """Put together the items without their text, which is read of few of them."""
    readable = frozenset(keys(inputs, "reading"))
    whole = libraries.assemble(
        show=inputs.setting("show", Show),
        themes=themes(inputs),
        known=people(inputs),
        episodes={key: one for key, one in every_record(inputs, "episode", Episode).items() if key in readable},
        issues={key: one for key, one in every_record(inputs, "issue", Issue).items() if key in readable},
        passages={},
        mentions={},
        things=things(inputs),
    )
    passages = Fetched(keys(inputs, "passages"), lambda key: inputs.record(f"passages/{key}", tuple[Passage, ...]))
    mentions = Fetched(keys(inputs, "mentions"), lambda key: inputs.record(f"mentions/{key}", tuple[Mention, ...]))
    return msgspec.structs.replace(whole, passages=passages, mentions=mentions)


def _made_of(inputs: Inputs) -> dict[str, str]:
    """Name all that each item is made of."""
    shared = inputs.digests.get(THEMES, "")
    return {
        key: digest("".join((shared, *(inputs.digests.get(f"{name}/{key}", "") for name in _OF_AN_ITEM))).encode())
        for key in keys(inputs, "reading")
    }


def _decided(inputs: Inputs) -> WrittenLinks:
    return deciding.read_links(inputs.read(deciding.LINKS)) if inputs.has(deciding.LINKS) else WrittenLinks((), ())


def _named(one: LinkDecision) -> str:
    did = {deciding.ACCEPT: "accepted", deciding.REJECT: "rejected"}[one.verdict]
    ends = (f"{end.key}#{end.passage}" if end.passage else end.key for end in (one.source, one.target))
    return f'{deciding.LINKS}:{one.line}: "{one.type}" was {did} between {" and ".join(ends)}'
