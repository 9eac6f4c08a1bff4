"""Measure the links that are found, against two shows whose links were labelled by hand. Changes nothing.

    python bench/links.py [--data ../shared/data] [--each]
    python bench/links.py --scale 1000    # how long generated episodes and half as many letters take, in full and with one added

What was labelled and how stands in tests/data/links/README.md. Recall of related moments counts pairs of items: found, of those
that have any subject in common. A moment is right when the second that it leads from and the one it leads to have.
"""

import argparse
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, combinations
from pathlib import Path

import msgspec

from pipeline import library, link, segment, settings, tag, vtt
from pipeline.ingest import draft
from pipeline.link.lines import parts
from pipeline.model import Block, Chapter, Episode, Issue, Library, Link, Passage, Place, Segment, Sentence, Show, Sound, Transcript

HERE = Path(__file__).parent.parent
BOILERPLATE = settings.Links().boilerplate
Vectors = dict[str, dict[str, bytes]]
# Haskell Weekly comes out on Thursdays: the first one after the newest date in an issue's addresses. Those of its first
# episodes are a week apart, as they say themselves; the first came in the week after issue 149.
ISSUES = {"149": "2019-03-07", "150": "2019-03-14", "196": "2020-01-30", "197": "2020-02-06", "203": "2020-03-19"}
EPISODES = {1: ("2019-03-11", "Cody Goodman"), 2: ("2019-03-18", "Sara Lichtenstein"), 3: ("2019-03-25", "Jason Fry")}


class Truth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link that is there: the most trusted type of all from one page to another."""

    show: str
    type: str
    source: str
    target: str


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a stretch of an episode (seconds) or the paragraph or entry of a letter with these words is about."""

    show: str
    item: str
    subjects: tuple[str, ...]
    start: float | None = None
    end: float | None = None
    quote: str = ""


def main() -> None:
    """Print precision and recall by type, pages without a way on, and hubs."""
    options = _options()
    if options.scale:
        scale(options.scale)
        return
    truths = read(HERE / "tests/data/links/links.jsonl", Truth)
    subjects = read(HERE / "tests/data/links/subjects.jsonl", Subject)
    right: dict[str, Counter[str]] = {}
    for name, (whole, vectors) in {"demo": demo(options.data), "haskell-weekly": haskell(options.data)}.items():
        found = link.find(whole, BOILERPLATE, vectors)
        labelled = [one for one in subjects if one.show == name]
        judge = Judge(whole, [one for one in truths if one.show == name], labelled)
        judge.count(found, right, each=options.each)
        _print_ways(name, whole, found.published)
    _print(right)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure links against labelled ones.")
    parser.add_argument("--data", type=Path, default=HERE.parent / "shared/data")
    parser.add_argument("--each", action="store_true", help="print every link and whether it is right")
    parser.add_argument("--scale", type=int, default=0, metavar="N", help="measure time and memory on N generated episodes")
    return parser.parse_args()


def read(path: Path, kind: type[msgspec.Struct]) -> list:  # type: ignore[type-arg]  # of the kind that is asked for
    """Return the records of a file of JSON lines."""
    return msgspec.json.decode(b"[" + b",".join(path.read_bytes().splitlines()) + b"]", type=list[kind])  # type: ignore[valid-type]


