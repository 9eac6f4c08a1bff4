"""What people change in transcripts: found, kept in a file, and put into every later transcription."""

from pipeline.correct.apply import Applied, apply
from pipeline.correct.carry import carry, open_doubts
from pipeline.correct.derive import Correction, derive
from pipeline.correct.file import NAME, read, write
from pipeline.correct.keep import Kept, Last, keep, lost_note

__all__ = [
    "NAME",
    "Applied",
    "Correction",
    "Kept",
    "Last",
    "apply",
    "carry",
    "derive",
    "keep",
    "lost_note",
    "open_doubts",
    "read",
    "write",
]
