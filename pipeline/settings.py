"""Read content/show.toml, themes.toml and people.toml into frozen records; all faults at once. Holds no state."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from pipeline import tables
from pipeline.errors import InputError, ShowError
from pipeline.model import Fact, Person, Show, Theme, Thing

NamedT = TypeVar("NamedT", Theme, Person, "_Block")
_THINGS = ("organisation", "book")
_DESCRIBED = ("person", *_THINGS)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LIMIT = 100
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the shape of BCP 47


class Transcribe(Fact, frozen=True):
    """How speech becomes text. `model` is a name that `podloom models` lists, or a path to a folder.

    `engine` "openai-whisper" is the reference, slow; `fast` hears many stretches at once, which costs some accuracy.
    `device` "auto" takes a graphics card where there is one.
    `language` is a code such as "en", or "" to detect it. `threads` belongs to the result: another count gives other
    words.
    `models` is a folder of models, searched first; `replay` a folder of recorded transcripts, for the engine "replay".
    Paths count from the show's root.
    """

    engine: Literal["faster-whisper", "openai-whisper", "replay"] = "faster-whisper"
    model: str = "base"
    language: str = ""
    beam: Annotated[int, msgspec.Meta(ge=1, le=20)] = 5
    threads: Annotated[int, msgspec.Meta(ge=1, le=256)] = 1
    fast: bool = False
    device: Literal["auto", "cpu", "cuda"] = "auto"
    models: str = ""
    replay: str = ""


class Links(Fact, frozen=True):
    """Which names and titles link by themselves: one in more than this share of all items, and in more than six, is boilerplate."""

    boilerplate: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.25


class Settings(Fact, frozen=True):
    """Every setting of ours, as content/show.toml gives it."""

    show: Show
    transcribe: Transcribe = Transcribe()
    links: Links = Links()


def load(root: Path) -> Settings:
    """Read content/show.toml under `root`.

    Raises:
        InputError: one fault, or FaultsError with all of them, each with file, line and the nearest known key.
    """
    where = "content/show.toml"
    table = tables.read(root / where, where)
    kinds: dict[str, type[Show] | type[Transcribe] | type[Links]] = {
        "show": Show,
        "transcribe": Transcribe,
        "links": Links,
    }
    faults: list[ShowError] = [
        InputError(f'unknown table "{key}"', table.place(key), tables.nearest(key, kinds)) for key in table.data if key not in kinds
    ]
    found: dict[str, msgspec.Struct] = {}
    for name, kind in kinds.items():
        if name == "show" or name in table.data:
            fact, wrong = tables.record(kind, table.data.get(name, {}), table, name)
            faults += wrong
            if fact is not None:
                found[name] = fact
    for name, value in (("show", found.get("show")), ("transcribe", found.get("transcribe"))):
        language = getattr(value, "language", "")
        if language and not LANGUAGE.fullmatch(language):
            place = table.place(name, "language")
            faults.append(InputError(f'"{language}" is no language code', place, "Write a code such as en, nl or pt-BR."))
    tables.refuse(faults)
    return msgspec.convert({name: msgspec.to_builtins(fact) for name, fact in found.items()}, Settings)


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


def slug_fault(slug: str) -> str:
    """Say what is wrong with a slug, or "" when it is a good one."""
    if not SLUG.fullmatch(slug):
        return f'"{slug}" cannot be a slug'
    return f'the slug "{slug[:40]}..." has more than {SLUG_LIMIT} characters' if len(slug) > SLUG_LIMIT else ""


def slugify(name: str) -> str:
    """Make a slug from a name: `Who Won't Sit Still` -> `who-wont-sit-still`; "" where nothing is left."""
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("'", "").replace("\u2019", "")
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LIMIT].strip("-")