class Judge:
    """Says which links of a show are right."""

    def __init__(self, whole: Library, truths: Sequence[Truth], subjects: Sequence[Subject]) -> None:
        self._truths = {(one.source, one.target): one.type for one in truths if one.type != "sparked"}
        self._sparked = {(one.source, one.target) for one in truths if one.type == "sparked"}
        self._subjects = subjects
        self._texts: dict[tuple[str, str], list[str]] = {}
        for key, passage, sentences in parts(whole):
            self._texts.setdefault(("/".join(key), passage.id), []).append(" ".join(one.text for one in sentences))

    def right(self, one: Link) -> bool:
        """Say whether a link is right."""
        if one.type == "related":
            return bool(self._about(one.source, one.quote) & self._about(one.target, ""))
        ends = _item(one.source), _item(one.target)
        return ends in self._sparked if one.type == "sparked" else self._truths.get(ends) == one.type

    def count(self, found: link.Found, right: dict[str, Counter[str]], *, each: bool) -> None:
        """Add what is right, wrong and missing to `right`, by type."""
        for kind, links in (("published", found.published), ("suggested", found.suggested)):
            for one in links:
                good = self.right(one)
                sure = "nearest" if kind == "published" and one.reason.startswith("The nearest") else kind
                right.setdefault(one.type, Counter())[f"{sure} {'right' if good else 'wrong'}"] += 1
                if each:
                    ends = f"{_item(one.source)}#{one.source.passage} -> {_item(one.target)}#{one.target.passage}"
                    print(f"{'right' if good else 'WRONG'} {sure:9} {one.type:10} {one.score:.3f} {ends}\n      {one.reason}")
        shown = {((_item(one.source), _item(one.target)), one.type) for one in found.published}
        for pair, kind in [*self._truths.items(), *((pair, "sparked") for pair in self._sparked)]:
            right.setdefault(kind, Counter())["found" if (pair, kind) in shown else "missed"] += 1
        related = {frozenset((_item(one.source), _item(one.target))) for one in found.published if one.type == "related"}
        for two in self._pairs():
            right.setdefault("related", Counter())["found" if two in related else "missed"] += 1

    def _pairs(self) -> set[frozenset[str]]:
        return {frozenset((a.item, b.item)) for a, b in combinations(self._subjects, 2) if a.item != b.item and _common(a, b)}

    def _about(self, place: Place, quote: str) -> set[str]:
        """Return the subjects of a place: those of its second, or of the paragraph or entry with the quote."""
        own = [one for one in self._subjects if one.item == _item(place)]
        if place.seconds is not None:
            spans = [one for one in own if (one.start or 0.0) <= place.seconds < (one.end or 0.0)]
            return {subject for one in spans for subject in one.subjects}
        texts = [text for text in self._texts.get((_item(place), place.passage), []) if quote in text]
        return {subject for one in own for subject in one.subjects if any(one.quote in text for text in texts)}


def _common(one: Subject, two: Subject) -> bool:
    return bool(set(one.subjects) & set(two.subjects))


def _item(place: Place) -> str:
    return f"{place.kind}/{place.slug}"


def _print_ways(name: str, whole: Library, links: Sequence[Link]) -> None:
    between = [one for one in links if one.target.kind in ("episode", "issue")]
    ends = Counter(_item(end) for one in between for end in (one.source, one.target))
    items = [*(f"episode/{one.slug}" for one in whole.episodes), *(f"issue/{one.slug}" for one in whole.issues)]
    into = Counter(_item(one.target) for one in between)
    print(f"{name}: {len(items)} items, {sum(not ends[item] for item in items)} without a way on; most links into one:", end=" ")
    print(*(f"{count} {item}" for item, count in into.most_common(1)))


def _print(right: Mapping[str, Counter[str]]) -> None:
    whole: Counter[str] = Counter()
    for own in right.values():
        whole.update(own)
    print(f"{'':12}{'published':>10}{'precision':>10}{'recall':>8}{'ways on':>9}{'right':>7}{'suggested':>11}{'precision':>10}")
    for name, own in [*sorted(right.items()), ("all", whole)]:
        shown, wrong = own["published right"], own["published wrong"]
        on, asked = (own["nearest right"], own["nearest wrong"]), (own["suggested right"], own["suggested wrong"])
        print(
            f"{name:12}{shown + wrong:10}{_share(shown, wrong):>10}{_share(own['found'], own['missed']):>8}"
            f"{sum(on):9}{on[0]:7}{sum(asked):11}{_share(*asked):>10}"
        )
    good, bad = whole["published right"] + whole["nearest right"], whole["published wrong"] + whole["nearest wrong"]
    print(f"published unasked, ways on and all: {good + bad}, precision {_share(good, bad)}")


