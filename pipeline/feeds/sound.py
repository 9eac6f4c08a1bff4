"""Write chapters into a copy of an MP3 file, as ID3 frames that players show (CHAP and CTOC). Touches no file of a person.

The frames are those of https://id3.org/id3v2-chapters-1.0
"""

import io
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pipeline.disk import read_named
from pipeline.errors import ItemError
from pipeline.model import Chapter

MOST = 255  # chapters that a table of contents can list: it counts them in one byte
PACKAGE = "mutagen"
_NOWHERE = 0xFFFFFFFF  # bytes are not counted, times are


def identity() -> Mapping[str, str]:
    """Return what writes chapters: the package that does it is GPL, so it comes only where it is asked for."""
    return {PACKAGE: version(PACKAGE) if find_spec(PACKAGE) else ""}


def with_chapters(path: Path, chapters: Sequence[Chapter], seconds: float, where: str = "") -> bytes:
    """Return the bytes of an MP3 file with these chapters in place of those in it; all its other tags stay.

    `seconds` is where the last one ends.

    Raises:
        ItemError: its tag cannot be read, or what writes tags is not installed.
    """
    if not find_spec(PACKAGE):
        raise ItemError("what writes chapters into MP3 files is not installed", where, "Run `pip install 'podloom[chapters]'`.")
    from mutagen import MutagenError
    from mutagen.id3 import CHAP, CTOC, ID3, TIT2, CTOCFlags, ID3NoHeaderError

    copy = io.BytesIO(read_named(path))
    try:
        tag = ID3(copy)
    except ID3NoHeaderError:
        tag = ID3()
    except MutagenError as fault:
        raise ItemError(f"the tag in it cannot be read: {fault}", where, "Save it anew in an audio editor.") from fault
    tag.delall("CHAP")
    tag.delall("CTOC")
    ends = [*(one.start for one in chapters), seconds][1:]
    kept = [(one, end) for one, end in zip(chapters, ends, strict=True) if end > one.start][:MOST]
    names = [f"chp{at}" for at in range(len(kept))]
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    tag.add(CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]))
    for name, (one, end) in zip(names, kept, strict=True):
        title = [TIT2(encoding=3, text=[one.title])]
        times = {"start_time": round(one.start * 1000), "end_time": round(end * 1000)}
        tag.add(CHAP(element_id=name, **times, start_offset=_NOWHERE, end_offset=_NOWHERE, sub_frames=title))
    copy.seek(0)
    tag.save(copy, padding=_no_padding)
    return copy.getvalue()


def _no_padding(_: object) -> int:
    """Leave no room behind the tag: its size would follow that of the file."""
    return 0
