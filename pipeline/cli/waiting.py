"""Count what waits for the host's review. Asks nothing."""

from typing import NamedTuple

from pipeline.build import Opened
from pipeline.cli.common import counted
from pipeline.model import Library


class Waiting(NamedTuple):
    """How many links and how many themes of passages are unsure and not decided."""

    links: int
    themes: int

    @property
    def line(self) -> str:
        """Return a line that says so, "" where nothing waits."""
        kinds = [(self.links, "link", "links"), (self.themes, "unsure theme", "themes")]
        here = [(number, noun, verb) for number, noun, verb in kinds if number]
        what = " and ".join(counted(number, noun) for number, noun, _ in here)
        how = ", ".join(f"`podloom {verb} review`" for _, _, verb in here)
        return f"{what} {'waits' if self.links + self.themes == 1 else 'wait'} for you: {how}." if here else ""


def waiting(opened: Opened, shelf: Library) -> Waiting:
    """Count the open questions of a library as the last build left it, with what was decided since."""
    from pipeline.cli.links.desk import Desk as LinkDesk
    from pipeline.cli.themes.desk import Desk as ThemeDesk

    if not shelf.passages:
        return Waiting(0, 0)
    themes = len(ThemeDesk(opened, shelf).open_questions()) if shelf.themes else 0
    return Waiting(len(LinkDesk(opened, shelf).open_links()), themes)