def _share(good: int, bad: int) -> str:
    return f"{good / (good + bad):.3f}" if good + bad else "-"


# ---- the two shows


def demo(data: Path) -> tuple[Library, Vectors]:
    """Return the demo show, with the transcripts of the truth and the show's own themes."""
    themes = settings.themes(HERE / "content/themes.toml")
    tagger = tag.train(themes)
    issues, episodes, passages = {}, {}, {}
    for path in sorted((data / "audio/newsletters").glob("*.md")):
        slug = path.stem[len("2025-02-04-") :]
        issues[f"issue/{slug}"], _ = draft.issue(path.read_text("utf-8"), path.name, slug)
    for path in sorted((data / "audio/episodes").glob("*.md")):
        slug = path.stem[len("01-") :]
        truth = json.loads((data / f"audio/truth/{slug}.json").read_text("utf-8"))
        chapters = tuple(Chapter(one["start"], one["title"]) for one in truth["chapters"])
        sound = Sound(truth["duration"], "mp3", 24_000, 1, 1, "audio/mpeg", chapters=chapters)
        episodes[f"episode/{slug}"], _ = draft.episode(path.read_text("utf-8"), path.name, slug, "audio.mp3", sound, ())
        cues = [Segment(one["start"], one["end"], one["text"], turn["name"]) for turn in truth["turns"] for one in turn["segments"]]
        passages[f"episode/{slug}"] = _cut(tagger, Transcript("en", tuple(cues)), chapters)
    show, people = settings.load(HERE).show, settings.people(HERE / "content/people.toml")
    return _library(show, people, tagger, episodes, issues, passages)


def haskell(data: Path) -> tuple[Library, Vectors]:
    """Return three episodes and five issues of Haskell Weekly, without themes."""
    tagger = tag.train(())
    folder = data / "newsletters/haskellweekly"
    issues, episodes, passages = {}, {}, {}
    for number, day in ISSUES.items():
        text = f"---\ntitle: Issue {number}\ndate: {day}\n---\n\n{(folder / f'issue-{number}.markdown').read_text('utf-8')}"
        issues[f"issue/issue-{number}"], _ = draft.issue(text, f"issue-{number}.markdown", f"issue-{number}")
    for count, (day, guest) in EPISODES.items():
        slug = f"episode-{count}"
        read = vtt.parse((folder / f"{slug}.vtt").read_text("utf-8"), f"{slug}.vtt")
        episodes[f"episode/{slug}"] = Episode(slug, f"Episode {count}", day, "audio.mp3", 900.0, number=count, guests=(guest,))
        passages[f"episode/{slug}"] = _cut(tagger, read, ())
    show = Show("Haskell Weekly", url="https://haskellweekly.news/", hosts=("Taylor Fausak",), letters="Issues")
    return _library(show, (), tagger, episodes, issues, passages)


def _cut(tagger: "tag.Tagger", transcript: Transcript, chapters: tuple[Chapter, ...]) -> tuple[Passage, ...]:
    turns = segment.turns(transcript, chapters)
    return segment.speech(turns, tag.part(tagger, turns, segment.openings(turns, chapters)))


def _library(
    show: Show,
    people: tuple,  # type: ignore[type-arg]  # of Person
    tagger: "tag.Tagger",
    episodes: dict[str, Episode],
    issues: dict[str, Issue],
    passages: dict[str, tuple[Passage, ...]],
) -> tuple[Library, Vectors]:
    passages = {**passages, **{key: segment.letter(issue.blocks) for key, issue in issues.items()}}
    mentions = {key: tagger.tag(own) for key, own in passages.items()}
    memory = tag.Vectors()
    vectors = {key: tag.meanings(own, memory) for key, own in passages.items()}
    return library.assemble(show, tagger.themes, people, episodes, issues, passages, mentions), vectors


