"""What the host decided about themes: kept for good, found again in every later transcript, and learned from.

Importing this costs no numpy: that comes with the first `learn`.
"""

from pipeline.decisions.file import NAME, Written, append, read
from pipeline.decisions.force import in_force, training
from pipeline.decisions.place import places
from pipeline.decisions.record import ADD, REMOVE, Decision
from pipeline.decisions.tagging import Lesson, Tagged, learn, tag
from pipeline.decisions.today import Today, today

__all__ = [
    "ADD",
    "NAME",
    "REMOVE",
    "Decision",
    "Lesson",
    "Tagged",
    "Today",
    "Written",
    "append",
    "in_force",
    "learn",
    "places",
    "read",
    "tag",
    "today",
    "training",
]
