"""Pages at addresses that a theme had before: they lead on, and need no shell."""

from collections.abc import Iterable, Iterator
from html import escape

from pipeline.model import Theme

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{title}</title>
{onward}<p>{text}</p>
</html>
"""
_ONWARD = """<link rel="canonical" href="{href}">
<meta http-equiv="refresh" content="0; url={href}">
"""


def moved(themes: Iterable[Theme]) -> Iterator[tuple[str, bytes]]:
    """Yield a file's path on the site and its bytes for each former slug; one of a theme that was split offers every part."""
    now: dict[str, list[Theme]] = {}
    for theme in themes:
        for old in theme.was:
            now.setdefault(old, []).append(theme)
    for old, parts in sorted(now.items()):
        links = " and ".join(f'<a href="../{theme.slug}/">{escape(theme.name)}</a>' for theme in parts)
        onward = _ONWARD.format(href=f"../{parts[0].slug}/") if len(parts) == 1 else ""
        title = escape(" and ".join(theme.name for theme in parts))
        yield f"themes/{old}/index.html", _PAGE.format(title=title, onward=onward, text=f"This theme is now {links}.").encode()
