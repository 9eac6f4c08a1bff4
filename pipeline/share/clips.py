"""Cut an episode into clips as schema.org knows them: chapters, and the moments that carry a theme most surely. Quotes no more."""

import math
from collections.abc import Mapping

from pipeline.model import Episode, Mention, Passage, Theme
from pipeline.share.address import Site, item_path
from pipeline.text import brief

Node = dict[str, object]
MOMENTS = 6  # the surest passages of an episode beside its chapters
_NAME = 110  # characters of a clip's name


def chapters(site: Site, one: Episode, total: float) -> list[Node]:
    """Return a clip for each chapter; the last one ends with the episode, after `total` seconds."""
    ends = [*(chapter.start for chapter in one.chapters), total][1:]
    return [
        _clip(site, item_path(one), chapter.title, chapter.start, end)
        for chapter, end in zip(one.chapters, ends, strict=True)
        if end > chapter.start
    ]


def moments(
    site: Site,
    themes: Mapping[str, Theme],
    here: str,
    passages: tuple[Passage, ...],
    mentions: tuple[Mention, ...],
    total: float,
) -> list[Node]:
    """Return clips of the surest moments on the page `here`, each passage once, in the order of time."""
    known: Mapping[str, Passage] = {passage.id: passage for passage in passages}
    sure = [one for one in mentions if one.strength == "strong" and one.passage in known and one.theme in themes]
    best: dict[str, Mention] = {}
    for mention in sorted(sure, key=lambda one: (-one.score, one.passage, one.theme)):
        if len(best) < MOMENTS:
            best.setdefault(mention.passage, mention)
    clips = []
    for passage in passages:
        chosen = best.get(passage.id)
        if chosen and passage.start is not None:
            start = next((one.start for one in passage.sentences if one.text == chosen.evidence.sentence), None)
            name = f"{themes[chosen.theme].name}: {chosen.evidence.sentence or passage.text}"
            clips.append(_clip(site, here, brief(name, _NAME), start or passage.start, passage.end or total))
    return clips


def _clip(site: Site, here: str, name: str, start: float, end: float) -> Node:
    first, last = math.floor(start), math.ceil(end)
    address = site.at(f"{here}#t={first},{last}", here)
    return {"@type": "Clip", "name": name, "startOffset": first, "endOffset": last, "url": address}
