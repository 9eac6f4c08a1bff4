"""Read a Word document (.docx) with its headings, lists, footnotes and pictures. Runs no macro, opens no linked file."""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from pipeline.errors import ItemError
from pipeline.ingest import bare
from pipeline.ingest.letters import dates
from pipeline.ingest.letters.bundle import FILE_LIMIT_BYTES, Bundle
from pipeline.ingest.letters.letter import Found, Letter, tried
from pipeline.ingest.letters.markup import DC, parse, said

_PROPERTIES = "docProps/core.xml"
_TERMS = "{http://purl.org/dc/terms/}"
_MOST_PARTS = 5_000
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError, NotImplementedError)


def fits(name: str, head: bytes) -> bool:
    """Say whether a file is a Word document; an older .doc is another thing."""
    return head.startswith(b"PK\x03\x04") and (b"word/" in head or b"[Content_Types].xml" in head or name.lower().endswith(".docx"))


def read(bundle: Bundle, name: str, zone: datetime.tzinfo) -> Iterator[Found]:
    """Yield the one letter of a document."""
    yield tried(partial(_letter, bundle.read(name), bundle.place(name), PurePosixPath(name).name, zone), bundle.place(name))


def _letter(data: bytes, where: str, name: str, zone: datetime.tzinfo) -> Letter:
    _check(data, where)
    html, (title, author, created) = _html(data, where), _properties(data, where)
    rest = bare.named(name)[1]
    day = dates.filed(name, created, where, zone)
    return Letter(
        source=f"file:{day}:{name}",
        title=title or rest.replace("-", " ").replace("_", " ").strip() or name,
        date=day,
        slug=rest,
        where=where,
        html=html,
        author=author,
    )


def _check(data: bytes, where: str) -> None:
    """Refuse a document that would unpack to more than any letter, or whose XML declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > FILE_LIMIT_BYTES:
                raise ItemError(
                    f"the document unpacks to more than {FILE_LIMIT_BYTES >> 20} MiB", where, "Make its pictures smaller."
                )
            declared = [part for part in parts if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part)]
    except _DAMAGE as fault:
        raise ItemError(f"the document cannot be opened: {fault}", where, "Save it again as .docx.") from fault
    if declared:
        raise ItemError("the document declares XML entities, which Word never does", where, "Save it again as .docx.")


def _html(data: bytes, where: str) -> str:
    import mammoth  # type: ignore[import-untyped]  # it has no types

    try:
        return str(mammoth.convert_to_html(io.BytesIO(data), external_file_access=False).value)
    except Exception as fault:  # the library raises whatever a broken document leads it to
        raise ItemError(f"the document cannot be read: {fault}", where, "Save it again as .docx.") from fault


def _properties(data: bytes, where: str) -> tuple[str, str, str]:
    """Return title, author and day of birth as the document's properties say them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _PROPERTIES not in archive.namelist():
            return "", "", ""
        root = parse(archive.read(_PROPERTIES), where)
    return said(root, f"{DC}title"), said(root, f"{DC}creator"), said(root, f"{_TERMS}created")
