"""Read content/show.toml into frozen records; all faults at once. Holds no state."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from pipeline import clock, tables
from pipeline.errors import InputError, ShowError
from pipeline.model import Fact, Show
from pipeline.settings import email, feeds, publish, sources
from pipeline.settings.email import Email
from pipeline.settings.feeds import Feeds
from pipeline.settings.publish import Publish
from pipeline.settings.shapes import ADDRESS
from pipeline.settings.sources import Network, Source

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the shape of BCP 47
_FILE = "content/show.toml"


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
    """Every setting of ours, as content/show.toml gives it.

    `preview` is no table of that file: it says which items are shown though they wait, by key, with the mark that they get.
    """

    show: Show
    transcribe: Transcribe = Transcribe()
    links: Links = Links()
    feeds: Feeds = Feeds()
    network: Network = Network()
    sources: tuple[Source, ...] = ()
    publish: Publish = Publish()
    email: Email = Email()
    preview: dict[str, str] = {}


def load(root: Path) -> Settings:
    """Read content/show.toml under `root`.

    Raises:
        InputError: one fault, or FaultsError with all of them, each with file, line and the nearest known key.
    """
    table = tables.read(root / _FILE, _FILE)
    names = [*_TABLES, "sources"]
    faults: list[ShowError] = [
        InputError(f'unknown table "{key}"', table.place(key), tables.nearest(key, names)) for key in table.data if key not in names
    ]
    found: dict[str, msgspec.Struct] = {}
    for name, (kind, judge) in _TABLES.items():
        if name == "show" or name in table.data:
            fact, wrong = tables.record(kind, table.data.get(name, {}), table, name)
            faults += wrong
            if fact is not None:
                found[name] = fact
                faults += judge(fact, table.place)
    followed, wrong = sources.sources(table)
    tables.refuse([*faults, *wrong])
    settings = msgspec.convert({name: msgspec.to_builtins(fact) for name, fact in found.items()}, Settings)
    return msgspec.structs.replace(settings, sources=followed)


def _show(show: Show, place: Callable[..., str]) -> Iterator[ShowError]:
    yield from _language("show", show.language, place)
    yield from _timezone(show.timezone, place)
    if show.url and (not ADDRESS.fullmatch(show.url) or re.search(r"[?#]", show.url)):
        remedy = 'Write the whole address, from https:// on: url = "https://show.example/".'
        yield InputError(f'"{show.url}" is no address of a site', place("show", "url"), remedy)


def _timezone(name: str, place: Callable[..., str]) -> Iterator[ShowError]:
    try:
        clock.zone(name)
    except ValueError:
        remedy = "Write a name such as Europe/Amsterdam, from the tz database."
        yield InputError(f'"{name}" is no timezone', place("show", "timezone"), remedy)


def _transcribe(transcribe: Transcribe, place: Callable[..., str]) -> Iterator[ShowError]:
    yield from _language("transcribe", transcribe.language, place)


def _language(table: str, language: str, place: Callable[..., str]) -> Iterator[ShowError]:
    if language and not LANGUAGE.fullmatch(language):
        yield InputError(f'"{language}" is no language code', place(table, "language"), "Write a code such as en, nl or pt-BR.")


# Each table of the file: its record, and what finds the faults that its types do not show.
_TABLES: dict[str, tuple[Any, Callable[[Any, Callable[..., str]], Iterable[ShowError]]]] = {
    "show": (Show, _show),
    "transcribe": (Transcribe, _transcribe),
    "links": (Links, lambda *_: ()),
    "feeds": (Feeds, feeds.faults),
    "network": (Network, sources.network_faults),
    "publish": (Publish, publish.faults),
    "email": (Email, email.faults),
}
