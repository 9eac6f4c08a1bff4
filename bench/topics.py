"""Measure where conversations are parted, against turns labelled with themes. Changes nothing.

    python bench/topics.py ../shared/data/audio/truth
    python bench/topics.py ../shared/data/audio/truth --sweep    # other weights and prices, for the choice of ours

A true border lies where the themes of a turn differ from those of the one before. Pk (Beeferman, Berger and Lafferty, 1999) is the
share of word pairs, half a true part apart, that are wrongly parted or wrongly joined; lower is better.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline import settings, tag
from pipeline.tag import topics


def main() -> None:
    """Print Pk for each episode, and for all with no cut and with every cut."""
    parser = argparse.ArgumentParser(description="Measure topics against the truth.")
    parser.add_argument("folder", type=Path, help="folder of <slug>.json with turns and their themes")
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    tagger = tag.train(settings.themes(Path(__file__).parent.parent / "content/themes.toml"))
    talks = [found for path in sorted(options.folder.glob("*.json")) if "turns" in (found := json.loads(path.read_text("utf-8")))]
    for weight in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0) if options.sweep else (topics.THEME_WEIGHT,):
        for price in (8.0, 12.0, 16.0, 20.0, 25.0, 32.0, 40.0, 50.0) if options.sweep else (topics.TOPIC_PRICE,):
            _print([_row(tagger, talk, weight, price) for talk in talks], f"weight {weight}, price {price}")


def _print(rows: Sequence[tuple[str, float, float, float, int, int]], name: str) -> None:
    ours, none, every = (np.mean([row[at] for row in rows]) for at in (1, 2, 3))
    print(f"{name}: Pk {ours:.3f}; no cut {none:.3f}; every cut {every:.3f}")
    for slug, found, _, _, many, true in rows:
        print(f"  {slug:24} Pk {found:.3f}  {many} topics, truly {true}")


def _row(tagger: "tag.Tagger", talk: dict[str, Any], weight: float, price: float) -> tuple[str, float, float, float, int, int]:
    turns = talk["turns"]
    texts = [turn["text"] for turn in turns]
    true = [0, *(at for at in range(1, len(turns)) if set(turns[at]["themes"]) != set(turns[at - 1]["themes"]))]
    found = topics.topics(tagger, texts, weight, price)
    ours, none, every = (pk(_spread(texts, true), _spread(texts, cuts)) for cuts in (found, [0], range(len(texts))))
    return talk["slug"], ours, none, every, len(found), len(true)


def _spread(texts: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Return the part of each word."""
    return [sum(start <= at for start in starts) for at, text in enumerate(texts) for _ in text.split()]


def pk(true: Sequence[int], found: Sequence[int]) -> float:
    """Return Pk, 0 to 1."""
    apart = max(1, round(len(true) / len(set(true)) / 2))
    wrong = [(true[at] == true[at + apart]) != (found[at] == found[at + apart]) for at in range(len(true) - apart)]
    return float(np.mean(wrong))


if __name__ == "__main__":
    main()
