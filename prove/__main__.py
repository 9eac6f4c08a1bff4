"""`python -m prove`: run the proofs, print one table, exit 1 where one failed."""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from prove.plan import PROOFS
from prove.proof import PROMISES, Absent, Found, Proof

SHOWN_FAULTS = 20


def main() -> None:
    """Prove what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m prove", description="Prove what Podloom promises.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"proofs (default: all): {', '.join(one.name for one in PROOFS)}")
    parser.add_argument("--sample", action="store_true", help="few trials of each, as continuous integration does")
    parser.add_argument("--trials", type=int, default=0, metavar="N", help="this many trials of each")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.names) - {one.name for one in PROOFS}):
        parser.error(f"there is no proof {', '.join(unknown)}")
    chosen = [one for one in PROOFS if not asked.names or one.name in asked.names]
    rows = [(one, *prove(one, asked.trials or (one.sample if asked.sample else one.trials))) for one in chosen]
    print(f"\n{table(rows, sample=asked.sample, trials=asked.trials)}")
    if not asked.names:
        _tell_bare()
    sys.exit(any(isinstance(found, Found) and found.faults for _, found, _ in rows))


def prove(proof: Proof, trials: int) -> tuple[Found | Absent, float]:
    """Run one proof in a folder of its own; return what came of it and the seconds it took. A proof that breaks has failed."""
    print(f"{proof.name}: {proof.says} ...", flush=True)
    began = time.monotonic()
    found: Found | Absent
    try:
        with tempfile.TemporaryDirectory(prefix="prove-") as folder:
            found = proof.run(trials, Path(folder))
        if not found.trials:
            found = Found(0, ("no trial was made: a proof that tries nothing proves nothing",))
    except Absent as lack:
        found = lack
        print(f"!!! NOT PROVED: {lack}")
    except Exception:  # noqa: BLE001 - the other proofs go on
        found = Found(trials, (traceback.format_exc(),), "the proof itself broke")
    for fault in found.faults[:SHOWN_FAULTS] if isinstance(found, Found) else ():
        print(f"    {fault}")
    return found, time.monotonic() - began


def table(rows: Sequence[tuple[Proof, Found | Absent, float]], *, sample: bool = False, trials: int = 0) -> str:
    """Return the table: the promises, what was tried, what came of it, and the command that tries it again."""
    option = f" --trials {trials}" if trials else " --sample" if sample else ""
    lines = ["| promise | proof | held | seconds | command |", "|---|---|---|---|---|"]
    for proof, found, seconds in rows:
        numbers = ", ".join(map(str, proof.promises)) or "-"
        lines.append(f"| {numbers} | {proof.says} | {_held(found)} | {seconds:.0f} | `python -m prove {proof.name}{option}` |")
    return "\n".join(lines)


def _held(found: Found | Absent) -> str:
    if isinstance(found, Absent):
        return "**not run here**"
    return f"**FAILED** {found.shown}" if found.faults else found.shown


def _tell_bare() -> None:
    for number, promise in enumerate(PROMISES, 1):
        if not any(number in proof.promises for proof in PROOFS):
            print(f"!!! no proof stands here for promise {number}: {promise}.")


if __name__ == "__main__":
    main()
