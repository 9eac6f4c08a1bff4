"""`python -m tests.fuzz [SECONDS] [TARGET ...]`: give each target changed bytes for so long; exit 1 where one broke.

With atheris (`pip install --require-hashes -r requirements/fuzz.txt`), `--atheris TARGET [-max_total_time=600]` lets
coverage choose the bytes.
"""

import hashlib
import random
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path

from pipeline.errors import ShowError
from tests.fuzz.mutation import changed
from tests.fuzz.targets import TARGETS

LONGEST_SECONDS = 5.0


def broken(name: str, seconds: float, seed: int = 0) -> tuple[int, list[str]]:
    """Try a target; return how often it was, and what broke, each with the bytes that did it."""
    target, seeds = TARGETS[name]
    dice, faults, tried, kept = random.Random(f"{name} {seed}"), dict[str, str](), 0, list(seeds)  # noqa: S311 - nothing secret
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        data = changed(dice.choice(kept), dice)
        started = time.process_time()
        try:
            target(data)
            if len(kept) < 200 and len(data) < 20_000:
                kept.append(data)
        except ShowError:
            pass
        except Exception as fault:  # noqa: BLE001 - that is what is looked for
            place = traceback.extract_tb(fault.__traceback__)[-1]
            key = f"{type(fault).__name__} at {place.name}:{place.lineno}"
            faults.setdefault(key, f"{name}: {key}: {fault!s:.200}\n    {_saved(data)}")
        if time.process_time() - started > LONGEST_SECONDS:
            faults.setdefault("slow", f"{name}: took {time.process_time() - started:.1f} s\n    {_saved(data)}")
        tried += 1
    return tried, list(faults.values())


def _saved(data: bytes) -> str:
    path = Path("build/fuzz", hashlib.sha256(data).hexdigest()[:16])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def _by_coverage(name: str, options: list[str]) -> None:
    import atheris  # type: ignore[import-not-found]  # an extra of its own

    target, _ = TARGETS[name]

    def once(data: bytes) -> None:
        with suppress(ShowError):
            target(data)

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *options], once)
    atheris.Fuzz()


def main() -> None:
    """Try what was asked for."""
    words = sys.argv[1:]
    if words[:1] == ["--atheris"]:
        _by_coverage(words[1], words[2:])
        return
    seconds = float(words[0]) if words else 600.0
    faults: list[str] = []
    for name in words[1:] or TARGETS:
        tried, found = broken(name, seconds, int(time.time()))
        print(f"{name}: {tried} tries, {len(found)} faults", *found, sep="\n  ", flush=True)
        faults += found
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
