"""Write a cleaned tree of HTML as Markdown that shows the same. Decides nothing about what is in it."""

import re

from bs4 import BeautifulSoup, Tag

from pipeline.ingest.letters.letter import whole
from pipeline.ingest.letters.soup import elements
from pipeline.ingest.letters.writer import FENCE, INLINE, Writer

BREAK = "podloom-break"
_GOOD = re.compile(r"https?://[^\s/]|mailto:[^\s@]+@", re.IGNORECASE)
_RULE = re.compile(r"-{3,}|\*{3,}|_{3,}")
_WAY = re.compile(r"(?:\.{0,2}/|[\w-]+(?:/|\.html?))[^:]*$")
_BLOCKS = ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "blockquote", "figure", "figcaption", "pre"]


def markdown(tree: BeautifulSoup, base: str) -> str:
    """Return a tree as Markdown; addresses in it count from `base`, that of the letter where it stood."""
    _prepare(tree, base)
    text = Writer(heading_style="atx", bullets="-", newline_style="backslash").convert_soup(tree)
    return _spaced(str(text))


def astray(tree: BeautifulSoup, base: str) -> tuple[str, ...]:
    """Return the addresses of links that lead nowhere, since nobody can say what they count from."""
    given = (str(link.get("href") or "").strip() for link in elements(tree, "a"))
    return tuple(dict.fromkeys(one for one in given if _WAY.match(one) and not _GOOD.match(whole(base, one))))


def _spaced(text: str) -> str:
    """Return a text with one blank line between its blocks and no rule at its end, below which nothing is left; listings stay."""
    kept: list[str] = []
    fence = ""
    for line in text.strip().splitlines():
        mark = FENCE.match(line.strip())
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[0]
        if fence or line.strip() or kept[-1:] != [""]:
            kept.append(line if fence else line.rstrip())
    while kept and _RULE.fullmatch(kept[-1]) and kept[-2:-1] in ([], [""]):
        del kept[-2:]
    return "\n".join(kept)


def _prepare(tree: BeautifulSoup, base: str) -> None:
    for link in elements(tree, "a"):
        _address(tree, link, base)
    _uncode(tree)
    for line in elements(tree, "br"):
        _part(line)
    for one in elements(tree, "ul", "ol"):
        _nest(one)
    for one in elements(tree, "summary", "dt"):
        strong = tree.new_tag("strong")
        strong.extend(list(one.contents))
        one.append(strong)
        one.name = "p"
    for caption in elements(tree, "figcaption"):
        for one in elements(caption, "em", "i"):
            one.unwrap()
    for one in elements(tree, "dd", "details", "dl"):
        one.name = "div"
    for one in elements(tree, "div"):
        if "pullquote" in one.get_attribute_list("class"):
            one.name = "blockquote"


def _uncode(tree: BeautifulSoup) -> None:
    """Unwrap code that holds a block, and keep the rest on one line: at the next block, backticks end and Markdown begins."""
    for code in elements(tree, "code", "kbd", "samp"):
        if code.find_parent("pre"):
            continue
        for line in elements(code, "br"):
            line.replace_with(" ")
        for words in code.find_all(string=re.compile("\n")):
            words.replace_with(str(words).replace("\n", " "))
        if code.find(_BLOCKS):
            code.unwrap()


def _address(tree: BeautifulSoup, link: Tag, base: str) -> None:
    """Make a link's address whole; take the link off where it leads nowhere, and off the blocks that it surrounds."""
    given = str(link.get("href") or "").strip()
    address = whole(base, given)
    if not _GOOD.match(address) or given.startswith("#"):
        link.unwrap()
        return
    link.attrs = {"href": address}
    inside = [one for one in elements(link) if one.name in _BLOCKS]
    for one in inside:
        if one.get_text(strip=True) and not one.find(_BLOCKS):
            inner = tree.new_tag("a", href=address)
            inner.extend(list(one.contents))
            one.append(inner)
            break
    if inside:
        link.unwrap()


def _part(line: Tag) -> None:
    """Let two line breaks in a row part paragraphs; one inside a listing is a line of it."""
    if line.find_parent("pre"):
        line.replace_with("\n")
        return
    before = line.previous_sibling
    while before is not None and not isinstance(before, Tag) and not str(before).strip():
        before = before.previous_sibling
    if isinstance(before, Tag) and before.name in ("br", BREAK) and not line.find_parent(INLINE):
        before.name = BREAK
        line.decompose()


def _nest(one: Tag) -> None:
    """Put a list that stands in another one, beside its items, into the item before it."""
    before = one.find_previous_sibling("li")
    if one.parent is not None and one.parent.name in ("ul", "ol") and before is not None:
        before.append(one.extract())
