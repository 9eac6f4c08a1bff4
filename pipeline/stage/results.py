"""What the steps of this run came to so far, and the inputs that later steps take from it. Runs nothing."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.disk import shown
from pipeline.errors import ItemError
from pipeline.house import files_of_house
from pipeline.stage.step import OF_PEOPLE, SHOW, Item, Outcome, Stage, Take
from pipeline.store import Store


class Results:
    """The outcomes of this run, in order, by step, and by what they made."""

    def __init__(self, root: Path, store: Store) -> None:
        self._root = root
        self._store = store
        self._outcomes: dict[tuple[str, str], Outcome | None] = {}
        self._made: dict[str, dict[str, str]] = {}
        self._bad: dict[str, Outcome] = {}
        self._stale: Outcome | None = None
        self._shared: dict[Take, tuple[dict[str, Path], dict[str, str]]] = {}

    def expect(self, stage: Stage, items: Iterable[Item]) -> None:
        """Keep the place of steps among the others: they may end after some that began later."""
        for item in items:
            self._outcomes.setdefault((stage.name, item.key), None)

    def add(self, outcome: Outcome) -> None:
        """Note how a step ended."""
        self._outcomes[outcome.stage, outcome.item] = outcome
        for name, digest in outcome.outputs.items():
            self._made.setdefault(name, {})[outcome.item] = digest
        if not outcome.good:
            self._bad.setdefault(outcome.item, outcome)
            if outcome.of_show:
                self._bad.setdefault(SHOW, outcome)
        if outcome.state == "stale" and self._stale is None:
            self._stale = outcome

    def all(self) -> tuple[Outcome, ...]:
        """Return every outcome, in the order of the plan."""
        return tuple(one for one in self._outcomes.values() if one)

    def fan(self, stage: str) -> list[str]:
        """Return the output names of a stage of the show: the items of the stage that runs over it.

        They have a slash: a plain name is no item, but something that the stage made besides.
        """
        source = self._outcomes.get((stage, SHOW))
        return sorted(name for name in source.outputs if "/" in name) if source and source.good else []

    def waits(self, stage: Stage, item: Item) -> Outcome | None:
        """Return the step that this one cannot go on without, or None.

        An item waits for its own earlier steps. What takes from the show waits for the show's steps. What takes from every
        item does without those that failed, but waits for those that would run first.
        """
        if found := self._bad.get(item.key):
            return found
        if SHOW in self._bad and any(take.source in ("made", "beside") for take in stage.takes):
            return self._bad[SHOW]
        if self._stale is None:
            return None
        return self._stale if item.key == SHOW or any(take.source == "every" for take in stage.takes) else None

    def inputs(self, stage: Stage, item: Item) -> tuple[dict[str, str], dict[str, Path]]:
        """Return a step's inputs: digests by name, and the paths of those that are files.

        Raises:
            ItemError: a file or an output that must be there is missing.
        """
        digests: dict[str, str] = {}
        paths: dict[str, Path] = {}
        if stage.over:
            digests["it"] = self._made[item.slug][SHOW]
        for take in stage.takes:
            if take.source in ("made", "every", "beside"):
                self._take(take, item, digests)
                continue
            files, seen = self._looked_at(take, item)
            paths.update(files)
            digests.update(seen)
            if not files and not take.optional and take.source == "item":
                remedy = "Put the file there, or bring it in with `podloom add`."
                raise ItemError(f"{take.name} is missing", home(item, self._root), remedy)
        return digests, paths

    def _take(self, take: Take, item: Item, digests: dict[str, str]) -> None:
        """Put what an earlier step made among the inputs of a step."""
        found = self._made.get(take.name) or {}
        if take.source == "every":
            digests.update((f"{take.name}/{key}", digest) for key, digest in found.items() if key not in self._bad)
        elif take.name[-1] == "*":
            for name in sorted(name for name in self._made if name.startswith(take.name[:-1])):
                digests.update((name, digest) for key, digest in self._made[name].items() if key not in self._bad)
        else:
            if take.source == "beside":
                name = item.slug.partition("/")[2]
                found = self._made.get(f"{take.name}/{take.of(name) if take.of else name}") or {}
                digest = next(iter(found.values()), None)
            else:
                digest = found.get(item.key) or found.get(SHOW)
            if digest:
                digests[take.name] = digest
            elif not take.optional:
                raise ItemError(f"{take.name} was not made", home(item, self._root), "Run `podloom build` again.")

    def _looked_at(self, take: Take, item: Item) -> tuple[dict[str, Path], dict[str, str]]:
        """Return files and their digests. What all items share is looked at once a run: 1,000 pages have the same templates."""
        if take.source in ("item", "person"):
            return self._seen(take, self._files_of_item(take, item))
        if take not in self._shared:
            self._shared[take] = self._seen(take, self._files_of_all(take))
        return self._shared[take]

    def _seen(self, take: Take, files: Mapping[str, Path | str]) -> tuple[dict[str, Path], dict[str, str]]:
        seen = {name: digest for name, path in files.items() if (digest := self._store.find(path)) and not self._ours(take, digest)}
        return {name: Path(files[name]) for name in seen}, seen

    def _files_of_all(self, take: Take) -> Mapping[str, Path | str]:
        if take.source == "house":
            return {f"{take.name}/{name}": path for name, path in files_of_house(self._root, take.name).items()}
        path = self._root / take.name
        if path.is_dir():
            return {str(one.relative_to(self._root)): one for one in sorted(path.rglob("*")) if one.is_file()}
        return {take.name: path}

    def _files_of_item(self, take: Take, item: Item) -> Mapping[str, Path | str]:
        """Return where files of an item may be; where most lack one its path is text, which takes a tenth of the time."""
        if take.name[-1] == "*":
            return {name: path for name, path in sorted(item.files.items()) if name.startswith(take.name[:-1])}
        return {take.name: item.files.get(take.name) or f"{item.folder}/{take.name}"}

    def _ours(self, take: Take, digest: str) -> bool:
        """Say whether these are bytes of our own making where a person's are asked for."""
        return take.source == "person" and self._store.made(digest)


def home(item: Item, root: Path) -> str:
    """Name the file or folder that a person would open to mend an item."""
    if item.kind not in OF_PEOPLE:
        return "build"
    path = item.files.get("issue.md", item.folder)
    return shown(path.relative_to(root) if path.is_relative_to(root) else path)
