"""Damage a file that Podloom keeps, and run it again. Damages one file a trial: two could hide each other.

What the machine made is made again. What a person owns is kept as she left it, or refused by its name.
"""

import hashlib
import json
import os
import random
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest
from pathlib import Path

import msgspec

from pipeline.store import Store
from prove.proof import Found
from prove.scenes import Scene, Stage, left_of, staged
from prove.show import apart, bytes_of, podloom, ready, tiny

SEED = 5
REFUSED = (1, 2)
BROKEN = ("Traceback", "Podloom broke", "fault in Podloom")
VECTORS, SEARCH = "show/build/vectors/*.rows", "show/build/search/*"
# What is kept where; each of these is hit as often as any other.
MADE = (
    *(
        "show/build/objects/*/*",
        "show/build/receipts/*/*.json",
        "show/build/digests.json",
        "show/build/site.json",
        "show/build/still.json",
        "show/build/heads.json",
        VECTORS,
        SEARCH,
    ),
    *("show/build/site/**/*", "show/build/docs/**/*", "show/build/shell/**/*", "show/build/theme/**/*", "show/build/mkdocs.yml"),
    "www/releases/*.json",
)
OWNED = (
    *(
        "show/content/published.jsonl",
        "show/content/podcast-guid.txt",
        "show/content/decisions/*.jsonl",
        "show/content/sources.jsonl",
    ),
    *("show/content/episodes/*/transcript.vtt", "show/content/episodes/*/corrections.toml"),
)


def run(trials: int, folder: Path) -> Found:
    """Empty, halve, flip and lift to a later version what is kept, a file a trial."""
    dice, faults, tried = random.Random(SEED), list[str](), 0
    stage = staged(
        Scene("kept", ("publish", "--to", "../www"), _lived_in, lambda place: bytes_of(place / "www/current")), folder, folder
    )
    found = _found(stage)
    for pattern, name, harm in _drawn(stage, dice):
        if tried == trials:
            break
        stage.again()
        path = stage.place / name
        before = path.read_bytes()
        HARMS[harm](path, dice)
        if path.read_bytes() == before:
            continue
        tried += 1
        if pattern == VECTORS:
            _forget(stage.root, "passages", "vectors", "tag")  # they are read when something is tagged
        fault = _owned(stage, path, before) if pattern in OWNED else _made(stage, found)
        faults += [f"{name} {harm}: {fault}"] if fault else []
    return Found(tried, tuple(faults))


def _lived_in(place: Path) -> None:
    """Build, correct a transcript, answer a question, search and publish."""
    root = ready(tiny(place / "show"), "build")
    transcript = root / "content/episodes/counting-warmth/transcript.vtt"
    transcript.write_text(transcript.read_text().replace("scorecard", "thermometer"))
    asked = podloom(root, "themes", "review", "--json").stdout.splitlines()
    (place / "answers.jsonl").write_text("".join(json.dumps({"id": json.loads(row)["id"], "answer": "no"}) + "\n" for row in asked))
    ready(root, "themes", "review", "--answers", "../answers.jsonl", "--who", "Ada")
    ready(root, "publish", "--to", "../www")
    ready(root, "search", "thermometer")


def _forget(root: Path, *stages: str) -> None:
    """Take steps out of all receipts, so that they run again."""
    store = Store(root / "build")
    for name in store.receipts():
        receipts = json.loads(store.receipt(name) or b"{}")
        store.keep_receipts({name: json.dumps({stage: one for stage, one in receipts.items() if stage not in stages}).encode()})


def _found(stage: Stage) -> str:
    return podloom(stage.root, "search", "thermometer", "--json").stdout


def _made(stage: Stage, found: str) -> str:
    """Say what the next runs did not make good, "" where they did.

    Receipts may say other things: what was made again was made without what was made last, such as the memory of the links.
    """
    done = podloom(stage.root, *stage.scene.words)
    if done.returncode:
        return f"exit {done.returncode}: {done.stderr[-300:]}"
    now, whole = left_of(stage), stage.whole
    wrong = apart(*({name: data for name, data in one.items() if "/receipts/" not in name} for one in (whole, now)))
    if wrong:
        return f"other than undamaged: {wrong}"
    return "" if _found(stage) == found else "the search finds something else"


def _owned(stage: Stage, path: Path, before: bytes) -> str:
    """Say how a person's file was not kept, put right or refused by its name, "" where it was."""
    harmed = path.read_bytes()
    done = podloom(stage.root, *stage.scene.words)
    if any(one in done.stderr for one in BROKEN):
        return f"exit {done.returncode}: {done.stderr[-300:]}"
    now = path.read_bytes()
    lines = set(now.splitlines())  # a correction that was changed is kept, and found again in the transcript beside it
    if now not in (harmed, before) and not lines >= {*harmed.splitlines(), *before.splitlines()}:
        return "was written over"
    if done.returncode in REFUSED and path.name in done.stderr + done.stdout:
        return stage.torn()
    return "" if done.returncode == 0 else f"exit {done.returncode}, said: {done.stderr[-300:]}"


# ---- harm


def _empty(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


def _halve(path: Path, _: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _flip(path: Path, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def _flip_unseen(path: Path, dice: random.Random) -> None:
    """Flip a bit and set the time back, as a bad cable does."""
    stat = path.stat()
    _flip(path, dice)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _newer(path: Path, _: random.Random) -> None:
    """Write a file as a later Podloom may: JSON with a field more in every record and higher versions; rows with another head."""
    if path.suffix == ".rows":
        head = msgspec.msgpack.encode({"of_a_later_version": 1})
        path.write_bytes(hashlib.sha256(head).digest() + len(head).to_bytes(8, "big") + head)
    elif path.suffix in (".json", ".jsonl"):
        rows = path.read_text().splitlines() if path.suffix == ".jsonl" else [path.read_text()]
        path.write_text("".join(json.dumps(_later(json.loads(row))) + "\n" for row in rows))


def _later(value: object) -> object:
    if isinstance(value, dict):
        return {"of_a_later_version": 1} | {
            key: one + 1 if key == "version" and isinstance(one, int) else _later(one) for key, one in value.items()
        }
    return [_later(one) for one in value] if isinstance(value, list) else value


UNSEEN = "with a bit flipped and its time set back"
HARMS: dict[str, Callable[[Path, random.Random], None]] = {
    "emptied": _empty,
    "halved": _halve,
    "with a flipped bit": _flip,
    UNSEEN: _flip_unseen,
    "from a later version": _newer,
}


def _drawn(stage: Stage, dice: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield (pattern, file, harm), one of each pattern in turn.

    The site's files are known by size and time, so that hours of sound are not read for a letter: a bit that turns beneath an
    unchanged time is not looked for there.
    """
    kinds = []
    for pattern in (*MADE, *OWNED):
        names = sorted(str(path.relative_to(stage.start)) for path in stage.start.glob(pattern) if path.is_file())
        harms = [harm for harm in HARMS if not (harm == UNSEEN and "/site/" in pattern)]
        drawn = [(pattern, name, harm) for name in names for harm in harms]
        dice.shuffle(drawn)
        kinds.append(drawn)
    return (one for one in chain.from_iterable(zip_longest(*kinds)) if one)
