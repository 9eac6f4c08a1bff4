"""Measure where conversations are cut into passages, and their themes, against turns labelled with themes. Changes nothing.

    python bench/topics.py tests/data/truth
    python bench/topics.py tests/data/truth --sweep    # other weights and prices, and what they reach on episodes left out

A true border lies where the themes of a turn differ from those of the one before. Pk (Beeferman, Berger and Lafferty, 1999) is the
share of word pairs, half a true part apart, that are wrongly parted or wrongly joined; lower is better. Themes are judged turn by
turn, each with the themes of the passage that it stands in, over the themes that are labelled there. An episode's themes are those
on a fifth of its tagged words, by the truth and by us.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import structs

from pipeline import holding, segment, settings, tag
from pipeline.model import Evidence, Mention, Passage, Segment, Transcript
from pipeline.tag import topics

WEIGHTS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
PRICES = (8.0, 12.0, 16.0, 20.0, 25.0, 32.0, 40.0, 50.0)
# The truth was labelled with four themes: what is now nurturing or trust was its relationships.
NAMES = {
    "profession": "alliance-profession",
    "nurturing": "relationships",
    "trust-communication": "relationships",
}
LABELLED = frozenset({"relationships", "measurement", "sales-vs-alliances", "alliance-profession"})


def main() -> None:
    """Print Pk and F1 for each episode, and Pk for all with no cut and with every cut."""
    parser = argparse.ArgumentParser(description="Measure passages against the truth.")
    parser.add_argument("folder", type=Path, help="folder of <slug>.json with turns, their segments and themes")
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    tagger = tag.train(settings.themes(Path(__file__).parent.parent / "content/themes.toml"))
    talks = read(options.folder)
    if options.sweep:
        _sweep(tagger, talks)
    else:
        _print(rows(tagger, talks), f"weight {topics.THEME_WEIGHT}, price {topics.TOPIC_PRICE}")


def read(folder: Path) -> list[dict[str, Any]]:
    """Return the labelled talks of a folder, by name."""
    return [found for path in sorted(folder.glob("*.json")) if "turns" in (found := json.loads(path.read_text("utf-8")))]


def rows(
    tagger: "tag.Tagger", talks: Sequence[dict[str, Any]], weight: float = topics.THEME_WEIGHT, price: float = topics.TOPIC_PRICE
) -> list[dict[str, Any]]:
    """Return for each talk `pk` with our cuts, with `none` and with `every` turn a passage, and how its themes fare."""
    return [_row(tagger, talk, weight, price) for talk in talks]


def left_out(rates: Sequence[Sequence[Sequence[float]]]) -> list[tuple[int, int, float]]:
    """Return for each talk the places of the weight and price that are best on the other talks, and their Pk on it.

    `rates` has Pk by weight, price and talk. Of equals the first counts.
    """
    table = np.array(rates)
    found = []
    for talk in range(table.shape[2]):
        others = np.delete(table, talk, axis=2).mean(axis=2).round(9)
        weight, price = divmod(int(others.argmin()), table.shape[1])
        found.append((weight, price, float(table[weight, price, talk])))
    return found


def _sweep(tagger: "tag.Tagger", talks: Sequence[dict[str, Any]]) -> None:
    table = [[[row["pk"] for row in rows(tagger, talks, weight, price)] for price in PRICES] for weight in WEIGHTS]
    print("Pk by weight (down) and price", *(f"{price:5.0f}" for price in PRICES))
    for weight, own in zip(WEIGHTS, table, strict=True):
        print(f"{weight:29}", *(f"{np.mean(rates):5.3f}" for rates in own))
    print(f"no choice, the mean of all: Pk {np.mean(table):.3f}")
    found = left_out(table)
    print(f"weight and price chosen on the other talks: Pk {np.mean([rate for _, _, rate in found]):.3f}")
    for talk, (at_weight, at_price, rate) in zip(talks, found, strict=True):
        print(f"  {talk['slug']:24} weight {WEIGHTS[at_weight]}, price {PRICES[at_price]}: Pk {rate:.3f}")


def _print(rows: Sequence[dict[str, Any]], name: str) -> None:
    ours, none, every = (np.mean([row[one] for row in rows]) for one in ("pk", "none", "every"))
    tally, held = (sum((row[one] for row in rows), Counter[str]()) for one in ("tally", "held"))
    print(f"{name}: Pk {ours:.3f}; no cut {none:.3f}; every turn a passage {every:.3f}")
    print(f"  themes of turns {_rates(tally)}; of episodes {_rates(held)}")
    for row in rows:
        print(f"  {row['slug']:24} Pk {row['pk']:.3f}  {row['many']} passages, truly {row['true']}; {_rates(row['tally'])}")


def _rates(tally: Counter[str]) -> str:
    hits, given, gold = tally["hits"], tally["given"], tally["gold"]
    return f"P {hits / max(1, given):.3f} R {hits / max(1, gold):.3f} F1 {2 * hits / max(1, given + gold):.3f}"


def _row(tagger: "tag.Tagger", talk: dict[str, Any], weight: float, price: float) -> dict[str, Any]:
    said = [(cue, at, turn) for at, turn in enumerate(talk["turns"]) for cue in turn["segments"]]
    cues = tuple(Segment(cue["start"], cue["end"], cue["text"], turn["name"]) for cue, _, turn in said)
    turns = segment.turns(Transcript("en", cues))
    starts = topics.topics(tagger, [tuple(one.text for one in turn.sentences) for turn in turns], weight, price)
    passages = segment.speech(turns, starts)
    counts = [len(cue.text.split()) for cue in cues]
    gold = [frozenset(NAMES.get(theme, theme) for theme in turn["themes"]) for turn in talk["turns"]]
    borders = [0, *(at for at in range(1, len(gold)) if gold[at] != gold[at - 1])]
    true = _spread([sum(border <= at for border in borders) for _, at, _ in said], counts)
    found = {
        "pk": [_place(passages, cue.start) for cue in cues],
        "none": [0 for _ in cues],
        "every": [_place(segment.speech(turns, range(len(turns))), cue.start) for cue in cues],
    }
    rates = {name: pk(true, _spread(places, counts)) for name, places in found.items()}
    named = {(one.passage, name): one for one in tagger.tag(passages) if (name := NAMES.get(one.theme, one.theme)) in LABELLED}
    mentions = [structs.replace(one, theme=name) for (_, name), one in named.items()]
    tally: Counter[str] = Counter()
    for turn, truly in zip(talk["turns"], gold, strict=True):
        own = passages[_place(passages, turn["start"])].id
        tally.update(_counts({one.theme for one in mentions if one.passage == own}, truly))
    held = _counts(set(holding.themes(passages, mentions)), _truly_held(talk["turns"], gold))
    return {"slug": talk["slug"], **rates, "many": len(passages), "true": len(borders), "tally": tally, "held": held}


def _truly_held(turns: Sequence[dict[str, Any]], gold: Sequence[frozenset[str]]) -> frozenset[str]:
    passages = [Passage(str(at), turn["text"], ()) for at, turn in enumerate(turns)]
    mentions = [Mention(str(at), theme, 1.0, "strong", Evidence("")) for at, themes in enumerate(gold) for theme in sorted(themes)]
    return frozenset(holding.themes(passages, mentions))


def _counts(given: set[str], gold: frozenset[str]) -> Counter[str]:
    return Counter(hits=len(given & gold), given=len(given), gold=len(gold))


def _place(passages: Sequence[Passage], second: float) -> int:
    return max(at for at, one in enumerate(passages) if (one.start or 0.0) <= second)


def _spread(places: Sequence[int], counts: Sequence[int]) -> list[int]:
    """Return the part of each word."""
    return [place for place, count in zip(places, counts, strict=True) for _ in range(count)]


def pk(true: Sequence[int], found: Sequence[int]) -> float:
    """Return Pk, 0 to 1."""
    apart = max(1, round(len(true) / len(set(true)) / 2))
    wrong = [(true[at] == true[at + apart]) != (found[at] == found[at + apart]) for at in range(len(true) - apart)]
    return float(np.mean(wrong))


if __name__ == "__main__":
    main()
