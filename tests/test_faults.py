"""A person's item that cannot be read, while the other stages of Podloom go on, and become others."""

from pathlib import Path

from pipeline.errors import ItemError
from pipeline.model import Show
from pipeline.settings import Settings
from pipeline.stage import Executor, Inputs, Item, Made, Problem, Report, Stage, every, made, of_item
from pipeline.store import Store

FAULT = Problem("the head is not YAML", "one/note.md", "Mend it.")


def noted(inputs: Inputs) -> Made:
    return Made({"note": inputs.read("note.md")})


def told(inputs: Inputs) -> Made:
    return Made({"told": b"old " + inputs.read("note")})


def told_otherwise(inputs: Inputs) -> Made:
    return Made({"told": b"new " + inputs.read("note")})


def refuse(_: Inputs) -> Made:
    raise ItemError("it cannot be told", "one/note.md", "Mend it.")


def whole(inputs: Inputs) -> Made:
    return Made({"whole": b", ".join(inputs.read(name) for name in sorted(inputs.digests))})


def plan(tell: Stage, version: int = 1) -> tuple[Stage, ...]:
    note = Stage(name="note", version=version, run=noted, per=("issue",), takes=(of_item("note.md"),))
    return note, tell, Stage(name="whole", version=1, run=whole, per=("show",), takes=(every("told"),))


TOLD = Stage(name="told", version=1, run=told, per=("issue",), takes=(made("note"),))
OTHERWISE = Stage(name="told", version=2, run=told_otherwise, per=("issue",), takes=(made("note"),))
REFUSED = Stage(name="told", version=2, run=refuse, per=("issue",), takes=(made("note"),))


def run(root: Path, stages: tuple[Stage, ...], *faults: Problem) -> tuple[Report, bytes]:
    """Run stages for two letters, of which the first has faults; return what was made of both too."""
    for slug in ("one", "two"):
        (root / slug).mkdir(exist_ok=True)
        (root / slug / "note.md").write_text(slug)
    items = [Item("issue", "one", root / "one", faults=faults), Item("issue", "two", root / "two")]
    store = Store(root / "build")
    report = Executor(root, Settings(Show("A Show")), store).run(stages, items)
    (end,) = (one for one in report.outcomes if one.stage == "whole")
    return report, store.get(end.outputs["whole"]) or b""


def test_what_was_read_of_an_item_before_is_told_by_a_newer_podloom_in_its_own_way(tmp_path: Path) -> None:
    assert run(tmp_path, plan(TOLD))[1] == b"old one, old two"
    report, found = run(tmp_path, plan(OTHERWISE), FAULT)
    assert found == b"new one, new two"
    assert [(one.stage, one.item, one.problem) for one in report.of("failed")] == [("note", "issue/one", FAULT)]
    assert run(tmp_path, plan(OTHERWISE))[1] == found


def test_what_another_version_read_of_an_item_is_not_given_to_later_stages(tmp_path: Path) -> None:
    run(tmp_path, plan(TOLD))
    report, found = run(tmp_path, plan(TOLD, version=2), FAULT)
    assert found == b"old two"
    assert [one.item for one in report.of("failed")] == ["issue/one"]
    assert run(tmp_path, plan(TOLD, version=2))[1] == b"old one, old two"


def test_a_step_that_fails_in_a_newer_podloom_leaves_nothing_of_the_older(tmp_path: Path) -> None:
    run(tmp_path, plan(TOLD))
    report, found = run(tmp_path, plan(REFUSED))
    assert found == b""
    assert {one.item for one in report.of("failed")} == {"issue/one", "issue/two"}
    assert run(tmp_path, plan(TOLD))[1] == b"old one, old two"
