"""Guess which letter started an episode, where none says so. Publishes nothing.

By text alone the letter of the last sixty days that is nearest to the episode's blurb is the right one in seven of ten cases
(57 episodes of Haskell Weekly); those that announce the episode are nearer still, and are left out.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from typing import NamedTuple

import numpy as np

from pipeline.link.index import FINENESS, Index
from pipeline.link.lines import Items, Key, fold
from pipeline.link.moments import Found
from pipeline.link.related import ends, link_words, score
from pipeline.link.wording import apart, day, listed, sharing
from pipeline.model import Episode, Link, Place

DAYS = 60
AT_MOST = 2
OPENING_WORDS = 300
UNSURE = 18.0  # nats; of letters that no guest or episode points to, the right one in the labelled shows has 23, a wrong one 15
GUEST, NAMED, CITED = 6.0, 8.0, 6.0  # nats for a guest whom the letter names, a letter that the episode names, a shared address
_POINTS = 2 * GUEST  # a sentence that names the guest says more than any other
_MEANING = 16.0
_SAMPLE = 40  # letters, about, that say what is usual
_K, _B = 1.2, 0.75  # of BM25
_DATED = (1.0, 30)  # nats for yesterday's letter, and days in which that halves


class Guess(NamedTuple):
    """A letter (its number) that may have started an episode, why, and the row of its stretch that says most."""

    nats: float
    letter: int
    words: tuple[int, ...]
    because: tuple[str, ...]
    row: int


def guesses(items: Items, index: Index, written: Sequence[Link], moments: Found) -> Iterator[Link]:
    """Yield the best one or two letters for each episode that none is said to have started."""
    started = {link.target.slug for link in written if link.type == "sparked"}
    between = {(*ends(link), _kind(items, link)) for link in written}
    letters = _Letters(index)
    for at, key in enumerate(index.keys):
        episode = items[key]
        if isinstance(episode, Episode) and key[1] not in started:
            found = sorted(_weighed(items, index, letters, at, between, moments), key=lambda one: (-one.nats, one.letter))
            best = [one for one in found if one.nats >= UNSURE][:AT_MOST]
            yield from (_link(items, index, episode, one) for one in best if one.nats >= best[0].nats / 2)


def _kind(items: Items, link: Link) -> str:
    """Return the type of a link, "titled" where it gives the title of its target or leads there: more than a guest's name."""
    target = items.get((link.target.kind, link.target.slug))
    titled = target is not None and (fold(target.title) in fold(link.quote) or link.reason.startswith("Links to"))
    return "titled" if titled and link.type in ("announces", "mentions") else link.type


