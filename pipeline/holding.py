"""Say which themes an episode or a letter holds as a whole. Tags nothing, and knows no names of themes."""

from collections.abc import Iterable

from pipeline.model import Mention, Passage

# A theme holds the episode at 20 % of its tagged words: F1 .75 (precision .86, recall .67) on the four demo episodes, as we cut
# and tag them (bench/topics.py).
SHARE = 0.2


def themes(passages: Iterable[Passage], mentions: Iterable[Mention], pinned: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the slugs of an item's themes: those that the host pinned, or else those on a fifth of its tagged words.

    A tagged word stands in a passage with any theme. Pinned ones keep their order; found ones go by the words they
    are on, the most first, then by the sum of their scores.
    """
    if pinned:
        return pinned
    given = list(mentions)
    carrying = {mention.passage for mention in given}
    words = {passage.id: len(passage.text.split()) for passage in passages if passage.id in carrying}
    here = [mention for mention in given if mention.passage in words]
    tagged = sum(words[one] for one in carrying if one in words)
    on: dict[str, int] = {}
    scores: dict[str, float] = {}
    for mention in here:
        on[mention.theme] = on.get(mention.theme, 0) + words[mention.passage]
        scores[mention.theme] = scores.get(mention.theme, 0.0) + mention.score
    held = [theme for theme, count in on.items() if count >= SHARE * tagged]
    return tuple(sorted(held, key=lambda theme: (-on[theme], -round(scores[theme], 6), theme)))
