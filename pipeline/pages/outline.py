"""What an item tells the pages of others and of the show: how long, where and by whom, and hardly any of its words."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import structs

from pipeline import holding
from pipeline.model import Episode, Fact, Issue, Mention, Passage, Turn
from pipeline.pages.quotes import SMALL, Quote, quotation
from pipeline.pages.tags import Tags
from pipeline.pages.voice import Voice, voices
from pipeline.text import brief


class Spot(Fact, frozen=True, array_like=True):
    """A passage that carries a theme, by its anchor. `begins` is how its evidence begins, where it has no second."""

    id: str
    start: float | None
    score: float
    strong: bool
    begins: str = ""


class Held(Fact, frozen=True):
    """How an item comes to a theme: its `spots`, the surest first, and for how many `seconds` in all.

    `first` is the earliest spot, `best` the one with the highest score, and `quote` how that of an episode is quoted in small.
    `words` counts the words that gave passages away, `together` the other themes of these passages.
    """

    theme: str
    seconds: float
    first: Spot
    best: Spot
    spots: tuple[Spot, ...]
    quote: Quote | None = None
    words: dict[str, int] = {}
    together: dict[str, int] = {}
    voices: tuple[Voice, ...] = ()


class Outline(Fact, frozen=True):
    """An item without its words. `end` is the last second of its passages, 0 in a letter; `speakers` in the order of speaking;
    `words` counts those of a letter.

    `themes` are those that it holds as a whole, the most talked about first; `held` all that any passage carries.
    """

    passages: int = 0
    end: float = 0.0
    words: int = 0
    speakers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()


def outline(item: Episode | Issue, passages: Sequence[Passage], tags: Tags) -> Outline:
    """Return the outline of an item: of nothing but itself."""
    speech = isinstance(item, Episode)
    carrying: dict[str, list[tuple[Passage, Mention]]] = {}
    for passage in passages:
        for mention in tags.get(passage.id, ()):
            carrying.setdefault(mention.theme, []).append((passage, mention))
    spoken = voices(passages, tags) if speech else {}
    return Outline(
        passages=len(passages),
        end=end(passages),
        words=0 if isinstance(item, Episode) else sum(len(block.text.split()) for block in item.blocks),
        speakers=tuple(dict.fromkeys(turn.speaker for passage in passages for turn in passage.turns)) if speech else (),
        themes=holding.themes(passages, (mention for some in tags.values() for mention in some)),
        held=tuple(_held(theme, some, tags, spoken.get(theme, ()), speech=speech) for theme, some in carrying.items()),
    )


def end(passages: Iterable[Passage]) -> float:
    """Return the last second of some passages, 0 where they have none."""
    return max((passage.end or 0.0 for passage in passages), default=0.0)


def talk(stretches: Iterable[Passage | Turn]) -> float:
    """Return how many seconds some passages or turns take."""
    return sum((one.end or 0) - (one.start or 0) for one in stretches)


def _held(theme: str, carrying: Sequence[tuple[Passage, Mention]], tags: Tags, spoken: tuple[Voice, ...], *, speech: bool) -> Held:
    spots = [_spot(passage, mention) for passage, mention in carrying]
    best = max(range(len(spots)), key=lambda at: spots[at].score)
    return Held(
        theme=theme,
        seconds=talk(passage for passage, _ in carrying),
        first=spots[0],
        best=spots[best],
        spots=tuple(sorted(spots, key=lambda one: (not one.strong, one.start or 0, one.id))),
        quote=_small(*carrying[best]) if speech else None,
        words=Counter(word for _, mention in carrying for word in mention.evidence.words if word.strip()),
        together=Counter(other.theme for passage, own in carrying for other in tags[passage.id] if other is not own),
        voices=spoken,
    )


def _spot(passage: Passage, mention: Mention) -> Spot:
    begins = brief(mention.evidence.sentence, 60) if passage.start is None else ""
    return Spot(passage.id, passage.start, mention.score, mention.strength == "strong", begins)


def _small(passage: Passage, mention: Mention) -> Quote:
    """Quote a passage; of the line where the quotation begins its place alone is kept."""
    quote = quotation(passage, mention.evidence.sentence, SMALL)
    return structs.replace(quote, line=structs.replace(quote.line, sentences=()))
