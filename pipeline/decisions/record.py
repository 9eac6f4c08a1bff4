"""One decision of the host, on a theme or on a link, as a record. Decides nothing."""

from typing import Literal

from pipeline.model import Fact

ADD: Literal["add"] = "add"
REMOVE: Literal["remove"] = "remove"
ACCEPT: Literal["accept"] = "accept"
REJECT: Literal["reject"] = "reject"


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


class LinkEnd(Fact, frozen=True):
    """An end of a link as it was when the host decided: `passage` is its anchor and `quote` its whole text.

    Both are "" where the link ends at the item as a whole. `start` and `end` are the passage's, `seconds` the moment inside
    it; all three are None in a letter.
    """

    kind: str
    slug: str
    passage: str = ""
    quote: str = ""
    start: float | None = None
    end: float | None = None
    seconds: float | None = None

    @property
    def key(self) -> str:
        """Name what it is an end at: `episode/the-warm-numbers`, `person/anoop-nathwani`."""
        return f"{self.kind}/{self.slug}"


class LinkDecision(Fact, frozen=True):
    """The host says that a link is right ("accept"), or that it is not ("reject"); links of other types are not meant.

    `reason`, `echo` and `quote` are the words that the link had, so that it can be shown when nothing suggests it any more.
    `when` and `line` are as in a Decision.
    """

    type: str
    source: LinkEnd
    target: LinkEnd
    verdict: Literal["accept", "reject"]
    reason: str = ""
    echo: str = ""
    quote: str = ""
    who: str = ""
    when: str = ""
    line: int = 0
