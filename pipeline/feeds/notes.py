"""Turn what stands on a page into what an app shows: whole addresses, times of chapters, a bounded text. Renders no Markdown."""

import re
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import urljoin

from pipeline import body
from pipeline.clock import clock
from pipeline.feeds.podcast import npt
from pipeline.model import Chapter

DESCRIPTION = 4000  # bytes, PSP-1
FEWEST = 3  # chapters without which players look for no times in a description
_ADDRESS = re.compile(r'(<[a-z][^<>]*?\s(?:href|src)=")([^"]*)(")')


def absolute(html: str, page: str) -> str:
    """Return sanitised HTML whose addresses count from nowhere: those in it counted from `page`."""
    return _ADDRESS.sub(lambda found: found[1] + escape(urljoin(page, unescape(found[2]))) + found[3], html)


def content(notes: str, page: str, chapters: Sequence[Chapter], words: str = "") -> str:
    """Return an episode's notes as HTML with its times; `words` is what the link to its page says."""
    rows = [
        f'<li><a href="{escape(page)}#t={one.start:g}">{clock(one.start)}</a> {escape(one.title, quote=False)}</li>'
        for one in chapters
    ]
    times = f"<ul>{''.join(rows)}</ul>" if rows else ""
    link = f'<p><a href="{escape(page)}">{escape(words, quote=False)}</a></p>' if words else ""
    return absolute(notes.strip(), page) + times + link


def description(summary: str, notes: str, chapters: Sequence[Chapter]) -> str:
    """Return a plain text within 4,000 bytes: the summary or the notes, and under it the times, from 00:00:00 on.

    Times are only there where players would read them as chapters, and where all fit.
    """
    times = ""
    if len(chapters) >= FEWEST:
        first, *rest = chapters
        lines = [f"00:00:00 {first.title}", *(f"{npt(float(int(one.start)))} {one.title}" for one in rest)]
        times = "\n\n" + "\n".join(lines)
    if len(times.encode()) > DESCRIPTION // 2:
        times = ""
    return within(summary or body.plain(notes), DESCRIPTION - len(times.encode())) + times


def within(text: str, most: int = DESCRIPTION) -> str:
    """Cut a text at a word, so that it has at most so many bytes."""
    if len(text.encode()) <= most:
        return text
    cut = text.encode()[: most - len("…".encode())].decode("utf-8", "ignore")
    return cut.rsplit(None, 1)[0].rstrip(" ,;:") + "…"
