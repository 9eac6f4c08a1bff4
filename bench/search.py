"""Measure how well the search puts the right passages first, on queries as listeners half remember them. Changes no show.

    python bench/search.py [SHOW] [--queries tests/data/queries/queries.jsonl] [--each]

SHOW is a built show (default: here). Weights are chosen for each query by all the other queries (leave one out); "all
together" is that. nDCG@10 uses gains of 2^grade - 1; MRR counts the first passage of grade 2 or 3 among ten.
"""

import argparse
import itertools
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.build import library, open_show
from pipeline.model import Library
from pipeline.search import Meaning, Search, Weights, over, parse
from pipeline.search.rank import WORDS_ALONE, WORDS_AND_NEIGHBOURS, order
from pipeline.tag import encode, identity

DEEP = 10
GRID = (0.0, 1.0, 2.0, 3.0, 4.0), (0.0, 0.4, 0.8, 1.2, 1.6), (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
CHOICES = tuple(itertools.starmap(Weights, itertools.product(*GRID)))
Grades = Mapping[str, int]


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place that answers a query: a stretch of an episode in seconds, a paragraph by words of it, or a person."""

    item: str
    grade: int
    start: float | None = None
    end: float | None = None
    quote: str = ""


class Labelled(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A query with everything that answers it."""

    id: str
    kind: str
    query: str
    relevant: tuple[Label, ...]


def main() -> None:
    """Print a row for each way of ranking, by kind of query, and how long an answer takes."""
    options = _options()
    queries = read(options.queries)
    shelf = library(open_show(options.show))
    wanted = [grades(shelf, query) for query in queries]
    meaning = Meaning(encode.vectors, repr(identity()), Path(tempfile.mkdtemp()))
    ways: dict[str, list[list[str]]] = {
        "BM25": answers(over(shelf, None, None, WORDS_ALONE), queries),
        "BM25, neighbours": answers(over(shelf, None, None, WORDS_AND_NEIGHBOURS), queries),
        "embeddings": _by_meaning(shelf, meaning, queries),
        "as shipped": answers(over(shelf, meaning), queries),
    }
    ways["all together"], chosen = _left_out(shelf, meaning, queries, wanted)
    _print(ways, queries, wanted, each=options.each)
    print("chosen:", "; ".join(f"{count} times {weights}" for weights, count in chosen.items()))
    _speed(options.show)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the order of what the search finds.")
    parser.add_argument("show", type=Path, nargs="?", default=Path())
    parser.add_argument("--queries", type=Path, default=Path("tests/data/queries/queries.jsonl"))
    parser.add_argument("--each", action="store_true", help="print every query too")
    return parser.parse_args()


def read(path: Path) -> tuple[Labelled, ...]:
    """Return the labelled queries of a file of JSON lines."""
    return msgspec.json.decode(b"[" + b",".join(path.read_bytes().splitlines()) + b"]", type=tuple[Labelled, ...])


def grades(shelf: Library, query: Labelled) -> Grades:
    """Return the grades by address; a label that fits no passage is an error: the show is not the one that was labelled."""
    found: dict[str, int] = {}
    for label in query.relevant:
        here = [url for url, fits in _places(shelf, label) if fits]
        if not here:
            raise SystemExit(f"{query.id}: nothing in {label.item} is what {label} means")
        found |= {url: max(label.grade, found.get(url, 0)) for url in here}
    return found


def _places(shelf: Library, label: Label) -> list[tuple[str, bool]]:
    kind, _, slug = label.item.partition("/")
    if kind == "person":
        return [(f"people/{slug}/", True)]
    passages = shelf.passages.get(label.item, ())
    if kind == "issue":
        return [(f"letters/{slug}/#{passage.id}", label.quote.lower() in passage.text.lower()) for passage in passages]
    return [(f"episodes/{slug}/#t={one.start:g}", _overlap(one.start or 0, one.end or 0, label)) for one in passages]


def _overlap(start: float, end: float, label: Label) -> bool:
    """Say whether half of the shorter one lies in the other, so that another cut of the passages needs no other labels."""
    first, last = label.start or 0.0, label.end or 0.0
    return min(end, last) - max(start, first) >= 0.5 * min(end - start, last - first)


def answers(search: Search, queries: Sequence[Labelled]) -> list[list[str]]:
    """Return the addresses of the first ten passages or people that answer each query."""
    orders = (search.order(search.weigh(query.query).parts) for query in queries)
    return [[search.listed[row].url for row in list(rows)[:DEEP]] for rows in orders]


def _by_meaning(shelf: Library, meaning: Meaning, queries: Sequence[Labelled]) -> list[list[str]]:
    """Rank every passage by nearness alone; the index of words has no part in it."""
    entries = over(shelf).listed
    texts = [entry.text for entry in entries]
    found = []
    for query in queries:
        near = meaning.likeness(parse(query.query).text, texts)
        rows = sorted(range(len(entries)), key=lambda row: (-near[row], row))
        found.append([entries[row].url for row in rows[:DEEP]])
    return found


def _left_out(
    shelf: Library, meaning: Meaning, queries: Sequence[Labelled], wanted: Sequence[Grades]
) -> tuple[list[list[str]], dict[Weights, int]]:
    """Answer each query with the weights that are best for all the others."""
    search = over(shelf, meaning)
    weighed = [search.weigh(query.query).parts for query in queries]
    items = {row: entry.item for row, entry in enumerate(search.listed)}
    results = [[[search.listed[row].url for row in order(one, items, weights)][:DEEP] for one in weighed] for weights in CHOICES]
    worth = [[ndcg(found, grade) for found, grade in zip(row, wanted, strict=True)] for row in results]
    chosen: dict[Weights, int] = {}
    found = []
    for at in range(len(queries)):
        best = max(range(len(CHOICES)), key=lambda choice: sum(worth[choice]) - worth[choice][at])
        chosen[CHOICES[best]] = chosen.get(CHOICES[best], 0) + 1
        found.append(results[best][at])
    return found, chosen


def ndcg(found: Sequence[str], grades: Grades) -> float:
    """Return the discounted gain of the first ten answers, as a share of what the best order would gain."""
    gains = [2 ** grades.get(url, 0) - 1 for url in found[:DEEP]]
    ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:DEEP]
    return _discounted(gains) / _discounted(ideal)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def reciprocal(found: Sequence[str], grades: Grades) -> float:
    """Return 1 by the place of the first answer of grade 2 or 3 among ten, 0 where there is none."""
    return next((1 / (place + 1) for place, url in enumerate(found[:DEEP]) if grades.get(url, 0) > 1), 0.0)


