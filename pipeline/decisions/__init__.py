"""What the host decided about themes and links: kept for good, found again in every later transcript, and learned from.

Importing this costs no numpy: that comes with the first `learn`.
"""

from pipeline.decisions.file import LINKS, NAME, TYPES, Written, WrittenLinks, append, read, read_links
from pipeline.decisions.force import in_force, training
from pipeline.decisions.place import places
from pipeline.decisions.record import ACCEPT, ADD, REJECT, REMOVE, Decision, LinkDecision, LinkEnd
from pipeline.decisions.settling import Refused, Settled, refused, settle
from pipeline.decisions.tagging import Lesson, Tagged, learn, tag
from pipeline.decisions.today import Today, today

__all__ = [
    "ACCEPT",
    "ADD",
    "LINKS",
    "NAME",
    "REJECT",
    "REMOVE",
    "TYPES",
    "Decision",
    "Lesson",
    "LinkDecision",
    "LinkEnd",
    "Refused",
    "Settled",
    "Tagged",
    "Today",
    "Written",
    "WrittenLinks",
    "append",
    "in_force",
    "learn",
    "places",
    "read",
    "read_links",
    "refused",
    "settle",
    "tag",
    "today",
    "training",
]