# ---- a large show


def scale(count: int) -> None:
    """Print how long `count` episodes of 100 passages and half as many letters of 20 take, in full and with one added."""
    whole, vectors = generated(count)
    added = whole.episodes[count // 2]
    before = msgspec.structs.replace(whole, episodes=tuple(one for one in whole.episodes if one is not added))
    items = {f"episode/{one.slug}": one for one in whole.episodes} | {f"issue/{one.slug}": one for one in whole.issues}
    same = dict.fromkeys(items, "nothing changes in it")
    worked = time.process_time()
    readings = {key: link.read(item, whole.passages[key], vectors[key], whole.show.language) for key, item in items.items()}
    size = sum(map(len, readings.values())) / len(readings)
    each = 1000 * (time.process_time() - worked) / len(items)
    print(f"{count} episodes, {count // 2} letters: {each:.1f} ms to read each, {size / 1024:.0f} KiB kept of it", flush=True)
    memory = None
    for name, shelf in (("all but one", before), ("one added", whole), ("nothing new", whole)):
        held, started, worked = _peak(), time.perf_counter(), time.process_time()
        found, memory = link.combine(shelf, BOILERPLATE, readings, vectors, memory, of=same)
        spent, busy = time.perf_counter() - started, time.process_time() - worked
        print(f"{name}: {spent:.1f} s ({busy:.1f} s of one core), {_peak() - held:.0f} MiB more at the peak", end="; ")
        print(f"{len(found.published)} links published, {len(memory) / 1024**2:.1f} MiB remembered", flush=True)


def _peak() -> float:
    """Return the most memory that this process had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def generated(count: int) -> tuple[Library, Vectors]:
    """Return a library of invented words, as frequent as words are, with vectors by chance."""
    dice = random.Random(7)  # noqa: S311 - words, no secrets
    syllables = [one + two for one in "bcdfglmnprstvz" for two in "aeiou"]
    words = ["".join(dice.choices(syllables, k=dice.randint(2, 4))) for _ in range(30_000)]
    shares = list(accumulate(1 / (rank + 5) for rank in range(len(words))))

    def sentences(start: float | None) -> Iterator[Sentence]:
        for at in range(5):
            text = " ".join(dice.choices(words, cum_weights=shares, k=14)).capitalize() + "."
            yield Sentence(text, None if start is None else start + 7 * at)

    passages: dict[str, tuple[Passage, ...]] = {}
    episodes, issues = [], []
    for number in range(count):
        slug, day = f"episode-{number}", f"{2010 + number * 15 // count}-{1 + number % 12:02}-{1 + number % 28:02}"
        episodes.append(Episode(slug, f"{words[-number]} {words[number]}", day, "a.mp3", 3600.0, guests=(f"Guest{number} Name",)))
        own = [tuple(sentences(36.0 * at)) for at in range(100)]
        passages[f"episode/{slug}"] = tuple(
            Passage(f"t-{36 * at}", " ".join(one.text for one in said), said, 36.0 * at, 36.0 * at + 36)
            for at, said in enumerate(own)
        )
        if number % 2:
            written = [tuple(sentences(None)) for _ in range(20)]
            texts = [" ".join(one.text for one in said) for said in written]
            blocks = tuple(Block(f"<p>{text}</p>", text, f"p-{at}") for at, text in enumerate(texts))
            issues.append(Issue(f"letter-{number}", f"{words[number]} {words[-number]}", day, blocks=blocks))
            passages[f"issue/letter-{number}"] = tuple(
                Passage(f"p-{at}", text, said) for at, (text, said) in enumerate(zip(texts, written, strict=True))
            )
    vectors = {key: {one.id: bytes(dice.choices((6, 250), k=512)) for one in own} for key, own in passages.items()}
    known = library.people(Show("S"), (), episodes)
    return Library(Show("S"), people=known, episodes=tuple(episodes), issues=tuple(issues), passages=passages), vectors


if __name__ == "__main__":
    main()