def _print(ways: Mapping[str, list[list[str]]], queries: Sequence[Labelled], wanted: Sequence[Grades], *, each: bool) -> None:
    kinds = list(dict.fromkeys(query.kind for query in queries))
    print(
        f"{'':18}{'nDCG@10':>9}{'MRR':>7}"
        + "".join(f"{kind:>12}" for kind in kinds)
        + f"   (nDCG@10 by kind, {len(queries)} queries)"
    )
    for name, found in ways.items():
        row = [f"{mean(measure, found, wanted):9.3f}"[at * 2 :] for at, measure in enumerate((ndcg, reciprocal))]
        for kind in kinds:
            own = [at for at, query in enumerate(queries) if query.kind == kind]
            row.append(f"{mean(ndcg, [found[at] for at in own], [wanted[at] for at in own]):12.3f}")
        print(f"{name:18}" + "".join(row))
    for at, query in enumerate(queries if each else ()):
        print("  ", *(f"{ndcg(found[at], wanted[at]):.2f}" for found in ways.values()), query.query)


def mean(measure: Callable[[Sequence[str], Grades], float], found: Sequence[Sequence[str]], wanted: Sequence[Grades]) -> float:
    """Return the mean of a measure over all queries."""
    return sum(map(measure, found, wanted)) / len(found)


def _speed(show: Path) -> None:
    """Print how long the command takes from start to answer; the last query is new each time, so that it must be encoded."""
    for words in ('"weather report"', "warm numbers", "people think it is easy because they have friends {}"):
        spent = []
        for _ in range(5):
            command = [sys.executable, "-m", "pipeline", "search", words.format(time.time_ns()), "--root", str(show)]
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            spent.append(time.perf_counter() - started)
        print(f"start to answer: first {spent[0]:.2f} s, then {min(spent[1:]):.2f} s  podloom search {words.format('...')}")


if __name__ == "__main__":
    main()
