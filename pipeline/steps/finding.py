"""What the stages of the site's search do: records of each item, put together by year and indexed. Decides nothing."""

import msgspec

from pipeline import library as libraries
from pipeline import search
from pipeline.model import Episode, Fact, Issue, Mention, Passage, Show
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, every_record, one, people, themes, things


class Rows(Fact, frozen=True):
    """The records of an item, as they go into the index of their year."""

    year: str
    records: tuple[msgspec.Raw, ...]


def rows(inputs: Inputs) -> Made:
    """Say what the search records of an item hold."""
    item = inputs.record("episode", Episode) if inputs.has("episode") else inputs.record("issue", Issue)
    passages, mentions = inputs.record("passages", tuple[Passage, ...]), inputs.record("mentions", tuple[Mention, ...])
    found = search.of_item(item, passages, mentions, inputs.setting("show.language", str))
    return one("rows", Rows(item.date[:4], tuple(msgspec.Raw(encode(record)) for record in found)))


def records(inputs: Inputs) -> Made:
    """Put the records of all items together by year; people, things and themes stand with the newest."""
    years: dict[str, list[msgspec.Raw]] = {}
    found = inputs.every("rows", Rows)
    for key in sorted(found, key=lambda key: f"{key}/"):  # as their addresses are sorted
        if found[key].records:
            years.setdefault(found[key].year, []).extend(found[key].records)
    show = inputs.setting("show", Show)
    known = libraries.people(show, people(inputs), every_record(inputs, "episode", Episode).values())
    rest = search.of_show(known, things(inputs), themes(inputs), show.language)
    years.setdefault(max(years, default="") or "all", []).extend(msgspec.Raw(encode(record)) for record in rest)
    return Made({f"records/{year}": encode(own) for year, own in sorted(years.items())})


def index(inputs: Inputs) -> Made:
    """Index one year."""
    year = inputs.item.slug.partition("/")[2]
    found = inputs.record("it", tuple[search.Record, ...])
    files = {**search.index(found), search.VOCABULARY: search.vocabulary(found)}
    return Made({f"index/{year}/{name}": data for name, data in files.items()})
