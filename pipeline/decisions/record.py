"""One decision of the host, as a record. Decides nothing."""

from typing import Literal

from pipeline.model import Fact

ADD: Literal["add"] = "add"
REMOVE: Literal["remove"] = "remove"


class Decision(Fact, frozen=True):
    """The host says that a passage carries a theme ("add"), or that it does not ("remove").

    `item` is "episode/slug" or "issue/slug", `passage` the anchor that the passage had, `quote` its whole text. `start` and
    `end` are seconds, None in a letter. `beside` are the other themes that it carried when this was decided. `when` is a
    UTC date-time as ISO 8601. `line` is the place in the file, and is not written into it.
    """

    item: str
    passage: str
    theme: str
    verdict: Literal["add", "remove"]
    quote: str
    start: float | None = None
    end: float | None = None
    beside: tuple[str, ...] = ()
    who: str = ""
    when: str = ""
    line: int = 0
