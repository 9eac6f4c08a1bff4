"""Measure how fast turns are cut into passages and get their themes, at first and with kept vectors, or how well. Changes nothing.

    python bench/themes.py FOLDER [FOLDER ...] [--turns 4000] [--item 100]
    python bench/themes.py --lines ../shared/data/themes/dev.jsonl [--deals 5]

Sentences are taken from every .md, .txt and .jsonl in the folders, and mixed into turns of about 70 words: two halves of
different sentences make each new one, so that no sentence stands twice. An item is 100 turns, as an episode of 40 minutes has.
The first run reads every turn; the second finds the vectors on disk, as a build does after a theme was changed.

With --lines, labelled lines are dealt into five folds again and again, as `podloom themes score` does it once: means, least, most.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline import segment, tag
from pipeline.model import Sentence, Theme, Turn
from pipeline.tag.evidence import sentences

WORDS = 70
WHOLE = 100_000


def main() -> None:
    """Print a row for each run, or for each figure."""
    options = _options()
    themes = msgspec.toml.decode(options.themes.read_bytes(), type=dict[str, tuple[Theme, ...]])["theme"]
    if options.lines:
        _print_deals([tag.score(tag.read_examples(options.lines, "lines"), themes, deal=number) for number in range(options.deals)])
        return
    items = list(_items(_halves(options.folders), options.turns, options.item))
    words = sum(len(turn.text.split()) for item in items for turn in item)
    print(f"{options.turns} turns of {words / options.turns:.0f} words in {len(items)} items")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("first run", "second run"):
            started = time.perf_counter()
            tagger = tag.train(themes, (), tag.Vectors(Path(folder)))
            trained, busy = time.perf_counter(), time.process_time()
            cut = [segment.speech(item, tag.part(tagger, item)) for item in items]
            found = sum(len(tagger.tag(passages)) for passages in cut)
            spent, busy = time.perf_counter() - trained, time.process_time() - busy
            rate = options.turns / spent
            print(
                f"{name:10} {rate:7.0f} turns/s   {WHOLE / rate:6.0f} s for {WHOLE}, "
                f"{WHOLE / options.turns * busy:.0f} s of processor   "
                f"(trained in {trained - started:.1f} s, {sum(map(len, cut))} passages, {found} mentions)",
                flush=True,
            )
        kept = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        print(f"kept on disk {kept:.0f} MB, {WHOLE / options.turns * kept:.0f} MB for {WHOLE}")
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def figures(report: tag.Report) -> dict[str, float]:
    """Return what is aimed at, by name: macro-F1, F1 of each theme, false positives, and clean macro-F1 less noisy."""
    found = {"macro": report.macro.f1, "false positives": report.false_positive_rate or 0.0}
    found["clean less noisy"] = (report.clean_f1 or 0.0) - (report.noisy_f1 or 0.0)
    return found | {row.theme: row.rates.f1 for row in report.themes}


def means(reports: Sequence[tag.Report]) -> dict[str, float]:
    """Return the mean of every figure over some deals of the same lines."""
    every = [figures(report) for report in reports]
    return {name: sum(one[name] for one in every) / len(every) for name in every[0]}


def _print_deals(reports: Sequence[tag.Report]) -> None:
    print(f"{reports[0].lines} lines, {len(reports)} deals into {reports[0].folds} folds{'':10} mean   least    most")
    every = [figures(report) for report in reports]
    for name, mean in means(reports).items():
        least, most = min(one[name] for one in every), max(one[name] for one in every)
        print(f"{name:40} {mean:7.3f} {least:7.3f} {most:7.3f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how fast passages get their themes.")
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--deals", type=int, default=5)
    parser.add_argument("--themes", type=Path, default=Path("content/themes.toml"))
    parser.add_argument("--turns", type=int, default=4000)
    parser.add_argument("--item", type=int, default=100)
    return parser.parse_args()


def _halves(folders: Sequence[Path]) -> tuple[list[str], list[str]]:
    """Return the first and the second halves of all sentences of six words and more."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in (".md", ".txt", ".jsonl"))
    found = {one for path in files for text in _texts(path) for one in sentences(text) if len(one.split()) >= 6}
    words = [one.split() for one in sorted(found)]
    return [" ".join(one[: len(one) // 2]) for one in words], [" ".join(one[len(one) // 2 :]) for one in words]


def _texts(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".jsonl":
        return [str(msgspec.json.decode(line)["text"]) for line in text.splitlines() if '"text"' in line]
    return text.split("\n\n")


def _items(halves: tuple[list[str], list[str]], turns: int, size: int) -> Iterator[tuple[Turn, ...]]:
    chance = random.Random(7)  # noqa: S311 - a mixture, not a secret
    for first in range(0, turns, size):
        yield tuple(_turn(halves, number, chance) for number in range(first, min(first + size, turns)))


def _turn(halves: tuple[list[str], list[str]], number: int, chance: random.Random) -> Turn:
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < WORDS - 7:
        parts.append(f"{chance.choice(halves[0])} {chance.choice(halves[1])}")
    start, name = 25.0 * number, f"t-{number}"
    said = tuple(Sentence(part, start, "", "" if at else name) for at, part in enumerate(parts))
    return Turn(name, said, start, start + 25)


if __name__ == "__main__":
    main()
