"""Pages at addresses that something had before: they lead on, to the same second too. They need no shell."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from html import escape

import msgspec

from pipeline import policy
from pipeline.model import Fact, Theme
from pipeline.share.gist import Gist

# A refresh would lose the #t= of an old link, so a script leads on where there is one.
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">{policy}
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{title}</title>
{onward}</head>
<body><p>{links}</p></body>
</html>
"""
_ONWARD = """<link rel="canonical" href="{href}">
<script>{script}</script>
<noscript><meta http-equiv="refresh" content="0; url={href}"></noscript>
"""


class Move(Fact, frozen=True):
    """A former address below the root, and the (path, title) of all that stands for it today."""

    old: str
    now: tuple[tuple[str, str], ...]


def page(move: Move, language: str = "en") -> bytes:
    """Return the page at a former address: it leads on, or offers all parts of what was split."""
    hrefs = [f"{posixpath.relpath(path, move.old)}/" for path, _ in move.now]
    links = " · ".join(f'<a href="{href}">{escape(title)}</a>' for href, (_, title) in zip(hrefs, move.now, strict=True))
    scripts = [f'location.replace("{href}"+location.search+location.hash)' for href in hrefs if len(hrefs) == 1]
    onward = "".join(_ONWARD.format(href=hrefs[0], script=script) for script in scripts)
    title = escape(" · ".join(title for _, title in move.now))
    guard = policy.alone(*scripts)
    return _PAGE.format(language=escape(language), policy=guard, title=title, onward=onward, links=links).encode()


def of_themes(themes: Iterable[Theme]) -> Iterator[Move]:
    """Yield the moves for each former slug of a theme, of its page and its archive; one that was split leads to every part."""
    now: dict[str, list[tuple[str, str]]] = {}
    for theme in themes:
        for old in theme.was:
            now.setdefault(old, []).append((f"themes/{theme.slug}/", theme.name))
    for below in ("", "archive/"):
        yield from (
            Move(f"themes/{old}/{below}", tuple((f"{path}{below}", name) for path, name in parts))
            for old, parts in sorted(now.items())
        )


class Moves(msgspec.Struct, frozen=True):
    """The moves of all items, and what is wrong with some: two items that claim one address."""

    found: tuple[Move, ...]
    faults: tuple[str, ...]


def of_items(items: Sequence[Gist]) -> Moves:
    """Find the former addresses of items; one that another item has, or claims too, leads nowhere and is told with both files."""
    owners: dict[str, Gist] = {item.path: item for item in items}
    claims: dict[str, list[Gist]] = {}
    for item in sorted(items, key=lambda one: one.path):
        for old in item.was:
            claims.setdefault(f"{item.path.partition('/')[0]}/{old}/", []).append(item)
    found, faults = [], []
    for old, claimants in sorted(claims.items()):
        if owner := owners.get(old):
            faults.append(
                f'{claimants[0].file}: was: "{_slug(old)}" is the address of {owner.file} today. Drop it from one of them'
            )
        elif len(claimants) > 1:
            files = " and ".join(item.file for item in claimants)
            faults.append(f'was: "{_slug(old)}" stands in {files}, so the old address leads nowhere. Drop it from one of them')
        else:
            found += _of_item(old, claimants[0])
    return Moves(tuple(found), tuple(faults))


def _of_item(old: str, item: Gist) -> list[Move]:
    """An episode moves with its player, which others have on their pages."""
    moves = [Move(old, ((item.path, item.title),))]
    if item.audio:
        moves.append(Move(f"embed/{_slug(old)}/", ((f"embed/{item.slug}/", item.title),)))
    return moves


def _slug(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
