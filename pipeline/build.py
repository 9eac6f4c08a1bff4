"""Open a show and bring it up to date. The one place where plan, executor and folder meet; prints nothing."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from pipeline import clock, decisions, glossary, heap, language, tree
from pipeline import library as libraries
from pipeline import settings as reading
from pipeline.disk import half_written
from pipeline.errors import FaultsError, InputError, ShowError
from pipeline.model import Contents, Episode, Issue, Library, Link, Mention, Passage, Show
from pipeline.settings import Settings
from pipeline.settings.sources import Source
from pipeline.stage import Executor, Item, Report, Still, Teller
from pipeline.store import Store
from pipeline.workers import HERE, Hands, Inline, Pool, Threads, Workers

if TYPE_CHECKING:
    from pipeline.ingest.feeds import Brought
    from pipeline.ingest.heads import Heads

T = TypeVar("T")
_SIDE_BY_SIDE = 4  # processes of this machine: one that tags or indexes takes 300 MB


class Opened(msgspec.Struct, frozen=True):
    """A show that was read on a day: its settings and items. Nothing was run."""

    root: Path
    settings: Settings
    items: tuple[Item, ...]
    store: Store
    today: str
    heads: "Heads"


def open_show(root: Path, today: str = "", *, drafts: bool = False) -> Opened:
    """Read a show's settings and find its items.

    What has a later date than `today` (ISO 8601; the calendar's where it is empty) is hidden, and so are drafts, unless
    `drafts` asks for them: they are then shown with a mark.

    Raises:
        InputError: the folder is no show, or a file of settings is wrong; FaultsError with all faults of all files.
    """
    from pipeline.ingest import folder, heads  # read YAML, which `--help` must not pay for

    root = root.resolve()
    if not (root / "content/show.toml").is_file():
        raise InputError(
            "this folder is no show: it has no content/show.toml",
            str(root),
            "Go to your show's folder, name it with --root DIR, or start one with `podloom init DIR`.",
        )
    faults: list[ShowError] = []
    found: Settings | None = None
    for read in (_read_settings, _read_themes, _read_people, _read_glossary, _read_site):
        try:
            result = read(root)
            found = result if isinstance(result, Settings) else found
        except FaultsError as several:
            faults += several.faults
        except InputError as fault:
            faults.append(fault)
    if faults or found is None:
        raise faults[0] if len(faults) == 1 else FaultsError(tuple(faults))
    day, store = today or clock.today(), Store(root / "build")
    known = heads.Heads(store)
    items = folder.items(root, day, known, drafts=drafts)
    words = language.load(root, found.show.language) if drafts else language.english()
    marks = {item.key: _mark(item, words) for item in items if item.waits and not item.hidden}
    return Opened(root, msgspec.structs.replace(found, preview=marks), items, store, day, known)


def _mark(item: Item, words: language.Words) -> str:
    return words.say("preview.draft") if item.waits == "draft" else words.say("preview.from", day=words.day(item.waits))


def _read_settings(root: Path) -> Settings:
    """Read the settings; letters without a name of their own are called what the show's language calls them."""
    found = reading.load(root)
    words, unnamed = language.load(root, found.show.language), found.show.letters == Show(title="").letters
    show = msgspec.structs.replace(found.show, letters=words.say("nav.letters")) if unnamed else found.show
    return msgspec.structs.replace(found, show=show)


def _read_themes(root: Path) -> object:
    path = root / "content/themes.toml"
    return reading.themes(path) if path.exists() else ()


def _read_people(root: Path) -> object:
    path = root / "content/people.toml"
    return (*reading.people(path), *reading.things(path))


def _read_site(root: Path) -> object:
    from pipeline.settings import site  # reads YAML too

    path = root / site.FILE
    return site.read(path) if path.exists() else ()


def _read_glossary(root: Path) -> object:
    return glossary.load(root / "content/glossary.toml")


@contextmanager
def alone(opened: Opened) -> Iterator[None]:
    """Hold a show for one run, and take away what one that was killed left half written: nobody else is at work.

    Only reviews are, and they see to their own folder.
    """
    with opened.store.lock():
        build = opened.store.root
        kept = (opened.root / decisions.NAME).parent
        content = [path for path in half_written(opened.root / "content", below=True) if path.parent != kept]
        for path in (*content, *half_written(build / "receipts", below=True), *half_written(build), *half_written(build / "made")):
            path.unlink(missing_ok=True)
        tree.sweep(build / "site")
        yield


def follow(
    opened: Opened, sources: Sequence[Source], tell: Callable[[str], None], *, asked: bool = False, again: bool = False
) -> "tuple[Brought, ...]":
    """Bring in what is new in these sources, one after the other; one that fails stops no other. Open the show anew afterwards.

    `asked` says that the host named them herself, `again` that what she took out is to come back.
    """
    if not sources:  # what asks others takes longer to import than a look at a large show
        return ()
    from pipeline.ingest import feeds, stumbles

    known = opened.settings
    names = tuple(source.called for source in known.sources)
    show = feeds.Show(
        opened.root, opened.store.root, known.network, known.show.hosts, opened.today, names, asked, again, known.show.timezone
    )
    with alone(opened):
        brought = tuple(feeds.bring(show, source, tell) for source in sources)
        faults = tuple(stumbles.Stumble(one.source, one.fault) for one in brought if one.failed and one.source in names)
        stumbles.note(opened.store.root, (one.source for one in brought), faults)
        return brought


def build(opened: Opened, teller: Teller | None = None, hands: Hands = HERE, again: frozenset[str] = frozenset()) -> Report:
    """Make everything that is out of date, and nothing else; one run at a time.

    `hands` says who does the long steps; `again` names items that are to be heard again.
    """
    from pipeline.plan import PLAN

    heap.reuse()
    with alone(opened):
        still = Still(opened.root, opened.settings, opened.store, PLAN, opened.items)
        if not again and (report := still.report()):
            return report
        opened.heads.keep()
        try:
            with _workers(opened, hands) as many, _here(hands) as here:
                executor = Executor(opened.root, opened.settings, opened.store, teller=teller, workers=many, here=here, again=again)
                report = executor.run(PLAN, opened.items)
        finally:
            opened.store.close()
        still.keep(report, executor.wrote)
        return report


def _workers(opened: Opened, hands: Hands) -> AbstractContextManager[Workers]:
    if hands.elsewhere:
        return _cluster(opened, hands)
    count = hands.count or max(1, (os.cpu_count() or 1) // opened.settings.transcribe.threads)
    return nullcontext(Threads(count) if count > 1 and not hands.count else Inline())


def _here(hands: Hands) -> AbstractContextManager[Workers]:
    count = min(_SIDE_BY_SIDE, os.cpu_count() or 1)
    return nullcontext(Inline()) if hands.count == 1 or count < 2 else Pool(count)


def _cluster(opened: Opened, hands: Hands) -> AbstractContextManager[Workers]:
    from pipeline import cluster
    from pipeline.plan import PLAN

    identities = tuple(stage.identity for stage in PLAN if stage.parallel == "anywhere" and stage.identity)
    storage = cluster.Storage(hands.storage) if hands.storage else None
    need = cluster.Need(opened.root, opened.settings, identities, storage)
    return cluster.Cluster(need, address=hands.cluster, count=hands.count)


def settle(opened: Opened, item: Item) -> Report:
    """Bring one episode's transcript up to date, and no page: what was edited is noted as corrections."""
    from pipeline.plan import PLAN

    names = [stage.name for stage in PLAN]
    with alone(opened):
        try:
            executor = Executor(opened.root, opened.settings, opened.store)
            return executor.run(PLAN[: names.index("transcript") + 1], [item], tidy=False)
        finally:
            opened.store.close()


def survey(opened: Opened) -> Report:
    """Say what a build would do, without doing it."""
    from pipeline.plan import PLAN

    return Executor(opened.root, opened.settings, opened.store, dry=True).run(PLAN, opened.items)


class _Built:
    """What the last build made, whatever was edited since."""

    def __init__(self, opened: Opened) -> None:
        from pipeline.stage.receipts import Receipts

        self._opened = opened
        self._receipts = Receipts(opened.store)

    def every(self, name: str, kind: type[T]) -> dict[str, T]:
        """Return that output of all items that are not hidden, by item key."""
        found = {}
        for item in self._opened.items:
            for receipt in self._receipts.entries(item.key).values() if not item.hidden else ():
                if name in receipt.outputs and (record := self._opened.store.record(receipt.outputs[name], kind)) is not None:
                    found[item.key] = record
        return found

    def of_show(self, stage: str, name: str, kind: type[T]) -> T | None:
        """Return an output of a stage of the show."""
        receipt = self._receipts.get("show/show", stage)
        return self._opened.store.record(receipt.outputs[name], kind) if receipt and name in receipt.outputs else None


def contents(opened: Opened) -> Contents:
    """Count what the last build made of the library, without reading it."""
    return _Built(opened).of_show("contents", "contents", Contents) or Contents()


def previewed(opened: Opened) -> bool:
    """Say whether the last build showed what is not published yet, and this one would not."""
    from pipeline.stage.receipts import Receipts

    views = Receipts(opened.store).get("show/show", "views")
    return bool(views and views.basis and views.basis.settings.get("preview", "{}") != "{}") and not opened.settings.preview


def every(opened: Opened, name: str, kind: type[T]) -> dict[str, T]:
    """Return an output of all published items as the last build left it, by item key."""
    return _Built(opened).every(name, kind)


def library(opened: Opened) -> Library:
    """Return the library as the last build left it, whatever was edited since."""
    root, built = opened.root, _Built(opened)
    themes = root / "content/themes.toml"
    return libraries.assemble(
        show=opened.settings.show,
        themes=reading.themes(themes) if themes.exists() else (),
        known=reading.people(root / "content/people.toml"),
        things=reading.things(root / "content/people.toml"),
        episodes=built.every("episode", Episode),
        issues=built.every("issue", Issue),
        passages=built.every("passages", tuple[Passage, ...]),
        mentions=built.every("mentions", tuple[Mention, ...]),
        links=built.of_show("link", "links", tuple[Link, ...]) or (),
    )
