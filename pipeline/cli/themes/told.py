"""Write moments and changes as a person reads them. Decides nothing."""

from pipeline.cli.common import Common, counted
from pipeline.cli.themes.changes import Changes
from pipeline.cli.themes.common import plain
from pipeline.clock import clock

_MOST_SHOWN = 20
_WORDS_SHOWN = 12


def moment(title: str, start: float | None, passage: str, speaker: str = "") -> str:
    """Return `The Warm Numbers at 2:31, Anoop Nathwani`, or `Slow Bread, p-3`."""
    place = f"{title} at {clock(start)}" if start is not None else f"{title}, {passage}"
    return plain(f"{place}, {speaker}" if speaker else place)


def tell(options: Common, found: Changes) -> None:
    """Print what the decisions change elsewhere."""
    if found.refused:
        options.say(f"The tagger does not learn from these decisions: its F1 would fall from {found.before} to {found.after}.")
        options.say("Each holds for its own passage all the same.")
    if not found.changes:
        options.say("Elsewhere nothing changes.")
        return
    options.say(f"Elsewhere, what was learned changes {counted(len(found.changes), 'theme')}:")
    for one in found.changes[:_MOST_SHOWN]:
        words = one.text.split()
        text = " ".join(words[:_WORDS_SHOWN]) + ("..." if len(words) > _WORDS_SHOWN else "")
        sign = "+" if one.change == "gains" else "-"
        options.say(f'  {sign} {one.theme}  {moment(one.title, one.start, one.passage)}: "{plain(text)}"')
    if len(found.changes) > _MOST_SHOWN:
        options.say(f"  and {len(found.changes) - _MOST_SHOWN} more")
