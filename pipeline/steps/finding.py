"""What the stages of the site's search do: records of each item, put together by year and indexed. Decides nothing."""

from collections.abc import Mapping
from importlib.metadata import version
from itertools import chain

from pipeline import library as libraries
from pipeline import search
from pipeline.model import Episode, Fact, Issue, Mention, Passage, Show
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, every_record, keys, one, people, themes, things


def indexer(*_: object) -> Mapping[str, str]:
    """Name what decides the form of the index: a browser reads those of all years with one program."""
    return {"pagefind": version("pagefind_bin")}


class Year(Fact, frozen=True):
    """What goes into the index of a year: the digests of what its items give by their keys, in this order, then the rest."""

    rows: dict[str, str]
    rest: tuple[search.Record, ...]


def rows(inputs: Inputs) -> Made:
    """Say what the search records of an item hold."""
    item = inputs.record("episode", Episode) if inputs.has("episode") else inputs.record("issue", Issue)
    passages, mentions = inputs.record("passages", tuple[Passage, ...]), inputs.record("mentions", tuple[Mention, ...])
    found = search.of_item(item, passages, mentions, inputs.setting("show.language", str))
    return one("rows", found) if found else Made({})


def records(inputs: Inputs) -> Made:
    """Say which items go into the index of which year; people, things and themes stand with the newest."""
    episodes, issues = every_record(inputs, "episode", Episode), every_record(inputs, "issue", Issue)
    years: dict[str, dict[str, str]] = {}
    for key in sorted(keys(inputs, "rows"), key=lambda key: f"{key}/"):  # as their addresses are sorted
        item = episodes[key] if key in episodes else issues[key]
        years.setdefault(item.date[:4], {})[key] = inputs.digests[f"rows/{key}"]
    show, newest = inputs.setting("show", Show), max(years, default="all")
    rest = search.of_show(libraries.people(show, people(inputs), episodes.values()), things(inputs), themes(inputs), show.language)
    found = {year: Year(own, rest if year == newest else ()) for year, own in sorted((years or {newest: {}}).items())}
    return Made({f"records/{year}": encode(own) for year, own in found.items()})


def index(inputs: Inputs) -> Made:
    """Index one year."""
    year, own = inputs.item.slug.partition("/")[2], inputs.record("it", Year)
    found = (*chain.from_iterable(inputs.record(f"rows/{key}", tuple[search.Record, ...]) for key in own.rows), *own.rest)
    files = {**search.index(found), search.VOCABULARY: search.vocabulary(found)}
    return Made({f"index/{year}/{name}": data for name, data in files.items()})
