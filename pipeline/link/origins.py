"""Guess which letter started an episode, where none says so. Publishes nothing.

By text alone the letter of the last sixty days that is nearest to the episode's blurb is the right one in seven of ten cases
(57 episodes of Haskell Weekly); those that announce the episode are nearer still, and are left out.
"""

from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.language import Words
from pipeline.link import Refused, nothing
from pipeline.link.index import FINENESS, Index
from pipeline.link.lines import Items, Key, fold
from pipeline.link.moments import Found
from pipeline.link.reading import of_word
from pipeline.link.readings import Whole, distinct
from pipeline.link.related import ends, link_words, score
from pipeline.link.vectors import Floats
from pipeline.link.wording import apart, capital, is_by_hand, sharing
from pipeline.model import Episode, Issue, Link, Place

DAYS = 60
AT_MOST = 2
UNSURE = 18.0  # nats; of letters that no guest or episode points to, the right one in the labelled shows has 23, a wrong one 15
GUEST, NAMED, CITED = 6.0, 8.0, 6.0  # nats for a guest whom the letter names, a letter that the episode names, a shared address
_POINTS = 2 * GUEST  # a sentence that names the guest says more than any other
_MEANING = 16.0
_SAMPLE = 40  # letters, about, that say what is usual
_K, _B = 1.2, 0.75  # of BM25
_DATED = (1.0, 30)  # nats for yesterday's letter, and days in which that halves


class Guess(NamedTuple):
    """A letter (its number) that may have started an episode, and why; `told` says what each shared word is worth there."""

    nats: float
    letter: int
    told: "Counted"
    because: tuple[str, ...]


class Counted(NamedTuple):
    """Some words, sorted, and what each says in a letter, in nats."""

    words: Whole
    nats: Floats

    def among(self, chosen: NDArray[np.bool_]) -> "Counted":
        """Return those that are among chosen ones of all words."""
        kept = chosen[self.words]
        return Counted(self.words[kept], self.nats[kept])

    @property
    def total(self) -> float:
        """Return what they say together, added up word by word: a plain sum depends on their number."""
        return float(np.cumsum(self.nats)[-1]) if len(self.nats) else 0.0


def guesses(
    items: Items, index: Index, written: Sequence[Link], moments: Found, words: Words, refused: Refused = nothing
) -> Iterator[Link]:
    """Yield the best one or two letters for each episode that none is said to have started, and that were not `refused`."""
    started = {link.target.slug for link in written if link.type == "sparked"}
    between = {(*ends(link), _kind(items, link, words)) for link in written}
    letters = _Letters(index)
    for at, key in enumerate(index.keys):
        episode = items[key]
        if isinstance(episode, Episode) and key[1] not in started:
            found = sorted(_weighed(items, index, letters, at, between, moments, words), key=lambda one: (-one.nats, one.letter))
            open_ones = [one for one in found if not refused("sparked", Place(*index.keys[one.letter]), Place(*key))]
            best = [one for one in open_ones if one.nats >= UNSURE][:AT_MOST]
            yield from (_link(items, index, letters, at, one, words) for one in best if one.nats >= best[0].nats / 2)


def _kind(items: Items, link: Link, words: Words) -> str:
    """Return the type of a link, "titled" where it gives the title of its target or leads there: more than a guest's name."""
    target = items.get((link.target.kind, link.target.slug))
    titled = target is not None and (fold(target.title) in fold(link.quote) or is_by_hand(words, link.reason))
    return "titled" if titled and link.type in ("announces", "mentions") else link.type


