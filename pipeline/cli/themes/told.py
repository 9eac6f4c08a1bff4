"""Write changes as a person reads them. Decides nothing."""

from pipeline.cli.asking.wording import moment, wrapped
from pipeline.cli.common import Common, counted
from pipeline.cli.themes.changes import Changes

_UNMEASURED = (
    "Whether these decisions make the tagger better elsewhere cannot be measured: no theme has five examples besides them. "
    "Write some at the themes in content/themes.toml."
)
_MOST_SHOWN = 20
_WORDS_SHOWN = 12


def tell(options: Common, found: Changes) -> None:
    """Print what the decisions change elsewhere."""
    if found.refused:
        fall = f"its F1 would fall from {found.before} to {found.after}"
        options.say(
            wrapped(f"The tagger does not learn from these decisions: {fall}. Each holds for its own passage all the same.")
        )
    elif found.examples and found.before is None:
        options.say(wrapped(_UNMEASURED))
    if not found.changes:
        options.say("Elsewhere nothing changes.")
        return
    options.say(f"Elsewhere, what was learned changes {counted(len(found.changes), 'theme')}:")
    for one in found.changes[:_MOST_SHOWN]:
        words = one.text.split()
        text = " ".join(words[:_WORDS_SHOWN]) + ("..." if len(words) > _WORDS_SHOWN else "")
        sign = "+" if one.change == "gains" else "-"
        options.say(wrapped(f'{sign} {one.theme}  {moment(one.title, one.start, one.passage)}: "{text}"', "  "))
    if len(found.changes) > _MOST_SHOWN:
        options.say(f"  and {len(found.changes) - _MOST_SHOWN} more")
