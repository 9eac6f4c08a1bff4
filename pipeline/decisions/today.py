"""Read former decisions with today's themes: some were renamed, merged or split since. Changes no file."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from pipeline.decisions.record import REMOVE, Decision
from pipeline.model import Theme
from pipeline.settings import theme_names


class Today(NamedTuple):
    """Decisions about themes that the show has, and those whose theme is gone or became several."""

    decisions: tuple[Decision, ...]
    unclear: tuple[Decision, ...]


def today(decisions: Sequence[Decision], themes: Sequence[Theme]) -> Today:
    """Return the decisions under the slugs that themes have now.

    Where a theme was split nobody knows which part a passage was given, so that decision is unclear; one that was taken
    away is taken away with all parts.
    """
    names = theme_names(themes)
    clear: list[Decision] = []
    unclear: list[Decision] = []
    for one in decisions:
        now = names.get(one.theme, ())
        if not now or (len(now) > 1 and one.verdict != REMOVE):
            unclear.append(one)
            continue
        beside = tuple(found[0] for theme in one.beside if len(found := names.get(theme, ())) == 1)
        # Of two themes that were merged the other may stand: then the merged one does.
        kept = [theme for theme in now if one.verdict != REMOVE or theme == one.theme or theme not in beside]
        clear += [msgspec.structs.replace(one, theme=theme, beside=beside) for theme in kept]
    return Today(tuple(clear), tuple(unclear))
