"""Give the pictures in a letter's text their new addresses. Reads no picture."""

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from pipeline.ingest.letters.pictures import SUFFIX, Album, is_web, way_of
from pipeline.ingest.letters.soup import elements, parse
from pipeline.ingest.letters.writer import address, escaped

# An address or a title ends at the next picture, if not before: else 80 kB of "![](a" are read 16,000 times.
_IN_TEXT = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?((?:[^)\s>!]|!(?!\[))++)>?((?:\s+[\"'(](?:[^)!]|!(?!\[))*+)?)\)")
_TAG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)


def html(tree: BeautifulSoup, album: Album, folder: str, base: Callable[[str], str]) -> None:
    """Give the pictures of a letter their new addresses, below `folder`; one that stays elsewhere becomes a link.

    `base` makes an address whole.
    """
    for picture in elements(tree, "img"):
        source = _source(picture)
        name = album.name(source) if source else ""
        alt = _alt(picture)
        around = picture.find_parent("a")
        if name:
            picture.attrs = {"src": f"{folder}/{name}", "alt": alt}
            if around is not None and SUFFIX.search(way_of(str(around.get("href") or ""))):
                around.unwrap()  # it led to the same picture, larger, on their server
        elif whole := base(source):
            words = NavigableString(alt or "Picture")
            picture.replace_with(words)
            if around is None:
                words.wrap(tree.new_tag("a", href=whole))
        else:
            apart = " " if alt and isinstance(picture.previous_sibling, Tag) else ""
            picture.replace_with(NavigableString(apart + alt))  # nobody can say where it is: its words are what is left


def markdown(content: str, album: Album, folder: str) -> str:
    """Do the same to the pictures of a text in Markdown, written in its way or as HTML."""

    def written(found: re.Match[str]) -> str:
        return _written(found[1], found[2], found[3], album, folder)

    def tagged(found: re.Match[str]) -> str:
        tag = elements(parse(found[0]), "img")
        return _written(escaped(_alt(tag[0])), _source(tag[0]), "", album, folder) if tag else ""

    return _TAG.sub(tagged, _IN_TEXT.sub(written, content))


def _written(alt: str, source: str, title: str, album: Album, folder: str) -> str:
    if name := album.name(source):
        return f"![{alt}]({folder}/{name}{title})"
    return f"[{alt or 'Picture'}]({address(source)}{title})" if is_web(source) else alt


def _source(picture: Tag) -> str:
    """Return a picture's address; pages that load pictures late keep it elsewhere, behind a dot."""
    own = str(picture.get("src") or "").strip()
    late = next((str(picture[key]).strip() for key in ("data-src", "data-lazy-src", "data-orig-file") if picture.get(key)), "")
    return late if late and (not own or own.startswith("data:")) else own


def _alt(picture: Tag) -> str:
    """Return what a picture shows, in its own words or those below it."""
    words = " ".join(str(picture.get("alt") or "").split())
    figure = picture.find_parent("figure")
    caption = figure.find("figcaption") if figure is not None and not words else None
    return " ".join(caption.get_text(" ").split()) if caption else words
