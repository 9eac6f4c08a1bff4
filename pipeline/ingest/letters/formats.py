"""Tell the formats of letters apart by what is in the files. Reads no letter."""

import codecs
import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from pipeline.errors import OF_ONE, ShowError
from pipeline.ingest.folder import AUDIO_SUFFIXES, DOCUMENTS
from pipeline.ingest.letters import beehiiv, buttondown, feed, ghost, mail, page, plain, substack, word, wordpress
from pipeline.ingest.letters.bundle import Bundle
from pipeline.ingest.letters.letter import Found

_PASSED_OVER = (*AUDIO_SUFFIXES, ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".css", ".js", ".toml", ".vtt", ".srt")


class Format(NamedTuple):
    """A format: what it is called, whether a file (its name, its first bytes) is of it, and what reads it.

    `claims` is the folder beside such a file in which its letters lie: none of them is a letter by itself.
    """

    label: str
    fits: Callable[[str, bytes], bool]
    read: Callable[[Bundle, str, datetime.tzinfo], Iterable[Found]]
    claims: str = ""


class Part(NamedTuple):
    """A file of a bundle that holds letters."""

    name: str
    format: Format


EXPORTS = (
    Format("a Substack export", substack.fits, substack.read, "posts"),
    Format("a Buttondown export", buttondown.fits, buttondown.read, "emails"),
    Format("a beehiiv export", beehiiv.fits, beehiiv.read),
    Format("a Ghost export", ghost.fits, ghost.read),
    Format("a WordPress export", wordpress.fits, wordpress.read),
    Format("a feed", feed.fits, feed.read),
)
LETTERS = (
    Format("a Word document", word.fits, word.read),
    Format("mail", mail.fits, mail.read),
    Format("a page", page.fits, page.read),
    Format("Markdown", plain.fits, plain.read),
)
KINDS = "a Substack, WordPress, Ghost, Buttondown or beehiiv export (zip or folder), .eml, .docx, .html, .md, or sound"


class Contents(NamedTuple):
    """What a bundle holds: files with letters, drafts with front matter, documents that nobody here reads, and faults.

    `below` counts what lies in folders inside a folder, by folder: whoever names one folder may not mean those.
    """

    parts: tuple[Part, ...]
    drafts: tuple[str, ...]
    strange: tuple[str, ...]
    faults: tuple[ShowError, ...]
    below: dict[str, int]

    @property
    def any(self) -> bool:
        """Say whether there is something to bring in, or to tell of."""
        return bool(self.parts or self.drafts or self.faults or self.below)


def contents(bundle: Bundle, *, deep: bool) -> Contents:
    """Sort the files of a bundle. Exports are found at any depth; single letters too where `deep`, else only at the top."""
    heads, faults = _heads(bundle)
    exports = [Part(name, one) for name, head in heads.items() if (one := _of(EXPORTS, name, head))]
    claimed = tuple(str(PurePosixPath(part.name).parent / part.format.claims) + "/" for part in exports if part.format.claims)
    taken = {part.name for part in exports}
    free = {
        name: head for name, head in heads.items() if name not in taken and not name.startswith(claimed) and not _is_readme(name)
    }
    loose = {name: head for name, head in free.items() if deep or "/" not in name}
    drafts = [name for name, head in loose.items() if is_draft(name, head)]
    single = [Part(name, one) for name, head in loose.items() if name not in drafts and (one := _of(LETTERS, name, head))]
    known = {*drafts, *(part.name for part in single)}
    strange = [name for name in loose if name not in known and name.lower().endswith(DOCUMENTS)]
    inner = [name for name, head in free.items() if name not in loose and (is_draft(name, head) or _of(LETTERS, name, head))]
    sounds = [name for name in bundle.names if name.lower().endswith(AUDIO_SUFFIXES) and (deep or _below(name))]
    below = Counter(str(PurePosixPath(name).parent) for name in sorted([*inner, *sounds]))
    return Contents((*exports, *single), tuple(drafts), tuple(strange), tuple(faults), dict(below))


def _below(name: str) -> bool:
    """Say whether a sound lies in a folder inside, and not among the tracks of another sound."""
    folder = PurePosixPath(name).parent
    return folder.name != "" and folder.suffix != ".tracks"


def is_draft(name: str, head: bytes) -> bool:
    """Say whether a file is a draft as we write them: Markdown with front matter."""
    return name.lower().endswith((".md", ".markdown")) and _bare(head).startswith(b"---")


def _of(formats: Iterable[Format], name: str, head: bytes) -> Format | None:
    return next((one for one in formats if one.fits(name, _bare(head))), None)


def _heads(bundle: Bundle) -> tuple[dict[str, bytes], list[ShowError]]:
    heads: dict[str, bytes] = {}
    faults: list[ShowError] = []
    for name in bundle.names:
        if name.lower().endswith(_PASSED_OVER):
            continue
        try:
            heads[name] = bundle.head(name)
        except OF_ONE as fault:
            faults.append(fault)
    return heads, faults


def _bare(head: bytes) -> bytes:
    """Return the first bytes of a file as UTF-8 without a mark."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head.removeprefix(codecs.BOM_UTF8)


def _is_readme(name: str) -> bool:
    return PurePosixPath(name).stem.lower() == "readme"