class _Letters:
    """The telling words of all letters, weighed by BM25, and what is usual of them; means of vectors go by the item."""

    def __init__(self, index: Index) -> None:
        self._numbers = np.array([at for at, key in enumerate(index.keys) if key[0] == "issue"], dtype=np.int64)
        self._days = index.days[self._numbers]
        self.openings, self.means = (_units(index.meanings.sums(name)) for name in ("opening", "mean"))
        sizes = np.diff(index.starts[index.firsts])
        self._long = 1 - _B + _B * sizes / max(1.0, float(sizes[self._numbers].sum()) / max(1, len(self._numbers)))
        self._nats = index.weights.astype(np.float64) / FINENESS
        self._counted: dict[int, Counted] = {}
        self._texts: dict[int, str] = {}
        self._words: dict[int, frozenset[int]] = {}
        self._sample = self._numbers[:: max(1, len(self._numbers) // _SAMPLE)]
        self._sampled = np.zeros((len(index.weights), len(self._sample)))  # words x letters
        for place, at in enumerate(self._sample.tolist()):
            self._sampled[self.counted(index, at).words, place] = self.counted(index, at).nats
        self._near = self.openings @ self.means[self._sample].T

    def sent_before(self, day: int) -> list[int]:
        """Return the letters of the days before one that are few enough."""
        days = day - self._days
        found: list[int] = self._numbers[(days > 0) & (days <= DAYS)].tolist()
        return found

    def counted(self, index: Index, at: int) -> Counted:
        """Return the telling words of a letter."""
        if at not in self._counted:
            words, times = index.counts(at)
            self._counted[at] = Counted(words, self._nats[words] * times * (_K + 1) / (times + _K * self._long[at]))
        return self._counted[at]

    def sampled(self, episode: int, words: Whole) -> dict[int, float]:
        """Return what some words of an episode, and its opening, have in common with letters of all times, in nats."""
        told = np.cumsum(self._sampled[words], axis=0)[-1] if len(words) else np.zeros(len(self._sample))
        return dict(zip(self._sample.tolist(), (told + _MEANING * self._near[episode]).tolist(), strict=True))

    def names(self, index: Index, at: int, guest: str) -> bool:
        """Say whether a letter names somebody; its text is read only where all words of the name stand in it."""
        own = index.readings.own[at].words
        if at not in self._words:
            self._words[at] = frozenset(np.frombuffer(own, dtype="<u8").tolist())
        held = self._words[at]
        return all(of_word(word) in held for word in guest.split()) and guest in self._text(index, at)

    def _text(self, index: Index, at: int) -> str:
        """Return a letter's folded text, read once."""
        if at not in self._texts:
            own = index.span(at)
            self._texts[at] = " ".join(fold(one.text) for row in range(own.start, own.stop) for one in index.stretch(row).sentences)
        return self._texts[at]


def _weighed(
    items: Items, index: Index, letters: _Letters, episode: int, between: Set[object], moments: Found, say: Words
) -> Iterator[Guess]:
    key = index.keys[episode]
    recent = letters.sent_before(int(index.days[episode]))
    if not recent:
        return
    words = _asked(index, episode)
    asked = np.zeros(len(index.weights), dtype=np.bool_)
    asked[words] = True
    told = {at: letters.counted(index, at).among(asked) for at in recent}
    sums = letters.sampled(episode, words)
    sums |= {at: own.total + _MEANING * float(np.dot(letters.openings[episode], letters.means[at])) for at, own in told.items()}
    usual = sum(sums[at] for at in sorted(sums)) / len(sums)
    for at, own in told.items():
        days, letter = int(index.days[episode] - index.days[at]), index.keys[at]
        if (letter, key, "titled") not in between:
            bonus, because = _signs(items, index, letters, at, key, between, say)
            together = max((one.nats for one in moments.get((episode, at), ())), default=0.0)
            dated = _DATED[0] * 2.0 ** (-days / _DATED[1])
            if len(own.words) or because:
                yield Guess(round(sums[at] - usual + bonus + dated + together, 3), at, own, because)


def _signs(
    items: Items, index: Index, letters: _Letters, at: int, episode: Key, between: Set[object], words: Words
) -> tuple[float, tuple[str, ...]]:
    """Return the nats and the words for what is written: a guest's name, the letter's title, a shared address."""
    letter, item = index.keys[at], items[episode]
    nats, because = 0.0, []
    if (episode, letter, "titled") in between:
        nats, because = NAMED, [words.say("reason.episode_names")]
    guests = item.guests if isinstance(item, Episode) else ()
    if named := [guest for guest in guests if " " in guest and letters.names(index, at, fold(guest))]:
        nats, because = nats + GUEST, [*because, words.say("reason.names_guests", names=words.listing(named))]
    if (letter, episode, "cites-url") in between:
        nats, because = nats + CITED, [*because, words.say("reason.same_page")]
    return nats, tuple(because)


def _asked(index: Index, at: int) -> Whole:
    """Return the telling words of an episode's blurb and opening, sorted."""
    own, readings = index.readings.own[at], index.readings
    first, begin = index.span(at).start, int(readings.lines[at])
    end = int(readings.row_ends[first + own.opened - 1]) if own.opened else begin
    blurb = range(begin + sum(own.lines), int(readings.lines[at + 1]))
    return distinct(np.concatenate([index.spoken(range(begin, end)), index.spoken(blurb)]))


def _units(totals: Floats) -> Floats:
    """Return sums of vectors as their unit means, zeros where there is none."""
    return np.array([total / max(1.0, float(np.sqrt(np.dot(total, total)))) for total in totals]).reshape(totals.shape)


def _row(items: Items, index: Index, letters: _Letters, at: int, told: dict[int, float], episode: Key) -> int:
    """Return the row of a letter that speaks most for it: by shared words, and by the guest's name."""
    item = items[episode]
    guests = [fold(guest) for guest in item.guests] if isinstance(item, Episode) else []
    guests = [guest for guest in guests if letters.names(index, at, guest)]
    own = index.span(at)
    worth = {
        row: sum(told.get(word, 0.0) for word in index.entries(row).tolist())
        + _POINTS * any(guest in fold(one.text) for one in (index.stretch(row).sentences if guests else ()) for guest in guests)
        for row in range(own.start, own.stop)
    }
    return max(worth, key=lambda row: (worth[row], -row)) if worth else own.start


def _link(items: Items, index: Index, letters: _Letters, at: int, guess: Guess, say: Words) -> Link:
    letter, key, told = index.keys[guess.letter], index.keys[at], dict(zip(*map(np.ndarray.tolist, guess.told), strict=True))
    episode = items[key]
    row = _row(items, index, letters, guess.letter, told, key)
    here = set(index.entries(row).tolist()) if row < index.size else set()
    words = tuple(sorted(told, key=lambda word: (word not in here, bool(index.proper[word]), -told[word], word)))
    shared = sharing(say, (), link_words(index, guess.letter, words))
    because = "; ".join(filter(None, [*guess.because, shared]))
    before = apart(say, items[letter].date, episode.date)
    echo = say.say("reason.sent", apart=before, day=say.day(items[letter].date), because=because)
    source, quote = _end(index, episode, guess.letter, row, words)
    return Link("sparked", source, Place(*key), f"{capital(because)}.", echo, quote, score(guess.nats))


def _end(index: Index, episode: Episode | Issue, at: int, row: int, words: Sequence[int]) -> tuple[Place, str]:
    """Return the passage of the letter that says most, and its sentence."""
    letter = index.keys[at]
    if row >= index.span(at).stop:
        return Place(*letter), ""
    stretch = index.stretch(row)
    guests = [fold(guest) for guest in episode.guests] if isinstance(episode, Episode) else []

    worth = [
        nats + _POINTS * any(guest in fold(one.text) for guest in guests)
        for nats, one in zip(index.worth(row, words), stretch.sentences, strict=True)
    ]
    return Place(*letter, stretch.passage), stretch.sentences[worth.index(max(worth))].text
