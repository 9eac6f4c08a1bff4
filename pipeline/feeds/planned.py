"""A feed before it is written: what it is, and what stands in it. Chooses nothing."""

from typing import Literal

from pipeline.feeds import letters
from pipeline.feeds.channel import Channel, Entry
from pipeline.feeds.podcast import podcast
from pipeline.feeds.quoted import Quoted
from pipeline.feeds.reel import Reel
from pipeline.model import Fact

Form = Literal["podcast", "moments", "rss", "atom", "json"]
_LETTERS = {"rss": letters.rss, "atom": letters.atom, "json": letters.json_feed}


class Planned(Fact, frozen=True):
    """A feed in one of its forms: a podcast has `entries`, moments are `quoted`, the others have `letters`; all in their order."""

    form: Form
    channel: Channel
    entries: tuple[Entry, ...] = ()
    letters: tuple[Reel, ...] = ()
    quoted: tuple[Quoted, ...] = ()

    def written(self) -> bytes:
        """Return the feed as a file."""
        if self.form == "podcast":
            return podcast(self.channel, self.entries)
        if self.form == "moments":
            return podcast(self.channel, [one.entry() for one in self.quoted])
        return _LETTERS[self.form](self.channel, self.letters)
