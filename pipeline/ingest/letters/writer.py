"""Write elements as Markdown: where ours differs from the library's writer. Changes nothing in the tree."""
# ruff: noqa: ARG002 - the library calls each of these methods alike

import re
from urllib.parse import quote

from bs4 import Tag
from markdownify import MarkdownConverter

from pipeline.ingest.letters.soup import elements

_SPECIAL = re.compile(r"([\\`*\[\]~|])|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)|!\Z")
_START = re.compile(r"(?m)^([ \t]*)(?:(>|[#=-]+(?=\s|$)|\+(?=\s|$))|(\d{1,9})([.)])(?=\s|$))")
_BREAKS = re.compile(r"(?:[ \t]*+\\\n)++")
_SKAERB = re.compile(r"[ \t]*+(?:\n\\[ \t]*+)++")  # read backwards: from each break on, it would be sought to the end again
FENCE = re.compile(r"`{3,}")
_LANGUAGE = re.compile(r"(?:language|lang|brush)[-:]\s*([\w+#-]{1,20})")
_MOST_COLUMNS = 100
INLINE = ["b", "strong", "em", "i", "s", "del", "code", "a", "u", "span", "sup", "sub"]


class Writer(MarkdownConverter):
    """The library's writer, where ours differs: what it escapes, tables, notes, pictures, and what CommonMark reads otherwise."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return words as Markdown that shows them as they are, and no more marked up than needed."""
        return escaped(text)

    def convert_b(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write strong words."""
        return _emphasis(el, text, parent_tags, "**", "strong")

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write stressed words."""
        return _emphasis(el, text, parent_tags, "*", "em")

    convert_strong, convert_i = convert_b, convert_em

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write raised words, for which Markdown has no sign."""
        return text if "_noformat" in parent_tags or not text.strip() else f"<{el.name}>{text}</{el.name}>"

    convert_sub = convert_sup

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a line break with a sign that can be seen."""
        return " " if "_inline" in parent_tags else "\\\n"

    def convert_podloom_break(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Part two paragraphs."""
        return " " if "_inline" in parent_tags else "\n\n"

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a paragraph, without line breaks at its ends."""
        return _block(text, parent_tags)

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what is no paragraph by name and looks like one."""
        return _block(text, parent_tags)

    convert_article = convert_section = convert_figure = convert_center = convert_header = convert_main = convert_div
    convert_footer = convert_aside = convert_address = convert_div

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what stands below a picture as a paragraph of its own."""
        words = " ".join(text.split())
        stressed = f"<em>{words}</em>" if "*" in words else f"*{words}*"
        return f"\n\n{stressed}\n\n" if words else ""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a link; one without words would be lost on a reader."""
        words = " ".join(text.split())
        if "_noformat" in parent_tags or not words:
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before[:1]}[{words}]({address(str(el['href']))}){after[:1]}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a picture of ours."""
        words = escaped(" ".join(str(el.get("alt") or "").split()))
        return words if "_noformat" in parent_tags else f"![{words}]({address(str(el.get('src') or ''))})"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a listing between fences that are longer than any in it, with its language."""
        words = el.get_text().strip("\n")
        fence = "`" * max(3, 1 + max(map(len, FENCE.findall(words)), default=0))
        names = " ".join(" ".join(one.get_attribute_list("class")) for one in (el, *elements(el, "code")) if one.get("class"))
        told = _LANGUAGE.search(names)
        return f"\n\n{fence}{told[1] if told else ''}\n{words}\n{fence}\n\n" if words.strip() else ""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write an item of a list."""
        text = _unbroken(text.strip())
        if not text:
            return "\n"
        lead = f"{_number(el)}. " if el.parent is not None and el.parent.name == "ol" else "- "
        return lead + re.sub(r"\n(?=[^\n])", "\n" + " " * len(lead), text) + "\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a cell on one line."""
        width = str(el.get("colspan") or "1")
        more = " |" * (min(int(width), _MOST_COLUMNS) - 1) if width.isdecimal() else ""
        return f" {' '.join(text.split())} |{more}".replace("\\\n", " ")

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a row."""
        return f"|{text}\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a table of data; one without a head gets an empty one, which Markdown demands."""
        lines = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
        words = " ".join(one.get_text(" ") for one in elements(el, "caption"))
        columns = max((_columns(line) for line in lines), default=0)
        if not columns:
            return f"\n\n{text.strip()}\n\n"
        lines = [line + " |" * (columns - _columns(line)) for line in lines]
        if not el.find("th"):
            lines.insert(0, "|" + " |" * columns)
        lines.insert(1, "|" + " --- |" * columns)
        return "\n\n" + (f"*{escaped(words.strip())}*\n\n" if words.strip() else "") + "\n".join(lines) + "\n\n"

    def convert_caption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Leave a table's caption to the table."""
        return ""

    def convert_podloom_reference(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a reference to a note."""
        return f"[^{el['n']}]"

    def convert_podloom_aside(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a note; its further paragraphs are indented."""
        return f"\n\n[^{el['n']}]: " + re.sub(r"\n(?=[^\n])", "\n    ", text.strip()) + "\n\n"


def _block(text: str, parent_tags: set[str]) -> str:
    words = _unbroken(text).strip()
    if "_inline" in parent_tags:
        return f" {words} "
    return f"\n\n{words}\n\n" if words else ""


def _unbroken(text: str) -> str:
    """Return a text without the line breaks at its ends."""
    last = _SKAERB.match(text[::-1])
    text = text[: -last.end()] if last else text
    first = _BREAKS.match(text)
    return text[first.end() :] if first else text


def escaped(text: str) -> str:
    """Return words as Markdown that shows them as they are."""
    kept = _SPECIAL.sub(lambda one: f"\\{one[0]}", text)
    return _START.sub(lambda one: f"{one[1]}\\{one[2]}" if one[2] else f"{one[1]}{one[3]}\\{one[4]}", kept)


def address(url: str) -> str:
    """Return an address as it can stand between the brackets of a link."""
    return quote(url.strip(), safe="/:?#@!$&'*+,;=%~._-[]")


def _emphasis(el: Tag, text: str, parent_tags: set[str], sign: str, name: str) -> str:
    """Put words between signs, or between tags where CommonMark would not take the signs for what they are."""
    words = text.strip()
    if "_noformat" in parent_tags or not words:
        return text
    if any(one.name in ("b", "strong", "em", "i") and _same(one.name) == name for one in el.parents):
        return text
    before, after = text[: len(text) - len(text.lstrip())][:1], text[len(text.rstrip()) :][:1]
    left, right = before or _neighbour(el, back=True), after or _neighbour(el, back=False)
    tight = (left and not left.isspace()) or (right and not right.isspace())
    tagged = tight and not (words[0].isalnum() and words[-1].isalnum() and not {left, right} & set("*_"))
    return f"{before}<{name}>{words}</{name}>{after}" if tagged else f"{before}{sign}{words}{sign}{after}"


def _same(name: str) -> str:
    return {"b": "strong", "i": "em"}.get(name, name)


def _neighbour(el: Tag, *, back: bool) -> str:
    """Return the character beside an element, "*" where another element stands there, "" at the end of a block."""
    beside = el.previous_sibling if back else el.next_sibling
    if isinstance(beside, Tag):
        return "*" if beside.name in INLINE else " "
    return "" if beside is None else str(beside)[-1:] if back else str(beside)[:1]


def _number(el: Tag) -> int:
    """Return the number of an item of a list; its list counts for it, for a list may be long."""
    items = el.parent
    start = str(items.get("start") or "1") if items is not None else "1"
    counted = (
        int(str(items.get("podloom-count") or (int(start) - 1 if start.isdecimal() and len(start) < 9 else 0))) + 1
        if items is not None
        else 1
    )
    if items is not None:
        items["podloom-count"] = str(counted)
    return counted


def _columns(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line)) - 1
