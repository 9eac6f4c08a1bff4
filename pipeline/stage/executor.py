"""Run the steps whose inputs changed, keep what people edited, and let no item's failure stop the others."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline import heap, tree
from pipeline.disk import digest_of, of_system, write_whole
from pipeline.errors import DiskError, LockedError, ShowError
from pipeline.settings import Settings
from pipeline.stage.ground import Ground
from pipeline.stage.inputs import Inputs, Keeping, Run
from pipeline.stage.receipts import Receipts, differences
from pipeline.stage.report import Report, Silent, Teller
from pipeline.stage.results import Results, home
from pipeline.stage.step import OF_PEOPLE, SHOW, Basis, Item, Kept, Made, Outcome, Problem, Receipt, Stage, State
from pipeline.store import Store
from pipeline.workers import SEVERAL, Aside, Inline, Workers


class Job(msgspec.Struct, frozen=True):
    """A step that must run: its inputs, the basis that its receipt will name, and why.

    `found` are the digests that its kept files had when it began. The `first` time it was not even tried before.
    """

    item: Item
    inputs: Inputs
    basis: Basis
    why: tuple[str, ...]
    found: dict[str, str]
    first: bool


class Going(NamedTuple):
    """A stage at work: of each of its items the job or, where there is none, the outcome; and what the jobs come to, by number.

    One that is `aside` works in another thread while the next stages go on.
    """

    stage: Stage
    items: Sequence[Item]
    ready: Sequence[Outcome | Job]
    results: Iterator[tuple[int, Made | Kept | Exception]]
    aside: bool


class Executor:
    """Walks the plan once. With `dry`, nothing runs and nothing is written: what would run is "stale".

    `workers` runs the steps that may run anywhere, `here` those that may run at once on this machine; the bookkeeping always
    happens in this thread.
    `again` names items whose stages with hints run although nothing but those may have changed.
    """

    def __init__(
        self,
        root: Path,
        settings: Settings,
        store: Store,
        *,
        dry: bool = False,
        teller: Teller | None = None,
        workers: Workers | None = None,
        here: Workers | None = None,
        again: frozenset[str] = frozenset(),
    ) -> None:
        self._root = root
        self._settings = settings
        self._store = store
        self._dry = dry
        self._teller = teller or Silent()
        self._again = again
        self._workers: dict[str, Workers] = {"": Inline(), "here": here or Inline(), "anywhere": workers or Inline()}
        self.wrote: dict[Path, str] = {}  # what appeared in the show, and the digests of its bytes
        self._receipts = Receipts(store)
        self._results = Results(root, store)
        self._told: set[str] = set()
        self._loaded: set[Callable[[Path, Path], None]] = set()
        self._grounds: dict[tuple[str, tuple[str, ...]], Ground] = {}

    def run(self, stages: Sequence[Stage], items: Sequence[Item], *, tidy: bool = True) -> Report:
        """Bring every step up to date, in the order of `stages`; without `tidy`, those of other items are let be."""
        try:
            seconds = self._walk(stages, items)
        except BaseException:
            with suppress(DiskError):  # what ended the run is told, and not that its receipts met the same
                self._save()
            raise
        self._save()
        report = Report(self._results.all(), seconds)
        if tidy and not self._dry:
            self._tidy(stages, items, changed=bool(report.of("made", "failed")))
        return report

    def _save(self) -> None:
        if not self._dry:
            self._receipts.save()

    def _walk(self, stages: Sequence[Stage], items: Sequence[Item]) -> dict[str, float]:
        """Bring one stage after the other up to date; return the seconds for which each kept the run waiting."""
        seconds, left = dict.fromkeys((stage.name for stage in stages), 0.0), list[Going]()
        with Aside() as aside:
            for stage in stages:
                for going in [one for one in left if one.stage.until == stage.name]:
                    left.remove(going)
                    self._finish(going, seconds)
                going = self._begin(stage, self._over(stage, items), aside, seconds)
                if loads := self._ahead(going, stages):
                    aside.begin(loads)
                if going.aside:
                    left.append(going)
                elif stage.until:  # what comes before that stage does not wait for it, however it ends
                    left.append(going._replace(ready=self._ends(going, seconds), results=iter(())))
                else:
                    self._finish(going, seconds)
            for going in left:
                self._finish(going, seconds)
        return seconds

    # ---- one stage

    def _over(self, stage: Stage, items: Sequence[Item]) -> list[Item]:
        """Return what a stage works on."""
        if stage.over:
            return [Item(stage.over, name, self._root) for name in self._results.fan(stage.over)]
        every = (*items, Item(SHOW, "", self._root))
        return [item for item in every if item.kind in stage.per and (not item.hidden or item.faults)]

    def _begin(self, stage: Stage, items: Sequence[Item], aside: Aside, seconds: dict[str, float]) -> Going:
        """See what of a stage must run; begin with it where it is little and others need not wait for it."""
        began = time.monotonic()
        ready = [self._ready(stage, item) for item in items]
        self._results.expect(stage, items)
        jobs = [one for one in ready if isinstance(one, Job)]
        runs = [_run(stage, job.inputs) for job in jobs]
        if jobs:
            self._teller.expect(stage, [job.item for job in jobs])
            if stage.parallel != "here":
                self._workers["here"].rest()
        few = bool(stage.until) and 0 < len(runs) < SEVERAL
        results = aside.map(runs) if few else self._workers[stage.parallel].map(runs)
        seconds[stage.name] += time.monotonic() - began
        return Going(stage, items, ready, results, few)

    def _ahead(self, going: Going, stages: Sequence[Stage]) -> list[Callable[[], None]]:
        """Return what to load for the stages that new items of this one will soon come to, each once a run."""
        jobs = [one for one in going.ready if isinstance(one, Job)]
        if jobs and going.stage.ahead:
            self._loaded.add(going.stage.ahead)  # its first step does
        new = [job.item for job in jobs if job.first and job.item.kind in OF_PEOPLE]
        coming = stages[stages.index(going.stage) + 1 :] if new else ()
        # What must be heard first takes minutes, and memory of its own.
        heard = [stage for stage in (going.stage, *coming) if stage.spares]
        kinds = {item.kind for item in new if all(self._spared(stage, item) for stage in heard if item.kind in stage.per)}
        wanted = {stage.ahead for stage in coming if stage.ahead and kinds & {*stage.per}} - self._loaded
        self._loaded |= wanted
        return [partial(load, self._root, self._store.root) for load in wanted]

    def _finish(self, going: Going, seconds: dict[str, float]) -> None:
        """See how the steps of a stage end, and tell the stages that follow."""
        for outcome in self._ends(going, seconds):
            self._results.add(outcome)

    def _ends(self, going: Going, seconds: dict[str, float]) -> list[Outcome]:
        """Note how the steps of a stage end; return it in the order of its items, whatever order they come in."""
        began, stage = time.monotonic(), going.stage
        ends = {at: one for at, one in enumerate(going.ready) if isinstance(one, Outcome)}
        jobs = [(at, one) for at, one in enumerate(going.ready) if isinstance(one, Job)]
        for number, result in going.results:
            at, job = jobs[number]
            ends[at] = self._end(stage, job, result)
        if jobs:
            heap.ease()  # what views and links took is not needed while others index
        if stage.over and not self._dry:
            self._receipts.keep_only(_fan_file(stage), frozenset(item.slug for item in going.items))
        seconds[stage.name] += time.monotonic() - began
        return [ends[at] for at in sorted(ends)]

    def _ready(self, stage: Stage, item: Item) -> Outcome | Job:
        """Return the job of a step that must run, or the outcome of one that need not or cannot."""
        if wait := self._results.waits(stage, item):
            state: State = "stale" if wait.state == "stale" else "blocked"
            return Outcome(stage.name, item.key, state, (f"waits for {wait.stage} of {wait.item}",))
        try:
            if self._spared(stage, item):
                return Outcome(stage.name, item.key, "fresh", (f"{stage.spares} is yours: the audio need not be heard",))
            if item.faults and (item.hidden or any(take.source in ("item", "person") for take in stage.takes)):
                return self._faulted(stage, item)
            return self._compared(stage, item)
        except Exception as error:  # noqa: BLE001 - the edge of a step: a fault is that item's, the others go on
            return self._fault(stage, item, error)

    def _compared(self, stage: Stage, item: Item) -> Outcome | Job:
        digests, paths = self._results.inputs(stage, item)
        old = self._receipts.get(*_receipt_place(stage, item)) or Receipt()
        ground = self._ground(stage)
        basis = ground.basis(digests)
        why = differences(old.basis, basis) or self._lost(stage, item, old) or self._asked(ground, item)
        if not why:
            return self._fresh(stage, item, old, basis)
        if self._dry and old.problem and old.tried == basis:
            return Outcome(stage.name, item.key, "failed", outputs=self._last_good(stage, item, old), problem=old.problem)
        if self._dry:
            return Outcome(stage.name, item.key, "stale", why, inputs=tuple(basis.inputs))
        tell = partial(self._teller.tell, stage, item)
        inputs = Inputs(item, digests, paths, ground.values, self._store, tell, self._store.root, old.outputs)
        return Job(item, inputs, basis, why, self._found(stage, item), first=old.basis is None and old.problem is None)

    def _fresh(self, stage: Stage, item: Item, old: Receipt, basis: Basis) -> Outcome:
        if old.problem and not self._dry:  # what it failed on was taken back
            self._keep(stage, item, msgspec.structs.replace(old, problem=None, tried=None))
        hers = self._hers(stage, item)
        return Outcome(
            stage.name, item.key, "edited" if hers else "fresh", hers, old.outputs, old.warnings, inputs=tuple(basis.inputs)
        )

    def _hers(self, stage: Stage, item: Item) -> tuple[str, ...]:
        """Say which kept files are a person's."""
        if not stage.keeps:
            return ()
        own = {take.name for take in stage.takes if take.source == "person"}
        return tuple(f"{name} is yours: kept" for name in stage.keeps if name in own and self._is_a_persons(item.folder / name))

    def _spared(self, stage: Stage, item: Item) -> bool:
        """Say whether an item brings itself what this stage and the next would make, and nobody asked for ours."""
        if not stage.spares:
            return False
        old = self._receipts.get(*_receipt_place(stage, item))
        began = item.key in self._again or (old is not None and old.basis is not None)
        return not began and self._is_a_persons(item.folder / stage.spares)

    def _found(self, stage: Stage, item: Item) -> dict[str, str]:
        """Return the digests of the kept files as they are now, "" where there is none."""
        paths = {name: item.folder / name for name in stage.keeps}
        return {name: digest_of(path) if path.is_file() else "" for name, path in paths.items()}

    def _asked(self, ground: Ground, item: Item) -> tuple[str, ...]:
        return ("you asked for it",) if ground.hints and item.key in self._again else ()

    def _end(self, stage: Stage, job: Job, result: Made | Kept | Exception) -> Outcome:
        if isinstance(result, Exception):
            return self._fault(stage, job.item, result, job.basis)
        try:
            if isinstance(result, Kept):
                outputs, basis = self._laid(result.outputs), job.basis
            else:
                outputs = {name: self._store.put(data) for name, data in sorted(result.outputs.items())}
                basis = self._appear(stage, job, result, outputs)
        except Exception as error:  # noqa: BLE001 - the edge of a step, as above
            return self._fault(stage, job.item, error, job.basis)
        old = self._receipts.get(*_receipt_place(stage, job.item)) or Receipt()
        self._keep(stage, job.item, Receipt(basis, outputs, result.warnings))
        for name in stage.keeps:  # who brings an earlier version back has edited: it is no longer the machine's
            if name in old.outputs and old.outputs[name] != outputs.get(name):
                self._store.unmark(old.outputs[name])
        self._teller.tell(stage, job.item, 1.0)
        if hers := self._hers(stage, job.item):
            return Outcome(stage.name, job.item.key, "edited", hers, outputs, result.warnings)
        return Outcome(stage.name, job.item.key, "made", job.why, outputs, result.warnings, inputs=tuple(job.basis.inputs))

    def _fault(self, stage: Stage, item: Item, error: Exception, tried: Basis | None = None) -> Outcome:
        """Record an error as the item's failure; a refusing disk or a second run ends this one."""
        if tried is not None:
            self._teller.tell(stage, item, 1.0)
        if isinstance(error, OSError):
            error = of_system(error, home(item, self._root))
        if isinstance(error, (DiskError, LockedError)):
            raise error
        if isinstance(error, ShowError):
            return self._failed(stage, item, Problem.of(error), tried)
        said = f"{stage.name} broke on it ({type(error).__name__}: {str(error)[:300]})"
        problem = Problem(said, home(item, self._root), "This is a fault in Podloom: please report it.")
        return self._failed(stage, item, problem, tried)

    def _failed(self, stage: Stage, item: Item, problem: Problem, tried: Basis | None = None) -> Outcome:
        """Note what it failed on beside what it made last: nothing that was good is lost, and a build tries again."""
        old = self._receipts.get(*_receipt_place(stage, item)) or Receipt()
        if not self._dry:
            self._keep(stage, item, msgspec.structs.replace(old, problem=problem, tried=tried))
        return Outcome(stage.name, item.key, "failed", outputs=self._last_good(stage, item, old), problem=problem)

    def _faulted(self, stage: Stage, item: Item) -> Outcome:
        """Tell once what makes an item unreadable; what its files gave before goes on while its sound is the same.

        Steps that read none of its files are like those of other items: a newer Podloom does them in its own way. Of one that
        is hidden nothing goes on.
        """
        old = self._receipts.get(*_receipt_place(stage, item)) or Receipt()
        heard, sound = old.basis.inputs.get("audio") if old.basis else None, item.files.get("audio")
        same = not item.hidden and (heard is None or (sound is not None and self._store.digest_file(sound) == heard))
        outputs = self._whole(old.outputs) if same else {}
        if item.key in self._told:
            whole = bool(old.basis) and same and len(outputs) == len(old.outputs)
            return Outcome(stage.name, item.key, "fresh" if whole else "blocked", outputs=outputs)
        self._told.add(item.key)
        return Outcome(stage.name, item.key, "failed", outputs=outputs, problem=item.faults[0])

    def _last_good(self, stage: Stage, item: Item, old: Receipt) -> dict[str, str]:
        """Return what an item's step made before. A part of the site has none: the old site stays up whole instead."""
        whole = self._whole(old.outputs)
        return whole if item.kind in OF_PEOPLE and stage.last_good and len(whole) == len(old.outputs) else {}

    def _keep(self, stage: Stage, item: Item, receipt: Receipt) -> None:
        file, entry = _receipt_place(stage, item)
        self._receipts.put(file, entry, receipt)
        if stage.keeps or stage.parallel == "anywhere" or self._receipts.due:
            self._receipts.save()

    def _ground(self, stage: Stage) -> Ground:
        key = stage.name, stage.per
        if key not in self._grounds:
            self._grounds[key] = Ground.of(stage, self._settings, self._root)
        return self._grounds[key]

    # ---- outputs

    def _is_a_persons(self, path: Path) -> bool:
        found = self._store.find(path)
        return bool(found) and not self._store.made(found)

    def _whole(self, outputs: Mapping[str, str]) -> dict[str, str]:
        return {name: one for name, one in outputs.items() if self._store.holds(one)}

    def _laid(self, outputs: dict[str, str]) -> dict[str, str]:
        for one in outputs.values():
            self._store.laid(one)
        return outputs

    def _lost(self, stage: Stage, item: Item, old: Receipt) -> tuple[str, ...]:
        if not all(map(self._store.holds, old.outputs.values())):
            return ("its result is missing or damaged",)
        if gone := [name for name in stage.keeps if name in old.outputs and not (item.folder / name).is_file()]:
            return tuple(f"{name} is gone" for name in gone)
        if stage.tree and not tree.stands(self._store.root / stage.tree, old.outputs.get(stage.tree, "")):
            return (f"{self._store.root.name}/{stage.tree} is missing or was touched",)
        return ()

    def _appear(self, stage: Stage, job: Job, result: Made, outputs: Mapping[str, str]) -> Basis:
        """Put what people see in its place; return the basis with the files as they are now.

        Where somebody wrote in a file while we worked it stays as it is, and the old basis makes the next run look again.
        """
        inputs = dict(job.basis.inputs)
        own = {take.name for take in stage.takes if take.source == "person"}
        now = self._found(stage, job.item)
        for name in stage.keeps:
            if name in outputs and now[name] == job.found[name]:
                ours = name in own and name not in result.hers
                if ours:
                    self._store.mark_made(outputs[name])
                write_whole(job.item.folder / name, result.outputs[name])
                self.wrote[job.item.folder / name] = outputs[name]
                self._store.digest_file(job.item.folder / name)  # so that the next run need not read it
                inputs.pop(name, None)
                inputs |= {name: outputs[name]} if not ours and any(take.name == name for take in stage.takes) else {}
        if stage.tree:
            entries = msgspec.json.decode(result.outputs[stage.tree], type=dict[str, str])
            manifest = {path: self._entry(place) for path, place in entries.items()}
            self._store.linked(tree.plant(self._store.root / stage.tree, manifest, outputs[stage.tree]) or ())
        return msgspec.structs.replace(job.basis, inputs=inputs)

    def _entry(self, place: str) -> tree.Entry:
        """Find a tree's entry: `sha256:<digest>` is an object, `file:<digest>:<path>` a file under the show's root."""
        kind, _, rest = place.partition(":")
        one, _, path = rest.partition(":")
        if kind != "sha256":
            return tree.Entry(one, f"{self._root}/{path}")
        source = self._store.place(one)
        known = self._store.seen.get(source)
        return tree.Entry(one, source, shared=True, seen=(known.size, known.mtime_ns, known.inode) if known else None)

    def _tidy(self, stages: Iterable[Stage], items: Iterable[Item], *, changed: bool) -> None:
        """Forget the receipts of items that are gone and of stages that there were once, and objects that no receipt names."""
        for item in (*items, Item(SHOW, "", self._root)):
            named = frozenset(stage.name for stage in stages if item.kind in stage.per and not stage.over)
            changed = self._receipts.keep_only(_receipts_of(item), named) or changed
        self._receipts.save()
        here = {f"{SHOW}/{SHOW}", *(item.key for item in items), *(_fan_file(stage) for stage in stages if stage.over)}
        gone = [name for name in self._store.receipts() if name not in here]
        for name in gone:
            self._store.drop_receipt(name)
        if changed or gone:
            self._store.sweep(self._receipts.outputs())


def _run(stage: Stage, inputs: Inputs) -> Callable[[], Made | Kept]:
    run = Run(stage.run, inputs)
    return Keeping(run) if stage.parallel == "here" else run


def _fan_file(stage: Stage) -> str:
    return f"{SHOW}/{stage.name}"


def _receipts_of(item: Item) -> str:
    return f"{SHOW}/{SHOW}" if item.kind == SHOW else item.key


def _receipt_place(stage: Stage, item: Item) -> tuple[str, str]:
    return (_fan_file(stage), item.slug) if stage.over else (_receipts_of(item), stage.name)
