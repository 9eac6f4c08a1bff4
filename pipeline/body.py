"""Render Markdown that we do not trust into HTML that is safe to show. The sanitiser always comes last."""

import html as html_text
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em", "figcaption"),
    *("figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small"),
    *("span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_BLANKS = re.compile(r"\s+")


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"typographer": True, "html": True}).enable(
        ["table", "strikethrough", "replacements", "smartquotes"]
    )


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
    )


def plain(html: str) -> str:
    """Return the text of clean HTML, white space folded."""
    spaced = re.sub(r"</(p|li|blockquote|h\d|td|th|dd|dt|pre)>|<br\s*/?>", r" \g<0>", html)
    return _BLANKS.sub(" ", html_text.unescape(re.sub(r"<[^>]*>", "", spaced))).strip()


def render(markdown: str) -> str:
    """Return a whole text as safe HTML. A first-level heading becomes a second-level one: the page's title is the only h1."""
    return clean(_lower_headings(_markdown().render(markdown)))


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
