"""Run the steps whose inputs changed, keep what people edited, and let no item's failure stop the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from pipeline import tree
from pipeline.disk import digest, write_whole
from pipeline.errors import DiskError, LockedError, ShowError
from pipeline.settings import Settings
from pipeline.stage.inputs import Inputs, chosen
from pipeline.stage.receipts import Receipts, differences
from pipeline.stage.results import Results, home
from pipeline.stage.step import SHOW, Item, Made, Outcome, Problem, Receipt, Stage, State
from pipeline.store import Store
from pipeline.workers import Inline, Workers

Tell = Callable[[Stage, Item, float], None]


class Report(msgspec.Struct, frozen=True):
    """Every step's outcome, in the order of the plan."""

    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Return the steps that failed."""
        return self.of("failed")

    def of(self, *states: str) -> tuple[Outcome, ...]:
        """Return the steps that ended in one of these states."""
        return tuple(outcome for outcome in self.outcomes if outcome.state in states)


class Job(msgspec.Struct, frozen=True):
    """A step that must run: its inputs, the receipt it will leave, and why."""

    item: Item
    inputs: Inputs
    receipt: Receipt
    why: tuple[str, ...]


class Executor:
    """Walks the plan once. With `dry`, nothing runs and nothing is written: what would run is "stale".

    `workers` runs the steps of stages that say `parallel`; the bookkeeping always happens here, in one thread.
    """

    def __init__(
        self,
        root: Path,
        settings: Settings,
        store: Store,
        *,
        dry: bool = False,
        tell: Tell = lambda *_: None,
        workers: Workers | None = None,
    ) -> None:
        self._root = root
        self._settings = settings
        self._store = store
        self._dry = dry
        self._tell = tell
        self._workers = workers or Inline()
        self._receipts = Receipts(store)
        self._results = Results(root, store)
        self._identities: dict[str, dict[str, str]] = {}

    def run(self, stages: Sequence[Stage], items: Sequence[Item]) -> Report:
        """Bring every step up to date, in the order of `stages`."""
        show = Item(SHOW, "", self._root)
        for stage in stages:
            if stage.over:
                over = [Item(stage.over, name, self._root) for name in self._results.fan(stage.over)]
            else:
                over = [item for item in (*items, show) if item.kind in stage.per]
            for outcome in self._stage(stage, over):
                self._results.add(outcome)
            if stage.over and not self._dry:
                self._receipts.keep_only(_fan_file(stage), frozenset(item.slug for item in over))
                self._receipts.save(_fan_file(stage))
        report = Report(self._results.all())
        if not self._dry:
            self._tidy(items, changed=bool(report.of("made", "failed")))
        return report

    # ---- one stage

    def _stage(self, stage: Stage, items: Sequence[Item]) -> list[Outcome]:
        """Return the outcomes in the order of the items, whatever order they came in."""
        ends: dict[int, Outcome] = {}
        jobs: dict[int, Job] = {}
        for index, item in enumerate(items):
            ready = self._ready(stage, item)
            if isinstance(ready, Job):
                jobs[index] = ready
            else:
                ends[index] = ready
        places = list(jobs)
        runs = [partial(self._run, stage, job) for job in jobs.values()]
        workers = self._workers if stage.parallel else Inline()
        for at, result in workers.map(runs):
            ends[places[at]] = self._end(stage, jobs[places[at]], result)
        return [ends[index] for index in sorted(ends)]

    def _ready(self, stage: Stage, item: Item) -> Outcome | Job:
        """Return the job of a step that must run, or the outcome of one that need not or cannot."""
        if wait := self._results.waits(stage, item):
            state: State = "stale" if wait.state == "stale" else "blocked"
            return Outcome(stage.name, item.key, state, (f"waits for {wait.stage} of {wait.item}",))
        try:
            if item.faults:
                return self._failed(stage, item, item.faults[0])
            return self._compared(stage, item)
        except Exception as error:  # noqa: BLE001 - the edge of a step: a fault is that item's, the others go on
            return self._fault(stage, item, error)

    def _compared(self, stage: Stage, item: Item) -> Outcome | Job:
        digests, paths = self._results.inputs(stage, item)
        old = self._receipts.get(*_receipt_place(stage, item))
        if stage.keeps and self._is_a_persons(item.folder / stage.keeps):
            outputs = self._whole(old.outputs if old else {})
            return Outcome(stage.name, item.key, "edited", (f"{stage.keeps} is yours: kept",), outputs)
        values = chosen(self._settings, stage.settings)
        new = Receipt(version=stage.version, inputs=digests, settings=_flat(values), identity=self._identity(stage))
        why = differences(old, new) or self._lost(stage, item, old)
        if not why and old:
            return Outcome(stage.name, item.key, "fresh", (), old.outputs, old.warnings, inputs=tuple(digests))
        if self._dry and old and old.problem and msgspec.structs.replace(old, problem=None) == new:
            return Outcome(stage.name, item.key, "failed", problem=old.problem)
        if self._dry:
            return Outcome(stage.name, item.key, "stale", why, inputs=tuple(digests))
        inputs = Inputs(item, digests, paths, values, self._store, partial(self._tell, stage, item), self._store.root)
        return Job(item, inputs, new, why)

    def _run(self, stage: Stage, job: Job) -> Made:
        self._tell(stage, job.item, 0.0)
        return stage.run(job.inputs)

    def _end(self, stage: Stage, job: Job, result: Made | Exception) -> Outcome:
        if isinstance(result, Exception):
            return self._fault(stage, job.item, result, job.receipt)
        try:
            outputs = {name: self._store.put(data) for name, data in sorted(result.outputs.items())}
            self._appear(stage, job.item, result, outputs)
        except Exception as error:  # noqa: BLE001 - the edge of a step, as above
            return self._fault(stage, job.item, error, job.receipt)
        self._keep(stage, job.item, msgspec.structs.replace(job.receipt, outputs=outputs, warnings=result.warnings))
        self._tell(stage, job.item, 1.0)
        return Outcome(stage.name, job.item.key, "made", job.why, outputs, result.warnings, inputs=tuple(job.inputs.digests))

    def _fault(self, stage: Stage, item: Item, error: Exception, receipt: Receipt | None = None) -> Outcome:
        """Record an error as the item's failure; a refusing disk or a second run ends this one."""
        if isinstance(error, (DiskError, LockedError)):
            raise error
        if isinstance(error, ShowError):
            return self._failed(stage, item, Problem.of(error), receipt)
        said = f"{stage.name} broke on it ({type(error).__name__}: {str(error)[:300]})"
        problem = Problem(said, home(item, self._root), "This is a fault in Podloom: please report it.")
        return self._failed(stage, item, problem, receipt)

    def _failed(self, stage: Stage, item: Item, problem: Problem, receipt: Receipt | None = None) -> Outcome:
        """Keep what it failed with, so that a survey can tell it while nothing changed; a build tries again each time."""
        if not self._dry:
            tried = receipt or Receipt(version=stage.version)
            self._keep(stage, item, msgspec.structs.replace(tried, problem=problem))
        return Outcome(stage.name, item.key, "failed", problem=problem)

    def _keep(self, stage: Stage, item: Item, receipt: Receipt) -> None:
        file, entry = _receipt_place(stage, item)
        self._receipts.put(file, entry, receipt)
        if not stage.over:
            self._receipts.save(file)

    def _identity(self, stage: Stage) -> dict[str, str]:
        if stage.name not in self._identities:
            self._identities[stage.name] = dict(stage.identity(self._settings, self._root)) if stage.identity else {}
        return self._identities[stage.name]

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

    def _tidy(self, items: Iterable[Item], *, changed: bool) -> None:
        """Forget the receipts of items that are gone, and objects that no receipt names any more."""
        here = {item.key for item in items}
        gone = [name for name in self._store.receipts() if name.split("/")[0] != SHOW and name not in here]
        for name in gone:
            self._store.drop_receipt(name)
        if changed or gone:
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
