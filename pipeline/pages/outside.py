"""Make what a person wrote fit for a page of the site. Pictures of other servers become links: a page asks nobody else."""

import re
from html import escape, unescape

from pipeline import policy
from pipeline.language import Words
from pipeline.pages import wiki
from pipeline.pages.shelf import Shelf
from pipeline.pages.view import root

# Sanitised HTML escapes "<" and ">" in attributes and text, so a tag is simply what stands between them.
_TAG = re.compile(r"(<[^<>]*>)")
_LINK = re.compile(r"<(/?)a\b")
_SOURCE = re.compile(r'<img\b[^<>]*?\ssrc="([^"]*)"', re.IGNORECASE)
_ALT = re.compile(r'\salt="([^"]*)"')


def written(shelf: Shelf, html: str, here: str) -> str:
    """Return what a person wrote, as the page `here` shows it: marks lead where they mean, and nothing is asked of others."""
    return linked(wiki.link(html, shelf.places, root(here), shelf.words), shelf.library.show.url, shelf.words)


def linked(html: str, home: str, words: Words) -> str:
    """Return `html` with a link in the place of each picture that lies on another server than `home`, the show's own address.

    It is named by its alternative text, else by its server. Inside a link its name alone stays: no link holds another.
    """
    if "<img" not in html:
        return html
    depth, out = 0, []
    for piece in _TAG.split(html):
        tag = _LINK.match(piece)
        depth += (-1 if tag[1] else 1) if tag else 0
        source = _SOURCE.match(piece)
        foreign = policy.abroad(unescape(source[1]), home) if source else None
        out.append(_shown(piece, foreign, words, inside=depth > 0) if foreign else piece)
    return "".join(out)


def _shown(picture: str, foreign: policy.Abroad, words: Words, *, inside: bool) -> str:
    alt = _ALT.search(picture)
    name = unescape(alt[1]).strip() if alt else ""
    said = escape(words.say("letter.picture", text=name or foreign.server))
    return said if inside else f'<a href="{escape(foreign.address)}" rel="noopener">{said}</a>'
