"""The feeds of a show: the podcast, the newsletter, its themes and its people; and what is wrong in any feed. Fetches none.

What belongs to one item (`reel`) is made of that item alone; the feeds are written of all reels together.
"""

from pipeline.feeds.artwork import Artwork
from pipeline.feeds.channel import Channel, Entry
from pipeline.feeds.chapters import chapters_json
from pipeline.feeds.entries import Around, Sounding
from pipeline.feeds.fault import Fault
from pipeline.feeds.planned import Planned
from pipeline.feeds.podcast import podcast
from pipeline.feeds.reel import Reel
from pipeline.feeds.release import release
from pipeline.feeds.rules import RULES, findings
from pipeline.feeds.sound import with_chapters

__all__ = [
    "RULES",
    "Around",
    "Artwork",
    "Channel",
    "Entry",
    "Fault",
    "Planned",
    "Reel",
    "Sounding",
    "chapters_json",
    "findings",
    "podcast",
    "release",
    "with_chapters",
]
