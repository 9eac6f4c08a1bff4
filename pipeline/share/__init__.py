"""How the site is found and shared: heads, cards, a player for other pages, lists for machines. Renders no page of ours.

What belongs to one item is made of that item alone, so that a changed episode makes only its own things again.
"""

from pipeline.share.address import Site, item_path
from pipeline.share.card import card
from pipeline.share.embed import embed, embed_path, oembed
from pipeline.share.gist import Gist, gist
from pipeline.share.head import Feed, Frame, into, source
from pipeline.share.linked import Around
from pipeline.share.plate import Plate

__all__ = [
    "Around",
    "Feed",
    "Frame",
    "Gist",
    "Plate",
    "Site",
    "card",
    "embed",
    "embed_path",
    "gist",
    "into",
    "item_path",
    "oembed",
    "source",
]
