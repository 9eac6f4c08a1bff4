"""Stages that go on beside those that follow, until somebody takes what they make."""

import threading
from pathlib import Path

import pytest
from msgspec import structs

from pipeline.errors import ItemError
from pipeline.model import Show
from pipeline.plan import PLAN
from pipeline.settings import Settings
from pipeline.stage import Executor, Inputs, Item, Made, Report, Stage, made
from pipeline.store import Store

PATIENCE_SECONDS = 20.0


def parts(inputs: Inputs) -> Made:
    return Made({"part/a": b"a", "part/b": b"b"})


def last(inputs: Inputs) -> Made:
    return Made({"whole": b"".join(inputs.read(name) for name in sorted(inputs.digests))})


PARTS = Stage(name="parts", version=1, run=parts, per=("show",))


def plan(slow: object, beside: object, version: int = 1) -> tuple[Stage, ...]:
    return (
        PARTS,
        Stage(name="slow", version=version, run=slow, over="parts", parallel="here", until="last"),  # type: ignore[arg-type]
        Stage(name="beside", version=version, run=beside, per=("show",)),  # type: ignore[arg-type]
        Stage(name="last", version=1, run=last, per=("show",), takes=(made("slow/*"),)),
    )


def run(root: Path, stages: tuple[Stage, ...]) -> Report:
    return Executor(root, Settings(Show("A Show")), Store(root / "build")).run(stages, [])


def doubled(inputs: Inputs) -> Made:
    return Made({f"slow/{inputs.item.slug}": inputs.read("it") * 2})


def nothing(inputs: Inputs) -> Made:
    return Made({"nothing": b""})


def test_the_stages_between_go_on_while_a_few_steps_are_at_work(tmp_path: Path) -> None:
    begun, told = threading.Event(), threading.Event()

    def slow(inputs: Inputs) -> Made:
        begun.set()
        if not told.wait(PATIENCE_SECONDS):
            raise ItemError("nobody went on", "", "")
        return doubled(inputs)

    def beside(inputs: Inputs) -> Made:
        assert begun.wait(PATIENCE_SECONDS)
        told.set()
        return nothing(inputs)

    report = run(tmp_path, plan(slow, beside))
    assert [(one.stage, one.item, one.state) for one in report.outcomes] == [
        ("parts", "show", "made"), ("slow", "parts/part/a", "made"), ("slow", "parts/part/b", "made"),
        ("beside", "show", "made"), ("last", "show", "made"),
    ]  # fmt: skip
    assert Store(tmp_path / "build").get(report.outcomes[-1].outputs["whole"]) == b"aabb"
    assert {one.state for one in run(tmp_path, plan(slow, beside)).outcomes} == {"fresh"}


def test_what_takes_from_a_step_that_failed_beside_waits_for_it(tmp_path: Path) -> None:
    def slow(inputs: Inputs) -> Made:
        if inputs.item.slug == "part/b":
            raise ItemError("it cannot be read", "build", "Mend it.")
        return doubled(inputs)

    report = run(tmp_path, plan(slow, nothing))
    assert [one.state for one in report.outcomes] == ["made", "made", "failed", "made", "blocked"]
    mended = run(tmp_path, plan(doubled, nothing))
    assert [one.state for one in mended.outcomes] == ["fresh", "fresh", "made", "fresh", "made"]


@pytest.mark.parametrize("count", [2, 9])
def test_what_takes_nothing_from_a_step_that_failed_goes_on_however_many_there_are(tmp_path: Path, count: int) -> None:
    def many(_: Inputs) -> Made:
        return Made({f"part/{number}": b"" for number in range(count)})

    def slow(_: Inputs) -> Made:
        raise ItemError("it cannot be read", "build", "Mend it.")

    stages = (structs.replace(PARTS, run=many), *plan(slow, nothing)[1:])
    states = ["made", *["failed"] * count, "made", "blocked"]
    assert [one.state for one in run(tmp_path, stages).outcomes] == states
    seen = Executor(tmp_path, Settings(Show("A Show")), Store(tmp_path / "build"), dry=True).run(stages, [])
    assert [one.state for one in seen.outcomes] == ["fresh", *["failed"] * count, "fresh", "blocked"]


