"""Measure where conversations are cut into passages, and their themes, against turns labelled with themes. Changes nothing.

    python bench/topics.py ../shared/data/audio/truth
    python bench/topics.py ../shared/data/audio/truth --sweep    # other weights and prices, for the choice of ours

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
    talks = [found for path in sorted(options.folder.glob("*.json")) if "turns" in (found := json.loads(path.read_text("utf-8")))]
    for weight in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0) if options.sweep else (topics.THEME_WEIGHT,):
        for price in (8.0, 12.0, 16.0, 20.0, 25.0, 32.0, 40.0, 50.0) if options.sweep else (topics.TOPIC_PRICE,):
            _print([_row(tagger, talk, weight, price) for talk in talks], f"weight {weight}, price {price}")


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
