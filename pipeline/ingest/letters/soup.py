"""Make of foreign HTML the letter alone: no widgets, footers, hidden lines, counting pictures and tables for layout."""

import re
from collections.abc import Iterator
from typing import cast

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PreformattedString

from pipeline.errors import ItemError

LIMIT_BYTES = 32 << 20
MOST_ELEMENTS = 40_000
_DEEPEST = 60  # no letter is nested so deeply; the converter calls itself for each level
_MOST_DEEP = 4_000  # to unwrap 8,000 takes 2 s, 33,000 47 s
_GONE = [
    *("script", "style", "noscript", "template", "form", "button", "select", "textarea", "object", "head"),
    *("svg", "canvas", "dialog", "nav", "title", "map"),
]
# They hold nothing, but the parser knows only some of them, and puts what follows into the others.
_EMPTY = ["source", "track", "link", "meta", "base", "area", "embed", "param", "input", "wbr"]
# Widgets by the names that Substack, WordPress, Ghost, beehiiv, Mailchimp and their plugins give them.
_WIDGETS = frozenset(
    (
        *("subscription-widget-wrap", "subscription-widget-wrap-editor", "subscription-widget", "subscribe-widget"),
        *("subscribe-prompt", "paywall-jump", "install-substack-app-embed", "community-chat", "post-ufi", "share-dialog"),
        *("image-link-expand", "header-anchor-parent", "email-ufi-2-top", "email-ufi-2-bottom", "sharedaddy", "jp-relatedposts"),
        *("addtoany_share_save_container", "wp-block-jetpack-subscriptions", "wpcnt", "wp-block-social-links", "mc4wp-form"),
        *("post-navigation", "heateor_sss_sharing_container", "kg-signup-card", "kg-subscribe-card", "gh-subscribe"),
        *("gh-signup", "kg-email-cta", "mcnPreviewText", "mcnFollowContent", "preheader"),
    )
)
_EMOJI = frozenset(("emoji", "wp-smiley"))
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden|mso-hide:\s*all|max-height:\s*0(?![.\d])", re.IGNORECASE)
_PIXEL = re.compile(r"/open(?:\.php|\.aspx|/|\?|$)|/track(?:ing)?/|/pixel|[/.]beacon|/o\.gif|email-open|/wf/open", re.IGNORECASE)
_LEAVES = re.compile(
    r"^\s*(?:(?:click here to )?(?:unsubscribe|opt out)"
    r"|(?:manage|update|change|edit)\b.{0,25}\b(?:preferences|subscriptions?|profile|settings)"
    r"|(?:view|read|open)\b.{0,25}\b(?:browser|online|app)\b.{0,12})",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"^\W*(?:(?:subscribe|sign up|sign in|upgrade|join)\b.{0,30}|(?:share|tweet|forward|refer)\b.{0,40}|(?:like|comment|restack)s?"
    r"|leave (?:a|your) comment|(?:get|download) the app|start writing|give a gift.{0,30}|donate subscriptions?"
    r"|get \d+% off.{0,40})\W*$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"/subscribe\b|[?&]action=share|/comments\b|/account\b|/leaderboard|[?&]gift=|%%|#/portal", re.IGNORECASE)
_BLOCKS = ("p", "div", "td", "li", "footer", "section", "h1", "h2", "h3", "h4", "h5", "h6", "center", "figure")
_FOOTER_LETTERS = 600
_OF_CELLS = {"table", "p", "div", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "img", "figure", "hr"}


def parse(html: str, where: str = "") -> BeautifulSoup:
    """Return the tree of a page or of a piece of one.

    Raises:
        ItemError: it is larger, or has more elements, than any letter.
    """
    if len(html) > LIMIT_BYTES:
        raise ItemError(f"the letter is larger than {LIMIT_BYTES >> 20} MiB", where, "Is this a letter?")
    html = re.sub(r"\A\s*<\?xml[^>]*>", "", html).replace("\0", "")
    tree = BeautifulSoup(html if "<html" in html[:4096].lower() else f"<div>{html}</div>", "lxml")
    if sum(1 for _ in zip(tree.find_all(True), range(MOST_ELEMENTS + 1), strict=False)) > MOST_ELEMENTS:
        raise ItemError(f"the letter has more than {MOST_ELEMENTS} elements", where, "Is this a letter?")
    _flatten(tree)
    return tree


def elements(tree: Tag, *names: str) -> list[Tag]:
    """Return the elements of these names, in order; all of them where none is given."""
    return cast("list[Tag]", list(tree.find_all(names or True)))


def clean(tree: Tag) -> None:
    """Take away what is not the letter. Embeds must have become links before."""
    for one in elements(tree, *_EMPTY):
        one.unwrap()
    _remove(elements(tree, *_GONE))
    _remove([one for one in elements(tree) if _is_widget(one) or _hidden(one)])
    for text in [one for one in tree.descendants if isinstance(one, (Comment, PreformattedString))]:
        text.extract()
    for picture in elements(tree, "img"):
        if not _EMOJI.isdisjoint(picture.get_attribute_list("class")):
            picture.replace_with(str(picture.get("alt") or ""))
        elif _counts(picture):
            picture.decompose()
    _farewells(tree)
    _calls(tree)
    _layout(tree)


def _remove(some: list[Tag]) -> None:
    for one in some:
        if not one.decomposed:
            one.decompose()


def _is_widget(one: Tag) -> bool:
    return not _WIDGETS.isdisjoint(one.get_attribute_list("class")) or str(one.get("data-component-name")).startswith("Subscribe")


def _hidden(one: Tag) -> bool:
    return one.has_attr("hidden") or bool(_HIDDEN.search(str(one.get("style") or "")))


def _counts(picture: Tag) -> bool:
    """Say whether a picture is there to count readers."""
    sides = [str(picture.get(side) or "").strip().removesuffix("px") for side in ("width", "height")]
    return any(side in ("0", "1", "2") for side in sides) or bool(_PIXEL.search(str(picture.get("src") or "")))


def block(one: Tag) -> Tag:
    """Return the nearest block around an element, or itself."""
    return next((parent for parent in one.parents if parent.name in _BLOCKS), one)


def _farewells(tree: Tag) -> None:
    """Remove the lines by which one leaves a list, or reads the mail elsewhere."""
    texts = _Texts()
    for link in elements(tree, "a"):
        if not link.decomposed and _LEAVES.match(link.get_text(" ")):
            around = block(link)
            (around if len(texts.of(around)) < _FOOTER_LETTERS else link).decompose()


def _calls(tree: Tag) -> None:
    """Remove links that stand alone in their block and ask to subscribe, to share or to comment."""
    texts = _Texts()
    for link in elements(tree, "a"):
        if link.decomposed:
            continue
        words, around = link.get_text(" ").strip(), block(link)
        alone = around is not link and texts.of(around) == words and not around.find("img")
        if alone and (_CALLS.match(words) or _CALLED.search(str(link.get("href") or ""))):
            around.decompose()


class _Texts:
    """The texts of blocks, each read once: ten thousand links may stand in one."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def of(self, one: Tag) -> str:
        """Return what a block said when it was first asked for."""
        if id(one) not in self._known:
            self._known[id(one)] = one.get_text(" ").strip()
        return self._known[id(one)]


# ---- tables for layout, and depth


def _layout(tree: Tag) -> None:
    """Unwrap tables that only lay out: in mail most do."""
    for table in reversed(elements(tree, "table")):
        if not _of_data(table):
            for part in [*elements(table, "tbody", "thead", "tfoot", "tr", "td", "th", "caption"), table]:
                part.name = "div"
                part.attrs = {}


def _of_data(table: Tag) -> bool:
    """Say whether a table holds data: several rows of several cells that hold no blocks of their own."""
    if table.get("role") == "presentation":
        return False
    counts = [len(row.find_all(["td", "th"], recursive=False)) for row in elements(table, "tr")]
    if len(counts) < 2 or max(counts) < 2:
        return False
    cells = elements(table, "td", "th")
    busy = sum(1 for cell in cells if any(child.name in _OF_CELLS for child in _children(cell)))
    lone = sum(1 for cell in cells if [child.name for child in _children(cell)] == ["p"])
    return (busy - lone) * 4 <= len(cells) and not table.find("table")


def _children(one: Tag) -> Iterator[Tag]:
    return (child for child in one.children if isinstance(child, Tag))


def _flatten(tree: Tag) -> None:
    """Unwrap what is nested more deeply than any letter; of what is nested thousandfold only the words are kept."""
    deep: list[tuple[int, Tag]] = []
    stack = [(1, child) for child in _children(tree)]
    while stack:
        depth, one = stack.pop()
        if depth > _DEEPEST:
            deep.append((depth, one))
        stack += [(depth + 1, child) for child in _children(one)]
    if len(deep) > _MOST_DEEP:
        for one in [one for depth, one in deep if depth == _DEEPEST + 1]:
            one.string = one.get_text(" ")
        return
    for _, one in sorted(deep, key=lambda pair: -pair[0]):  # from the inside, where each holds little
        one.unwrap()