class _Letters:
    """The telling words of all letters, counted, and their mean vectors."""

    def __init__(self, index: Index) -> None:
        self.numbers = [at for at, key in enumerate(index.keys) if key[0] == "issue"]
        self.sample = self.numbers[:: max(1, len(self.numbers) // _SAMPLE)]
        self.counts = {at: _counts(index, range(index.span(at).start, index.span(at).stop)) for at in self.numbers}
        self.length = max(1.0, sum(map(_size, self.counts.values())) / max(1, len(self.numbers)))
        self._texts: dict[int, str] = {}
        self.means = {at: _mean(index, index.span(at)) for at in self.numbers}

    def text(self, index: Index, at: int) -> str:
        """Return a letter's folded text, read once."""
        if at not in self._texts:
            self._texts[at] = " ".join(fold(one.text) for row in index.rows[index.span(at)] for one in row.sentences)
        return self._texts[at]

    def weights(self, index: Index, words: Collection[int], at: int) -> dict[int, float]:
        """Return the BM25 of each of the words in a letter."""
        held = self.counts[at]
        long = 1 - _B + _B * _size(held) / self.length
        return {
            word: float(index.weights[word]) / FINENESS * held[word] * (_K + 1) / (held[word] + _K * long)
            for word in sorted(words)
            if held[word]
        }


def _weighed(items: Items, index: Index, letters: _Letters, episode: int, between: Set[object], moments: Found) -> Iterator[Guess]:
    key = index.keys[episode]
    words = _asked(items[key], index, episode)
    opening = _mean(index, _opening(index, episode))
    recent = [at for at in letters.numbers if 0 < int(index.days[episode] - index.days[at]) <= DAYS]
    if not recent:
        return
    told = {at: letters.weights(index, words, at) for at in sorted({*recent, *letters.sample})}
    sums = {at: sum(own.values()) + _MEANING * float(np.dot(opening, letters.means[at])) for at, own in told.items()}
    usual = sum(sums.values()) / len(sums)
    for at in recent:
        days, letter = int(index.days[episode] - index.days[at]), index.keys[at]
        if (letter, key, "titled") not in between:
            bonus, because = _signs(items, index, letters, at, key, between)
            together = max((one.nats for one in moments.get((episode, at), ())), default=0.0)
            dated = _DATED[0] * 2.0 ** (-days / _DATED[1])
            row = _row(items, index, at, told[at], key)
            here = set(index.entries(row).tolist()) if row < len(index.rows) else set()
            best = tuple(sorted(told[at], key=lambda word: (word not in here, bool(index.proper[word]), -told[at][word], word)))
            if best or because:
                yield Guess(round(sums[at] - usual + bonus + dated + together, 3), at, best, because, row)


def _signs(
    items: Items, index: Index, letters: _Letters, at: int, episode: Key, between: Set[object]
) -> tuple[float, tuple[str, ...]]:
    """Return the nats and the words for what is written: a guest's name, the letter's title, a shared address."""
    letter, item = index.keys[at], items[episode]
    nats, because = 0.0, []
    if (episode, letter, "titled") in between:
        nats, because = NAMED, ["the episode names this letter"]
    guests = item.guests if isinstance(item, Episode) else ()
    if named := [guest for guest in guests if " " in guest and fold(guest) in letters.text(index, at)]:
        nats, because = nats + GUEST, [*because, f"the letter names {listed(named)}, who is in the episode"]
    if (letter, episode, "cites-url") in between:
        nats, because = nats + CITED, [*because, "both point to the same page"]
    return nats, tuple(because)


def _asked(episode: object, index: Index, at: int) -> frozenset[int]:
    """Return the telling words of an episode's blurb and opening."""
    sentences = [one.text for row in index.rows[_opening(index, at)] for one in row.sentences]
    if isinstance(episode, Episode):
        sentences += [episode.title, episode.summary, episode.notes]
    return frozenset(word for text in sentences for word in index.held(text))


def _opening(index: Index, at: int) -> slice:
    own, words = index.span(at), 0
    for row in range(own.start, own.stop):
        words += sum(one.text.count(" ") + 1 for one in index.rows[row].sentences)
        if words >= OPENING_WORDS:
            return slice(own.start, row + 1)
    return own


def _counts(index: Index, rows: range) -> Counter[int]:
    return Counter(word for row in rows for word in index.entries(row).tolist())


def _size(counts: Counter[int]) -> float:
    return float(sum(counts.values()))


def _mean(index: Index, rows: slice) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the unit mean of the vectors of some rows, zeros where there is none."""
    total = index.vectors[index.passage[rows]].sum(axis=0, dtype=np.float64)
    return np.asarray(total / max(1.0, float(np.sqrt(np.dot(total, total)))))


def _row(items: Items, index: Index, at: int, told: dict[int, float], episode: Key) -> int:
    """Return the row of a letter that speaks most for it: by shared words, and by the guest's name."""
    item = items[episode]
    guests = [fold(guest) for guest in item.guests] if isinstance(item, Episode) else []
    own = index.span(at)
    worth = {
        row: sum(told.get(word, 0.0) for word in index.entries(row).tolist())
        + _POINTS * any(guest in fold(one.text) for guest in guests for one in index.rows[row].sentences)
        for row in range(own.start, own.stop)
    }
    return max(worth, key=lambda row: (worth[row], -row)) if worth else own.start


def _link(items: Items, index: Index, episode: Episode, guess: Guess) -> Link:
    letter = index.keys[guess.letter]
    shared = sharing((), link_words(index, guess.letter, guess.words))
    because = "; ".join([*guess.because, *([f"both {shared}"] if shared else [])])
    sent = f"Sent {apart(items[letter].date, episode.date)}, on {day(items[letter].date)}"
    reason = f"{because[:1].upper()}{because[1:]}."
    source, quote = _end(index, episode, guess)
    return Link("sparked", source, Place("episode", episode.slug), reason, f"{sent}; {because}.", quote, score(guess.nats))


def _end(index: Index, episode: Episode, guess: Guess) -> tuple[Place, str]:
    """Return the passage of the letter that says most, and its sentence."""
    letter = index.keys[guess.letter]
    if guess.row >= index.span(guess.letter).stop:
        return Place(*letter), ""
    stretch = index.rows[guess.row]
    guests = [fold(guest) for guest in episode.guests]

    def worth(text: str) -> float:
        return index.worth(set(index.held(text)) & set(guess.words)) + _POINTS * any(one in fold(text) for one in guests)

    best = max(stretch.sentences, key=lambda one: worth(one.text))
    return Place(*letter, stretch.passage.id), best.text
