"""Turn [[slug]], [[slug@2:31]] and [[slug|text]] in sanitised HTML into links. Never touches tags, code or existing links."""

import re
from collections.abc import Mapping
from functools import partial
from html import escape
from typing import NamedTuple

from pipeline import marks
from pipeline.language import Words
from pipeline.marks import Mark

# Sanitised HTML escapes "<" and ">" in attributes and text, so a tag is simply what stands between them.
_TAG = re.compile(r"(<[^<>]*>)")
_CLOSED = re.compile(r"<(/?)(a|code|pre)\b")


class Goal(NamedTuple):
    """Where a slug leads: a path below the site's root, a title, and how many seconds may be asked for there."""

    path: str
    title: str
    seconds: float = 0.0


def link(html: str, places: Mapping[str, Goal], root: str, words: Words) -> str:
    """Return `html` with its wiki marks resolved.

    `root` is the relative way to the root. A slug that is not there leaves its text, without the brackets. A time after the
    slug of an episode leads to that second of it; one after its end to the episode.
    """
    if "[[" not in html:
        return html
    depth, out = 0, []
    resolve = partial(_anchor, places=places, root=root, words=words)
    for piece in _TAG.split(html):
        tag = _CLOSED.match(piece)
        depth += (-1 if tag[1] else 1) if tag else 0
        out.append(piece if depth or piece.startswith("<") else marks.replace(piece, resolve))
    return "".join(out)


def plain(text: str, places: Mapping[str, Goal], words: Words) -> str:
    """Return a bare text with its marks as a reader sees them."""
    return marks.replace(text, lambda mark: _meaning(mark, places, words)[1])


def _anchor(mark: Mark, places: Mapping[str, Goal], root: str, words: Words) -> str:
    address, shown = _meaning(mark, places, words)
    shown = shown if mark.text else escape(shown)  # text between tags is escaped already
    return f'<a href="{escape(root + address)}">{shown}</a>' if address else shown


def _meaning(mark: Mark, places: Mapping[str, Goal], words: Words) -> tuple[str, str]:
    """Return the address below the root that a mark leads to, "" for none, and what it shows."""
    if mark.slug not in places:
        return "", mark.text or mark.slug
    path, title, seconds = places[mark.slug]
    if not mark.clock or mark.seconds >= seconds:
        return path, mark.text or title
    return f"{path}#t={mark.seconds}", mark.text or words.say("moment.in", title=title, clock=mark.clock)
