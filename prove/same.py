"""Build the same show under other circumstances, and once more under the same. Changes nothing that a show is made of."""

import os
import random
import shutil
from pathlib import Path

from prove.proof import Found
from prove.show import apart, environment, left, podloom, tiny
from tests.show import stats_of

SEED = 3
MADE = ("content", "build/site")
# Folders list their files in whatever order they like: here it is another one each time.
ORDER = """
import os
import random

_dice = random.Random(os.environ.get("PROVE_ORDER", "0"))
_listdir, _scandir = os.listdir, os.scandir


def listdir(*where):
    names = _listdir(*where)
    _dice.shuffle(names)
    return names


class scandir:
    def __init__(self, *where):
        with _scandir(*where) as entries:
            self._entries = list(entries)
        _dice.shuffle(self._entries)

    def __iter__(self):
        return self

    def __next__(self):
        if not self._entries:
            raise StopIteration
        return self._entries.pop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._entries = []


os.listdir, os.scandir = listdir, scandir
"""


def run(trials: int, folder: Path) -> Found:
    """Build under another zone, locale, hash seed, path, day, mask and order of files; then build again and touch nothing."""
    dice, faults = random.Random(SEED), list[str]()
    (folder / "order").mkdir()
    (folder / "order/sitecustomize.py").write_text(ORDER)
    good = _made(tiny(folder / "show"), {}, "2026-01-01")
    for trial in range(trials):
        root = _written_anew(folder / "show", folder / "/".join("elsewhere é"[: dice.randint(2, 11)]), dice)
        around = {
            "TZ": dice.choice(["UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu"]),
            "LC_ALL": dice.choice(["C", "C.UTF-8", "POSIX", "tr_TR.UTF-8"]),
            "PYTHONHASHSEED": str(dice.randint(0, 4_000_000_000)),
            "PROVE_ORDER": str(trial),
            "PYTHONPATH": f"{folder / 'order'}{os.pathsep}{environment()['PYTHONPATH']}",
            "HOME": str(root.parent),
            "COLUMNS": str(dice.randint(20, 300)),
        }
        mask = os.umask(dice.choice([0o022, 0o027, 0o077]))
        try:
            day = dice.choice(["2025-06-01", "2026-01-01", "2031-12-31"])
            differs = apart(good, _made(root, around, day))
            touched = _touched(root, around, day)
        finally:
            os.umask(mask)
        shown = ", ".join(f"{name}={value}" for name, value in around.items() if name != "PYTHONPATH")
        faults += [f"{shown}: differs: {differs}"] if differs else []
        faults += [f"{shown}: a second run touched {touched}"] if touched else []
        shutil.rmtree(root)
    return Found(trials, tuple(faults), f"{2 * trials - len(faults)}/{2 * trials}")


def _written_anew(show: Path, root: Path, dice: random.Random) -> Path:
    """Write what people own of a show elsewhere, in another order."""
    paths = [path for path in sorted(show.rglob("*")) if path.is_file() and not _of_machine(path.relative_to(show))]
    dice.shuffle(paths)
    for path in paths:
        goal = root / path.relative_to(show)
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(path.read_bytes())
    return root


def _of_machine(path: Path) -> bool:
    return path.parts[0] in ("build", "mail") or path.name in ("transcript.vtt", "corrections.toml", "podcast-guid.txt")


def _made(root: Path, around: dict[str, str], day: str) -> dict[str, bytes]:
    """Build, write a mail, and return all that was made."""
    mail = root.parent / "mail"  # beside the show: what is new in its folder, the next run notes
    for words in (("build", "--today", day), ("email", "slow-bread", "--out", str(mail), "--today", day)):
        done = podloom(root, *words, **around)
        if done.returncode:
            raise RuntimeError(f"podloom {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    made = left(root, *MADE) | left(root.parent, "mail")
    shutil.rmtree(mail)
    return made


def _touched(root: Path, around: dict[str, str], day: str) -> str:
    """Build again and name what has other bytes or another time, in the whole folder of the show."""
    before = stats_of(root)
    podloom(root, "build", "--today", day, **around)
    after = stats_of(root)
    return ", ".join(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))[:5])
