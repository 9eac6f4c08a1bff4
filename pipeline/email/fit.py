"""Make a letter's HTML fit for mail: absolute addresses, pictures with their sizes, no tags that clients drop. Opens no picture."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

WIDTH = 536  # pixels between the margins of the letter

Size = tuple[int, int]
# What clients drop or do not know, and what stands in for it.
_PLAIN = {"figure": "div", "figcaption": "p", "details": "div", "summary": "p", "abbr": "span"}


def fit(html: str, page: str, size_of: Callable[[str], Size | None]) -> str:
    """Return sanitised HTML as mail may hold it.

    `page` is the absolute address of the page that it stands on; `size_of` returns the pixels of a picture by its absolute
    address, None where nobody knows.
    """
    import lxml.html

    top = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in top.iter("a", "img"):
        name = "href" if element.tag == "a" else "src"
        if element.get(name) is not None:
            element.set(name, absolute(element.get(name), page))
    for picture in top.iter("img"):
        _size(picture, size_of)
    for element in top.iter(*_PLAIN):
        element.set("class", f"was-{element.tag}")
        element.tag = _PLAIN[element.tag]
    text = top.text or ""
    return text + "".join(lxml.html.tostring(child, encoding="unicode") for child in top)


def absolute(address: str, page: str) -> str:
    """Return an address as it is meant on a page: a place on it too, as a mail has no page around it."""
    return address if urlsplit(address).scheme else urljoin(page, address)


def _size(picture: "HtmlElement", size_of: Callable[[str], Size | None]) -> None:
    """Write a picture's width and height, as wide as the letter at most: Outlook keeps to these attributes and to no style."""
    size = _written(picture) or size_of(picture.get("src", ""))
    for name in ("height", "loading"):
        picture.attrib.pop(name, None)
    if size is None:
        if not picture.get("width", "").isdigit():
            picture.attrib.pop("width", None)
        return
    width = min(size[0], WIDTH)
    picture.set("width", str(width))
    picture.set("height", str(round(size[1] * width / size[0])))


def _written(picture: "HtmlElement") -> Size | None:
    width, height = (picture.get(name, "") for name in ("width", "height"))
    good = all(value.isascii() and value.isdigit() and int(value) > 0 for value in (width, height))
    return (int(width), int(height)) if good else None
