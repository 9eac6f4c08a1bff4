"""A small player for other people's pages, and the oEmbed note that lets them find it. Asks no other host for anything."""

from functools import lru_cache
from html import escape
from pathlib import Path

import msgspec

from pipeline.clock import clock
from pipeline.model import Episode, Show
from pipeline.policy import total
from pipeline.share.address import Site, card_path, item_path
from pipeline.share.plate import CARD_HEIGHT, CARD_WIDTH

WIDTH, HEIGHT = 640, 232
_HERE = Path(__file__).parent
_POLICY = "default-src 'none'; media-src 'self'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="strict-origin-when-cross-origin">
<link rel="canonical" href="{episode}">
<title>{title} · {show}</title>
<style>{style}</style>
</head>
<body>
<p dir="auto"><a href="{home}" target="_blank" rel="noopener">{show}</a></p>
<h1 dir="auto"><a href="{episode}" target="_blank" rel="noopener">{title}</a></h1>
<audio controls preload="none" src="{audio}"></audio>
{chapters}<script>{script}</script>
</body>
</html>
"""


def embed_path(slug: str) -> str:
    """Return where the small player of an episode stands."""
    return f"embed/{slug}/"


def embed(show: Show, site: Site, one: Episode, audio: str) -> bytes:
    """Return the page that plays an episode in a frame; `audio` is its address below the root."""
    here, near, style, script = embed_path(one.slug), Site(), _part("embed.css"), _part("embed.js")
    marks = "".join(
        f'<li><a href="#t={chapter.start:g}"><time>{clock(chapter.start)}</time>'
        f'<span dir="auto">{escape(chapter.title)}</span></a></li>\n'
        for chapter in one.chapters
    )
    return _PAGE.format(
        language=escape(show.language),
        policy=_POLICY.format(style=total(style), script=total(script)),
        style=style,
        script=script,
        title=escape(one.title),
        show=escape(show.title),
        episode=escape(site.at(item_path(one), here)),
        home=escape(site.at("", here)),
        audio=escape(near.at(audio, here)),  # beside the page, wherever that is served
        chapters=f"<ol>\n{marks}</ol>\n" if marks else "",
    ).encode()


def oembed(show: Show, site: Site, one: Episode) -> bytes:
    """Return the oEmbed note (version 1.0, type "rich") of an episode. It needs absolute addresses: only for a show with a url."""
    title = escape(f"{one.title} · {show.title}")
    source = escape(site.at(embed_path(one.slug)))
    frame = f'<iframe src="{source}" width="{WIDTH}" height="{HEIGHT}" title="{title}" loading="lazy" style="border:0"></iframe>'
    told = {
        "version": "1.0",
        "type": "rich",
        "title": one.title,
        "provider_name": show.title,
        "provider_url": site.url,
        "author_name": ", ".join(one.hosts or show.hosts),
        "html": frame,
        "width": WIDTH,
        "height": HEIGHT,
        "thumbnail_url": site.at(card_path(item_path(one))),
        "thumbnail_width": CARD_WIDTH,
        "thumbnail_height": CARD_HEIGHT,
    }
    return msgspec.json.encode(told)


@lru_cache(maxsize=2)
def _part(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8").strip()
