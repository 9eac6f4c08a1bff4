"""Read what themes.toml and people.toml describe: themes, people, organisations, books. Holds no state."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline import tables
from pipeline.errors import InputError, ShowError
from pipeline.model import Fact, Person, Theme, Thing
from pipeline.settings.slugs import slug_fault

NamedT = TypeVar("NamedT", Theme, Person, "_Block")
_THINGS = ("organisation", "book")
_DESCRIBED = ("person", *_THINGS)


def themes(path: Path, where: str = "content/themes.toml") -> tuple[Theme, ...]:
    """Read the show's themes in their order.

    Raises:
        InputError: a fault with file and line; a slug that is not one, or that two themes share.
    """
    table = tables.read(path, where)
    found = _with_good_slugs(tables.records(Theme, table, "theme"), table, "theme")
    now = {theme.slug for theme in found}
    faults: list[ShowError] = [
        InputError(fault, table.place("theme", index, "was"), "Write slugs that no theme has any more.")
        for index, theme in enumerate(found)
        for old in theme.was
        if (fault := slug_fault(old) or (f'"{old}" is a theme still' if old in now else ""))
    ]
    faults += [
        InputError(
            f'an example of "{theme.slug}" says nothing', table.place("theme", index, "examples"), "Write a passage, or drop it."
        )
        for index, theme in enumerate(found)
        if any(not text.strip() for text in theme.examples)
    ]
    tables.refuse(faults)
    return found


def theme_names(themes: Iterable[Theme]) -> dict[str, tuple[str, ...]]:
    """Return what every slug of a theme, today's or a former one, stands for today: several where a theme was split."""
    found: dict[str, tuple[str, ...]] = {}
    for theme in themes:
        for name in (theme.slug, *theme.was):
            found[name] = (*found.get(name, ()), theme.slug)
    return found


def people(path: Path, where: str = "content/people.toml") -> tuple[Person, ...]:
    """Read the people that the host described; a show may have none.

    Raises:
        InputError: as for themes.
    """
    if not path.exists():
        return ()
    table = tables.read(path, where)
    return _with_good_slugs(tables.records(Person, table, "person", _DESCRIBED), table, "person")


class _Block(Fact, frozen=True):
    """A thing as people.toml writes it: the name of its block says what it is."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    about: str = ""
    url: str = ""


def things(path: Path, where: str = "content/people.toml") -> tuple[Thing, ...]:
    """Read the organisations and books that the show names, from the file that describes its people.

    Raises:
        InputError: as for themes.
    """
    if not path.exists():
        return ()
    table, found, faults = tables.read(path, where), dict[str, Thing](), list[ShowError]()
    for kind in _THINGS:
        blocks = _with_good_slugs(tables.records(_Block, table, kind, _DESCRIBED), table, kind)
        for index, block in enumerate(blocks):
            if block.slug in found:  # both would have a page at named/<slug>/
                message = f'the {found[block.slug].kind} "{block.slug}" has this slug already'
                faults.append(InputError(message, table.place(kind, index, "slug"), "Give one of the two another slug."))
            found[block.slug] = Thing(kind=kind, **msgspec.structs.asdict(block))
    tables.refuse(faults)
    return tuple(found.values())


def _with_good_slugs(facts: tuple[NamedT, ...], table: tables.Table, name: str) -> tuple[NamedT, ...]:
    faults: list[ShowError] = []
    seen: set[str] = set()
    for index, fact in enumerate(facts):
        place = table.place(name, index, "slug")
        if fault := slug_fault(fact.slug):
            faults.append(InputError(fault, place, "Use lower case letters, digits and single hyphens."))
        if fact.slug in seen:
            faults.append(InputError(f'the {name} "{fact.slug}" is defined twice', place, "Give one of the two another slug."))
        seen.add(fact.slug)
    tables.refuse(faults)
    return facts
