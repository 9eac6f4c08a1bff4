"""Render Markdown that we do not trust into HTML that is safe to show. The sanitiser always comes last."""

import html as html_text
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pipeline import footnotes

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption"),
    *("figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small"),
    *("span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "title", "width"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_PICTURE = re.compile(r"<img\b([^<>]*>)")  # sanitised: no attribute holds a bare bracket
_SOURCE = re.compile(r'\ssrc="([^"]*)"')
_BLANKS = re.compile(r"\s+")


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    engine = MarkdownIt("commonmark", {"typographer": True, "html": True})
    engine.enable(["table", "strikethrough", "replacements", "smartquotes"])
    footnotes.teach(engine)
    return engine


def clean(html: str) -> str:
    """Return `html` with everything dangerous gone: no scripts, handlers, styles, frames or strange schemes."""
    import nh3

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags={
            "script",
            "style",
            "iframe",
            "object",
            "template",
            "noscript",
            "textarea",
            "title",
            "svg",
            "math",
        },
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
        attribute_filter=_kept,
        set_tag_attribute_values={"img": {"loading": "lazy"}},
    )


def _kept(tag: str, name: str, value: str) -> str | None:  # noqa: ARG001 - the sanitiser's signature
    """Let through the ids of footnotes alone, for no text of a letter may take the place of a page's own anchors, and no
    address that is none: `//[x` ends whoever takes it apart.
    """
    if name == "id":
        return value if footnotes.ID.fullmatch(value) else None
    if name in ("href", "src"):
        try:
            urlsplit(value)
        except ValueError:
            return None
    return value


def sized(html: str, sizes: Mapping[str, tuple[int, int]]) -> str:
    """Return clean HTML whose pictures say how wide and high they are, by their address: a page does not jump as they load."""
    if "<img" not in html:
        return html

    def told(picture: re.Match[str]) -> str:
        source = _SOURCE.search(picture[0])
        size = sizes.get(unquote(html_text.unescape(source[1]))) if source else None
        return f'<img width="{size[0]}" height="{size[1]}"{picture[1]}' if size and " width=" not in picture[0] else picture[0]

    return _PICTURE.sub(told, html)


def plain(html: str) -> str:
    """Return the text of clean HTML, white space folded, without the numbers of footnotes."""
    html = footnotes.SIGNS.sub("", html)
    spaced = re.sub(r"</(p|li|blockquote|h\d|td|th|dd|dt|pre)>|<br\s*/?>", r" \g<0>", html)
    return _BLANKS.sub(" ", html_text.unescape(re.sub(r"<[^>]*>", "", spaced))).strip()


def words(html: str) -> str:
    """Return the text of HTML that is not clean yet, white space folded."""
    return plain(clean(html))


def render(markdown: str) -> str:
    """Return a whole text as safe HTML. A first-level heading becomes a second-level one: the page's title is the only h1."""
    return clean(_lower_headings(_markdown().render(markdown)))


def tree(markdown: str) -> "SyntaxTreeNode":
    """Return a text as Markdown means it, for those who make something else of it than HTML. What is HTML in it is not clean.

    A footnote has the number of its first reference in `meta`, or None where nothing refers to it.
    """
    from markdown_it.tree import SyntaxTreeNode

    env: dict[str, dict[str, int | None]] = {}
    tokens = _markdown().parse(markdown, env)
    for token in tokens:
        if token.type == "footnote":
            token.meta = {"number": env["notes"][token.info]}
    return SyntaxTreeNode(tokens)


def blocks(markdown: str) -> list[tuple[str, str, bool]]:
    """Return a text's top-level blocks as (safe HTML, plain text, is it a heading)."""
    engine = _markdown()
    env: dict[str, object] = {}
    tokens = engine.parse(markdown, env)
    found: list[tuple[str, str, bool]] = []
    start, depth = 0, 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            html = clean(_lower_headings(engine.renderer.render(tokens[start : index + 1], engine.options, env))).strip()
            if html:
                found.append((html, plain(html), tokens[start].type == "heading_open"))
            start = index + 1
    return found


def _lower_headings(html: str) -> str:
    return re.sub(r"(</?)h1(?=[\s>])", r"\1h2", html)
