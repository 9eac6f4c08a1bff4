"""Receipts are written together, and none of a step that cost much or that people see is missed by a run that was killed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import DiskError
from pipeline.model import Show
from pipeline.settings import Settings
from pipeline.stage import Executor, Inputs, Item, Made, Stage, receipts
from pipeline.stage.receipts import Receipts
from pipeline.stage.step import Receipt
from pipeline.store import Store


def walk(root: Path, *stages: Stage) -> None:
    """Run stages for two episodes."""
    items = [Item("episode", slug, root / slug) for slug in ("one", "two")]
    Executor(root, Settings(Show("A Show")), Store(root / "build")).run(stages, items)


def noted(root: Path) -> dict[str, set[str]]:
    """Return the stages that the receipts on the disk name, by item."""
    store = Store(root / "build")
    found = Receipts(store)
    return {name: set(found.entries(name)) for name in store.receipts()}


def made(name: str) -> Callable[[Inputs], Made]:
    return lambda inputs: Made({name: inputs.item.slug.encode()})


def test_receipts_are_written_by_the_next_save_and_one_that_is_as_it_was_is_not(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = Receipts(store)
    kept.put("episode/one", "lines", Receipt(outputs={"lines": "0"}))
    kept.put("episode/one", "rows", Receipt(outputs={"rows": "1"}))
    kept.put("episode/two", "lines", Receipt())
    assert store.receipts() == ()
    kept.save()
    assert set(Receipts(store).entries("episode/one")) == {"lines", "rows"}
    assert store.receipts() == ("episode/one", "episode/two")
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*.json")}
    kept.put("episode/one", "lines", Receipt())
    kept.put("episode/two", "lines", Receipt())
    kept.save()
    changed = [path.stem for path, number in before.items() if path.stat().st_ino != number]
    assert changed == ["one"]


def test_what_a_long_step_made_is_noted_before_the_next_one_and_with_it_what_came_before(tmp_path: Path) -> None:
    found: list[dict[str, set[str]]] = []

    def hear(inputs: Inputs) -> Made:
        found.append(noted(tmp_path))
        return Made({"heard": inputs.item.slug.encode()})

    stages = (
        Stage(name="quick", version=1, run=made("quick"), per=("episode",)),
        Stage(name="hear", version=1, run=hear, per=("episode",), parallel="anywhere"),
    )
    walk(tmp_path, *stages)
    assert found == [{}, {"episode/one": {"quick", "hear"}, "episode/two": {"quick"}}]


def test_a_file_that_people_see_is_noted_before_the_next_step(tmp_path: Path) -> None:
    found: list[dict[str, set[str]]] = []

    def write(inputs: Inputs) -> Made:
        found.append(noted(tmp_path))
        return Made({"transcript.vtt": inputs.item.slug.encode()})

    walk(tmp_path, Stage(name="transcribe", version=1, run=write, per=("episode",), keeps=("transcript.vtt",)))
    assert found == [{}, {"episode/one": {"transcribe"}}]


def test_what_was_done_for_a_while_is_noted_before_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[dict[str, set[str]]] = []

    def look(inputs: Inputs) -> Made:
        found.append(noted(tmp_path))
        return Made({"look": inputs.item.slug.encode()})

    monkeypatch.setattr(receipts, "_LOST_SECONDS", -1.0)
    walk(tmp_path, Stage(name="look", version=1, run=look, per=("episode",)))
    assert found == [{}, {"episode/one": {"look"}}]


def test_what_ended_a_run_is_told_though_its_receipts_cannot_be_written_either(tmp_path: Path) -> None:
    def refused(_: Inputs) -> Made:
        (tmp_path / "build/receipts").write_text("no folder")
        raise KeyboardInterrupt

    stages = [Stage(name=name, version=1, run=run, per=("show",)) for name, run in (("quick", made("quick")), ("last", refused))]
    with pytest.raises(KeyboardInterrupt):
        walk(tmp_path, *stages)


def test_receipts_of_an_earlier_podloom_are_sealed_by_a_run_that_makes_nothing(tmp_path: Path) -> None:
    stage = Stage(name="quick", version=1, run=made("quick"), per=("episode",))
    walk(tmp_path, stage)
    path = tmp_path / "build/receipts/episode/one.json"
    sealed = path.read_bytes()
    path.write_bytes(Store(tmp_path / "build").receipt("episode/one") or b"")
    assert path.read_bytes() != sealed
    walk(tmp_path, stage)
    assert path.read_bytes() == sealed


def test_a_run_that_the_disk_ends_notes_what_it_did(tmp_path: Path) -> None:
    def refused(_: Inputs) -> Made:
        raise DiskError("the disk refused: No space left on device", os.devnull, "Make room.")

    with pytest.raises(DiskError):
        walk(
            tmp_path,
            Stage(name="quick", version=1, run=made("quick"), per=("episode",)),
            Stage(name="full", version=1, run=refused, per=("show",)),
        )
    assert noted(tmp_path) == {"episode/one": {"quick"}, "episode/two": {"quick"}}
