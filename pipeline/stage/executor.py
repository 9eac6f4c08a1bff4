"""Run the steps whose inputs changed, keep what people edited, and let no item's failure stop the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline import tree
from pipeline.disk import digest, write_whole
from pipeline.errors import DiskError, ItemError, LockedError, ShowError
from pipeline.house import files_of_house
from pipeline.settings import Settings
from pipeline.stage.inputs import Inputs, chosen
from pipeline.stage.receipts import Receipts, differences
from pipeline.stage.step import SHOW, Item, Made, Outcome, Problem, Receipt, Stage, State, Take
from pipeline.store import Store

Tell = Callable[[Stage, Item, float], None]


class Report(msgspec.Struct, frozen=True):
    """Every step's outcome, in the order of the plan."""

    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Return the steps that failed."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == "failed")

    def of(self, *states: str) -> tuple[Outcome, ...]:
        """Return the steps that ended in one of these states."""
        return tuple(outcome for outcome in self.outcomes if outcome.state in states)


class Executor:
    """Walks the plan once. With `dry`, nothing runs and nothing is written: what would run is "stale"."""

    def __init__(self, root: Path, settings: Settings, store: Store, *, dry: bool = False, tell: Tell = lambda *_: None) -> None:
        self._root = root
        self._settings = settings
        self._store = store
        self._dry = dry
        self._tell = tell
        self._receipts = Receipts(store)
        self._identities: dict[str, dict[str, str]] = {}
        self._done: dict[tuple[str, str], Outcome] = {}
        self._made: dict[tuple[str, str], Outcome] = {}

    def run(self, stages: Sequence[Stage], items: Sequence[Item]) -> Report:
        """Bring every step up to date, in the order of `stages`."""
        show = Item(SHOW, "", self._root)
        for stage in stages:
            over = self._fan(stage) if stage.over else [item for item in (*items, show) if item.kind in stage.per]
            for item in over:
                outcome = self._step(stage, item)
                self._done[stage.name, item.key] = outcome
                for name in outcome.outputs:
                    self._made[item.key, name] = outcome
            if stage.over and not self._dry:
                self._receipts.keep_only(_fan_file(stage), frozenset(item.slug for item in over))
                self._receipts.save(_fan_file(stage))
        if not self._dry:
            self._tidy(items)
        return Report(tuple(self._done.values()))

    # ---- one step

    def _step(self, stage: Stage, item: Item) -> Outcome:
        if waits := self._waits(stage, item):
            state: State = "stale" if all(outcome.state == "stale" for outcome in waits) else "blocked"
            return Outcome(stage.name, item.key, state, tuple(f"waits for {outcome.stage}" for outcome in waits))
        try:
            if item.faults:
                return self._failed(stage, item, item.faults[0])
            digests, paths = self._resolve(stage, item)
            return self._bring_up_to_date(stage, item, digests, paths)
        except (DiskError, LockedError):
            raise
        except ShowError as error:
            return self._failed(stage, item, Problem.of(error))
        except Exception as error:  # noqa: BLE001 - the edge of a step: an unforeseen fault must not stop the other items
            said = f"{type(error).__name__}: {error}"
            problem = Problem(
                f"{stage.name} broke on it ({said[:300]})",
                _home(item, self._root),
                "This is a fault in Podloom: please report it.",
            )
            return self._failed(stage, item, problem)

    def _waits(self, stage: Stage, item: Item) -> list[Outcome]:
        own = [outcome for (_, key), outcome in self._done.items() if key == item.key and not outcome.good]
        if own:
            return own[:1]
        wanted = {take.name for take in stage.takes if take.source == "made"} | {
            take.name for take in stage.takes if take.source == "every"
        }
        found = [outcome for (_, key), outcome in self._done.items() if key == SHOW and not outcome.good]
        if self._dry and any(take.source == "every" for take in stage.takes):
            found += [outcome for outcome in self._done.values() if outcome.state == "stale"]
        return found[:1] if wanted else []

    def _bring_up_to_date(self, stage: Stage, item: Item, digests: dict[str, str], paths: dict[str, Path]) -> Outcome:
        file, entry = _receipt_place(stage, item)
        old = self._receipts.get(file, entry)
        if stage.keeps and self._is_a_persons(item.folder / stage.keeps):
            outputs = self._whole(old.outputs if old else {})
            return Outcome(stage.name, item.key, "edited", (f"{stage.keeps} is yours: kept",), outputs)
        values = chosen(self._settings, stage.settings)
        new = Receipt(version=stage.version, inputs=digests, settings=_flat(values), identity=self._identity(stage))
        why = differences(old, new) or self._lost(stage, item, old)
        if not why and old:
            return Outcome(stage.name, item.key, "fresh", (), old.outputs, old.warnings, inputs=tuple(digests))
        if self._dry:
            return Outcome(stage.name, item.key, "stale", why, inputs=tuple(digests))
        self._tell(stage, item, 0.0)
        inputs = Inputs(item, digests, paths, values, self._store, lambda part: self._tell(stage, item, part), self._store.root)
        result = stage.run(inputs)
        outputs = {name: self._store.put(data) for name, data in sorted(result.outputs.items())}
        self._appear(stage, item, result, outputs)
        self._keep(stage, item, msgspec.structs.replace(new, outputs=outputs, warnings=result.warnings))
        self._tell(stage, item, 1.0)
        return Outcome(stage.name, item.key, "made", why, outputs, result.warnings, inputs=tuple(digests))

    def _identity(self, stage: Stage) -> dict[str, str]:
        if stage.name not in self._identities:
            self._identities[stage.name] = dict(stage.identity(self._settings)) if stage.identity else {}
        return self._identities[stage.name]

    def _failed(self, stage: Stage, item: Item, problem: Problem) -> Outcome:
        if not self._dry:
            self._keep(stage, item, Receipt(version=stage.version, problem=problem))
        return Outcome(stage.name, item.key, "failed", problem=problem)

    def _keep(self, stage: Stage, item: Item, receipt: Receipt) -> None:
        file, entry = _receipt_place(stage, item)
        self._receipts.put(file, entry, receipt)
        if not stage.over:
            self._receipts.save(file)

    # ---- inputs

    def _resolve(self, stage: Stage, item: Item) -> tuple[dict[str, str], dict[str, Path]]:
        digests: dict[str, str] = {}
        paths: dict[str, Path] = {}
        if stage.over:
            digests["it"] = self._made[SHOW, item.slug].outputs[item.slug]
        for take in stage.takes:
            if take.source == "made":
                self._take_made(take, item, digests)
            elif take.source == "every":
                self._take_every(take, digests)
            else:
                for name, path in self._files(take, item).items():
                    digests[name], paths[name] = self._store.digest_file(path), path
                if not take.optional and take.source == "item" and take.name not in paths:
                    raise ItemError(
                        f"{take.name} is missing",
                        _home(item, self._root),
                        "Put the file there, or bring it in with `podloom add`.",
                    )
        return digests, paths

    def _take_made(self, take: Take, item: Item, digests: dict[str, str]) -> None:
        if take.name.endswith("*"):
            prefix = take.name[:-1]
            found = {name: outcome.outputs[name] for (_, name), outcome in self._made.items() if name.startswith(prefix)}
            digests.update(sorted(found.items()))
            return
        outcome = self._made.get((item.key, take.name)) or self._made.get((SHOW, take.name))
        if outcome:
            digests[take.name] = outcome.outputs[take.name]
        elif not take.optional:
            raise ItemError(f"{take.name} was not made", _home(item, self._root), "Run `podloom build` again.")

    def _take_every(self, take: Take, digests: dict[str, str]) -> None:
        bad = {key for (_, key), outcome in self._done.items() if not outcome.good}
        for (key, name), outcome in self._made.items():
            if name == take.name and key not in bad:
                digests[f"{take.name}/{key}"] = outcome.outputs[name]

    def _files(self, take: Take, item: Item) -> dict[str, Path]:
        if take.source == "house":
            return {f"{take.name}/{name}": path for name, path in files_of_house(self._root, take.name).items()}
        if take.source == "show":
            path = self._root / take.name
            if path.is_dir():
                return {str(one.relative_to(self._root)): one for one in sorted(path.rglob("*")) if one.is_file()}
            return {take.name: path} if path.is_file() else {}
        if take.name.endswith("*"):
            return {name: path for name, path in sorted(item.files.items()) if name.startswith(take.name[:-1])}
        path = item.files.get(take.name, item.folder / take.name)
        return {take.name: path} if path.is_file() else {}

    def _fan(self, stage: Stage) -> list[Item]:
        source = self._done.get((stage.over, SHOW))
        names = source.outputs if source and source.good else {}
        return [Item(stage.over, name, self._root) for name in sorted(names)]

    # ---- outputs

    def _is_a_persons(self, path: Path) -> bool:
        return path.is_file() and not self._store.made(digest(path.read_bytes()))

    def _whole(self, outputs: Mapping[str, str]) -> dict[str, str]:
        return {name: one for name, one in outputs.items() if self._store.holds(one)}

    def _lost(self, stage: Stage, item: Item, old: Receipt | None) -> tuple[str, ...]:
        outputs = old.outputs if old else {}
        if len(self._whole(outputs)) < len(outputs):
            return ("its result is missing or damaged",)
        if stage.keeps and not (item.folder / stage.keeps).is_file():
            return (f"{stage.keeps} is gone",)
        if stage.tree and not tree.stands(self._store.root / stage.tree, outputs.get(stage.tree, "")):
            return (f"{self._store.root.name}/{stage.tree} is missing or was touched",)
        return ()

    def _appear(self, stage: Stage, item: Item, result: Made, outputs: Mapping[str, str]) -> None:
        if stage.keeps:
            self._store.mark_made(outputs[stage.keeps])
            write_whole(item.folder / stage.keeps, result.outputs[stage.keeps])
        if stage.tree:
            entries = msgspec.json.decode(result.outputs[stage.tree], type=dict[str, str])
            manifest = {path: self._entry(place) for path, place in entries.items()}
            tree.plant(self._store.root / stage.tree, manifest, outputs[stage.tree])

    def _entry(self, place: str) -> Path:
        """Find a tree's entry: `sha256:<digest>` is an object, `file:<digest>:<path>` a file under the show's root."""
        kind, _, rest = place.partition(":")
        return self._store.object_path(rest) if kind == "sha256" else self._root / rest.partition(":")[2]

    def _tidy(self, items: Iterable[Item]) -> None:
        here = {item.key for item in items}
        for name in self._store.receipts():
            if name.split("/")[0] != SHOW and name not in here:
                self._store.drop_receipt(name)
        self._store.sweep(Receipts(self._store).outputs())


def _fan_file(stage: Stage) -> str:
    return f"{SHOW}/{stage.name}"


def _receipt_place(stage: Stage, item: Item) -> tuple[str, str]:
    if stage.over:
        return _fan_file(stage), item.slug
    return (f"{SHOW}/{SHOW}", stage.name) if item.kind == SHOW else (item.key, stage.name)


def _flat(values: Mapping[str, object]) -> dict[str, str]:
    """Spread settings into `transcribe.beam` -> `5`, so that a difference can be named."""
    found: dict[str, str] = {}
    for name, value in sorted(values.items()):
        parts = msgspec.structs.asdict(value) if isinstance(value, msgspec.Struct) else None
        rows = {f"{name}.{part}": one for part, one in parts.items()} if parts is not None else {name: value}
        found.update({key: msgspec.json.encode(one).decode() for key, one in sorted(rows.items())})
    return found


def _home(item: Item, root: Path) -> str:
    return str(item.folder.relative_to(root)) if item.folder.is_relative_to(root) else str(item.folder)
