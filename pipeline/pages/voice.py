"""What speakers say on themes in an episode: for how long, and which of their words are worth quoting. Knows no people."""

from collections import Counter
from collections.abc import Sequence

from pipeline.model import Fact, Mention, Passage
from pipeline.pages.quotes import quotation
from pipeline.pages.tags import Tags

MOST = 30  # sayings of somebody on a theme that are looked at: a host of years has thousands
_TELLING = 80  # characters: a shorter quote is taken only where there is no other


class Saying(Fact, frozen=True, array_like=True):
    """A passage that carries a theme, as one speaker's: `turn` counts the turns of it that come before their first.

    `line` is where their quotation begins. `telling` orders quotations: those that say something, of these those that hold
    the evidence.
    """

    passage: str
    turn: int
    strong: bool
    score: float
    line: str = ""
    telling: int = 0


class Voice(Fact, frozen=True, array_like=True):
    """What one speaker says on a theme, the surest first and the first of these: `MOST` at most."""

    speaker: str
    milliseconds: int
    said: tuple[Saying, ...]


def sureness(one: Saying) -> tuple[bool, float]:
    """Return what sayings are sorted by for the surest to come first."""
    return not one.strong, -one.score


def voices(passages: Sequence[Passage], tags: Tags) -> dict[str, tuple[Voice, ...]]:
    """Return who speaks in the passages that carry themes, by theme."""
    milliseconds: dict[str, Counter[str]] = {}
    said: dict[tuple[str, str], list[tuple[Mention, Passage, int]]] = {}
    for passage in passages:
        mentions = tags.get(passage.id, ())
        for speaker, (turn, lasting) in _turns(passage).items() if mentions else ():
            for one in mentions:
                milliseconds.setdefault(one.theme, Counter())[speaker] += lasting
                said.setdefault((one.theme, speaker), []).append((one, passage, turn))
    return {
        theme: tuple(Voice(speaker, lasting, _surest(speaker, said[theme, speaker])) for speaker, lasting in some.items())
        for theme, some in milliseconds.items()
    }


def _turns(passage: Passage) -> dict[str, tuple[int, int]]:
    """Return for each speaker of a passage the number of their first turn, and for how many milliseconds they speak."""
    out: dict[str, tuple[int, int]] = {}
    for at, turn in enumerate(passage.turns):
        if turn.speaker:
            first, before = out.get(turn.speaker, (at, 0))
            out[turn.speaker] = first, before + round(1000 * ((turn.end or 0) - (turn.start or 0)))
    return out


def _surest(speaker: str, said: list[tuple[Mention, Passage, int]]) -> tuple[Saying, ...]:
    some = sorted(said, key=lambda one: (one[0].strength != "strong", -one[0].score))[:MOST]
    return tuple([_told(speaker, *one) for one in some])


def _told(speaker: str, mention: Mention, passage: Passage, turn: int) -> Saying:
    sentence = mention.evidence.sentence
    quote = quotation(passage, sentence, by=speaker)
    telling = 2 * (len(quote.text) >= _TELLING) + (sentence in quote.text)
    return Saying(passage.id, turn, mention.strength == "strong", mention.score, quote.line.id, telling)
