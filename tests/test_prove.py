"""The frame of the proofs: a table with every figure, loud about what could not be tried, and exit 1 where one failed."""

import subprocess
import sys
from pathlib import Path

import pytest

from prove import __main__ as proving
from prove.plan import PROOFS
from prove.proof import PROMISES, Absent, Found, Proof
from tests.show import REPO


def proof(name: str, found: Found | Exception) -> Proof:
    def run(trials: int, folder: Path) -> Found:
        assert folder.is_dir()
        if isinstance(found, Exception):
            raise found
        return found

    return Proof(name=name, promises=(1,), says=f"it is {name}", run=run, trials=7, sample=2)


def proved(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    rows = (proof("good", Found(7)), proof("bad", Found(7, ("trial 3: torn",))), proof("broken", ValueError("no")))
    rows += (proof("idle", Found(0)),)
    monkeypatch.setattr(proving, "PROOFS", (*rows, proof("absent", Absent("strace is not here"))))
    monkeypatch.setattr(sys, "argv", ["prove", *words])
    with pytest.raises(SystemExit) as ended:
        proving.main()
    return ended.value.code


def test_one_table_tells_what_held_what_failed_and_what_was_not_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert proved(monkeypatch, "--sample") == 1
    said = capsys.readouterr().out
    assert "| 1 | it is good | 7/7 | 0 | `python -m prove good --sample` |" in said
    assert "trial 3: torn" in said
    assert "| **FAILED** 6/7 |" in said
    assert "ValueError: no" in said
    assert "a proof that tries nothing proves nothing" in said
    assert "!!! NOT PROVED: strace is not here" in said
    assert "| **not run here** |" in said
    assert "!!! no proof stands here for promise 2" in said


def test_who_asks_for_some_gets_those_and_their_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert proved(monkeypatch, "good", "absent") == 0
    assert "bad" not in capsys.readouterr().out


def test_every_proof_has_a_name_of_its_own_and_promises_that_there_are() -> None:
    assert len({one.name for one in PROOFS}) == len(PROOFS)
    assert all(1 <= number <= len(PROMISES) for one in PROOFS for number in one.promises)
    assert all(one.sample <= one.trials for one in PROOFS)


def test_the_command_of_the_table_names_the_proofs_there_are() -> None:
    done = subprocess.run([sys.executable, "-m", "prove", "nonesuch"], cwd=REPO, capture_output=True, text=True)
    assert done.returncode == 2
    assert "there is no proof nonesuch" in done.stderr
    assert all(
        one.name in subprocess.run([sys.executable, "-m", "prove", "-h"], cwd=REPO, capture_output=True, text=True).stdout
        for one in PROOFS
    )
