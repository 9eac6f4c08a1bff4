"""Turn [[slug]] and [[slug|text]] in sanitised HTML into links. Never touches tags, code or existing links."""

import re
from collections.abc import Mapping
from html import escape

# Sanitised HTML escapes "<" and ">" in attributes and text, so a tag is simply what stands between them.
_TAG = re.compile(r"(<[^<>]*>)")
_MARK = re.compile(r"\[\[\s*([a-z0-9][a-z0-9-]*)\s*(?:\|([^\[\]]*))?\]\]")
_CLOSED = re.compile(r"<(/?)(a|code|pre)\b")


def link(html: str, places: Mapping[str, tuple[str, str]], root: str) -> str:
    """Return `html` with its wiki marks resolved.

    `places` maps a slug to (path below the root, title); `root` is the relative way to the root. A slug that is not
    there leaves its text, without the brackets.
    """
    if "[[" not in html:
        return html
    depth, out = 0, []
    for piece in _TAG.split(html):
        tag = _CLOSED.match(piece)
        depth += (-1 if tag[1] else 1) if tag else 0
        out.append(piece if depth or piece.startswith("<") else _MARK.sub(lambda m: _anchor(m, places, root), piece))
    return "".join(out)


def _anchor(mark: re.Match[str], places: Mapping[str, tuple[str, str]], root: str) -> str:
    slug, text = mark[1], (mark[2] or "").strip()
    if slug not in places:
        return text or slug
    path, title = places[slug]
    return f'<a href="{escape(root + path)}">{text or escape(title)}</a>'
