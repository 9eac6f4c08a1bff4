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


def whole(inputs: Inputs) -> Made:
    return Made({"whole": b", ".join(inputs.read(name) for name in sorted(inputs.digests))})


def plan(tell: Stage) -> tuple[Stage, ...]:
    note = Stage(name="note", version=1, run=noted, per=("issue",), takes=(of_item("note.md"),))
    return note, tell, Stage(name="whole", version=1, run=whole, per=("show",), takes=(every("told"),))


TOLD = Stage(name="told", version=1, run=told, per=("issue",), takes=(made("note"),))
OTHERWISE = Stage(name="told", version=2, run=told_otherwise, per=("issue",), takes=(made("note"),))


def run(root: Path, stages: tuple[Stage, ...], *faults: Problem, hidden: bool = False) -> tuple[Report, bytes]:
    """Run stages for two letters, of which the first has faults; return what was made of both too."""
    for slug in ("one", "two"):
        (root / slug).mkdir(exist_ok=True)
        (root / slug / "note.md").write_text(slug)
    items = [Item("issue", "one", root / "one", faults=faults, hidden=hidden), Item("issue", "two", root / "two")]
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


def test_nothing_of_a_hidden_item_that_cannot_be_read_goes_on(tmp_path: Path) -> None:
    run(tmp_path, plan(TOLD))
    report, found = run(tmp_path, plan(TOLD), FAULT, hidden=True)
    assert found == b"old two"
    assert [(one.stage, one.item, one.problem) for one in report.of("failed")] == [("note", "issue/one", FAULT)]
    assert run(tmp_path, plan(TOLD))[1] == b"old one, old two"


def test_files_of_an_item_that_failed_do_not_stand_beside_those_of_others(tmp_path: Path) -> None:
    def page(inputs: Inputs) -> Made:
        return Made({f"file/{inputs.item.slug}": inputs.item.slug.encode()})

    def last(inputs: Inputs) -> Made:
        if inputs.item.slug == "one":
            raise ItemError("it cannot be finished", "one/note.md", "Mend it.")
        return Made({"last": b""})

    def site(inputs: Inputs) -> Made:
        return Made({"whole": " ".join(sorted(inputs.digests)).encode()})

    stages = (
        Stage(name="page", version=1, run=page, per=("issue",)),
        Stage(name="last", version=1, run=last, per=("issue",)),
        Stage(name="whole", version=1, run=site, per=("show",), takes=(made("file/*"),)),
    )
    assert run(tmp_path, stages)[1] == b"file/two"