def test_a_run_that_is_broken_off_leaves_steps_beside_to_the_next(tmp_path: Path) -> None:
    def broken(inputs: Inputs) -> Made:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, plan(doubled, broken))
    assert not [one for one in threading.enumerate() if one.name.startswith("podloom-aside")]
    assert {one.stage for one in run(tmp_path, plan(doubled, nothing)).of("made")} == {"slow", "beside", "last"}


def test_no_stage_takes_from_one_that_goes_on_beside_it() -> None:
    names = [stage.name for stage in PLAN]
    beside = [stage for stage in PLAN if stage.until]
    assert [stage.name for stage in beside] == ["index"]
    for stage in beside:
        between = PLAN[names.index(stage.name) + 1 : names.index(stage.until)]
        assert not [one.name for one in between if one.over == stage.name]
        assert not [take for one in between for take in one.takes if take.name.startswith(f"{stage.name}/")]
        assert [take for take in PLAN[names.index(stage.until)].takes if take.name.startswith(f"{stage.name}/")]


def test_what_a_new_item_will_need_is_loaded_while_its_first_step_is_at_work(tmp_path: Path) -> None:
    loaded, asked = threading.Event(), list[tuple[Path, Path]]()

    def first(inputs: Inputs) -> Made:
        if not loaded.wait(PATIENCE_SECONDS):
            raise ItemError("nobody loaded", "", "")
        return nothing(inputs)

    def load(root: Path, workspace: Path) -> None:
        asked.append((root, workspace))
        loaded.set()
        raise ItemError("whoever needs it meets this", "", "")

    stages = (
        Stage(name="first", version=1, run=first, per=("episode",)),
        Stage(name="other", version=1, run=nothing, per=("issue",), ahead=lambda *_: pytest.fail("no letter is new")),
        Stage(name="second", version=1, run=nothing, per=("episode",), ahead=load),
        Stage(name="third", version=1, run=nothing, per=("episode",), ahead=load),
    )
    items = [Item("episode", slug, tmp_path) for slug in ("one", "two")]
    for again in (True, False):
        report = Executor(tmp_path, Settings(Show("A Show")), Store(tmp_path / "build")).run(stages, items)
        assert len(report.of("made")) == (6 if again else 0)
        assert asked == [(tmp_path, tmp_path / "build")]


@pytest.mark.parametrize("brought", [True, False])
def test_nothing_is_loaded_beside_what_takes_long_itself(tmp_path: Path, brought: bool) -> None:
    asked = list[Path]()
    stages = (
        Stage(name="first", version=1, run=nothing, per=("episode",)),
        Stage(name="hear", version=1, run=nothing, per=("episode",), spares="words.txt"),
        Stage(name="second", version=1, run=nothing, per=("episode",), ahead=lambda root, _: asked.append(root)),
    )
    if brought:
        (tmp_path / "words.txt").write_text("words")
    Executor(tmp_path, Settings(Show("A Show")), Store(tmp_path / "build")).run(stages, [Item("episode", "one", tmp_path)])
    assert asked == ([tmp_path] if brought else [])


def test_nothing_is_loaded_again_for_an_item_that_fails_at_its_first_step_each_time(tmp_path: Path) -> None:
    asked = list[Path]()

    def refuse(inputs: Inputs) -> Made:
        raise ItemError("it cannot be read", "", "")

    first = Stage(name="first", version=1, run=refuse, per=("episode",))
    second = Stage(name="second", version=1, run=nothing, per=("episode",), ahead=lambda root, _: asked.append(root))
    for _ in range(2):
        items = [Item("episode", "one", tmp_path)]
        report = Executor(tmp_path, Settings(Show("A Show")), Store(tmp_path / "build")).run((first, second), items)
        assert len(report.of("failed")) == 1
    assert asked == [tmp_path]
