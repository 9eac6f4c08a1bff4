"""Write a letter as plain text, from its Markdown: what it says needs no HTML. Addresses are numbered and listed at the end."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline import body
from pipeline.email.columns import WIDTH, columns, indented, wrapped
from pipeline.email.fit import absolute
from pipeline.email.letter import Letter
from pipeline.email.plays import Play
from pipeline.language import Words
from pipeline.pages import wiki

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>')
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_BLOCK = re.compile(r"(?=</?(?:p|div|summary|li|h\d|tr|dt|dd|blockquote|figcaption|pre)\b|<br\b)", re.IGNORECASE)
_AROUND = {"strong": "*", "em": "_", "code_inline": "`"}


def text(letter: Letter, words: Words) -> str:
    """Return a letter as plain text of 76 columns, with its play cards where they belong; addresses may be longer."""
    writer = _Writer(letter, words)
    parts = [*_head(letter, words), *writer.body(), *_foot(letter, words, writer.links)]
    quiet = letter.provider.quiet_text("\n\n".join("\n".join(part) for part in parts if part))
    return f"{quiet}\n\n" + "\n".join(_sender(letter, words)) + "\n"


def _head(letter: Letter, words: Words) -> Iterator[list[str]]:
    yield _titled(wrapped(letter.title), "=")
    by = words.say("letter.by", author=letter.author) if letter.author else ""
    about = wrapped(", ".join(filter(None, [letter.letters, letter.day, by])))
    yield [*about, f"{words.say('mail.browser')}: {letter.page}"]
    yield wrapped(letter.summary) if letter.summary else []


def _foot(letter: Letter, words: Words, links: Sequence[str]) -> Iterator[list[str]]:
    for play in letter.rest:
        yield _play(play, words)
    if links:
        yield _titled([words.say("mail.links")], "-")
        yield [f"[{number}] {link}" for number, link in enumerate(links, 1)]


def _sender(letter: Letter, words: Words) -> Iterator[str]:
    """Yield what stands below the letter. A provider's placeholders are in it, so it is written last."""
    yield "-- "
    yield from wrapped(words.say("mail.why", letters=letter.letters))
    if letter.unsubscribe:
        yield f"{words.say('mail.unsubscribe')}: {letter.unsubscribe}"
    yield f"{letter.show.name}: {letter.show.href}"
    yield from filter(None, [letter.provider.address_text or letter.address])


def _play(play: Play, words: Words) -> list[str]:
    at = f" {words.say('moment.at', clock=play.clock)}" if play.clock else ""
    said = f"{play.speaker}: {words.quoted(play.quote)}" if play.speaker else words.quoted(play.quote)
    lines = wrapped(f"{play.label}: {play.title}{at}", WIDTH - 4)
    return indented([*lines, *(wrapped(said, WIDTH - 4) if play.quote else []), play.href], "    ")


def _titled(lines: list[str], sign: str) -> list[str]:
    return [*lines, sign * max(map(columns, lines))]


class _Writer:
    """Writes the nodes of a letter, and numbers the addresses that it meets."""

    def __init__(self, letter: Letter, words: Words) -> None:
        self.links: list[str] = []
        self._letter = letter
        self._words = words
        self._blocks: dict[str, Callable[[SyntaxTreeNode, int], list[str]]] = {
            "heading": self._heading,
            "bullet_list": self._list,
            "ordered_list": self._list,
            "blockquote": lambda node, width: indented(self._inside(node, width - 2), "> "),
            "fence": self._code,
            "code_block": self._code,
            "hr": lambda _, width: ["* * *".center(width).rstrip()],
            "table": self._table,
            "html_block": self._markup,
            "footnote": self._note,
        }

    def body(self) -> Iterator[list[str]]:
        """Yield the lines of each block and of each play card after it."""
        pieces = iter(self._letter.pieces)
        for node in body.tree(self._letter.markdown).children:
            if node.type == "html_block" and not body.clean(node.content).strip():
                continue  # it is no block of the letter either
            yield self._block(node, WIDTH)
            for play in next(pieces).plays:
                yield _play(play, self._words)

    def _block(self, node: "SyntaxTreeNode", width: int) -> list[str]:
        write = self._blocks.get(node.type)
        return write(node, width) if write else wrapped(self._inline(node), width)

    def _inside(self, node: "SyntaxTreeNode", width: int, between: str = "\n\n") -> list[str]:
        blocks = ("\n".join(self._block(child, width)) for child in node.children)
        return between.join(blocks).split("\n")

    def _heading(self, node: "SyntaxTreeNode", width: int) -> list[str]:
        lines = wrapped(self._inline(node), width)
        return _titled(lines, "-") if node.tag in ("h1", "h2") else lines

    def _list(self, node: "SyntaxTreeNode", width: int) -> list[str]:
        first = int(str(node.attrs.get("start", 1)))
        lines: list[str] = []
        for number, item in enumerate(node.children, first):
            sign = f"{number}. " if node.type == "ordered_list" else "- "
            tight = all(child.type != "paragraph" or child.hidden for child in item.children)
            lines += [""] if lines and not tight else []
            lines += indented(self._inside(item, width - len(sign), "\n" if tight else "\n\n"), sign, " " * len(sign))
        return lines

    def _code(self, node: "SyntaxTreeNode", width: int) -> list[str]:  # noqa: ARG002 - code is not broken
        return indented(node.content.rstrip("\n").split("\n"), "    ")

    def _note(self, node: "SyntaxTreeNode", width: int) -> list[str]:
        sign = f"^{node.meta['number'] or node.info} "
        return indented(self._inside(body.tree(node.content), width - len(sign)), sign, " " * len(sign))

    def _markup(self, node: "SyntaxTreeNode", width: int) -> list[str]:
        parts = map(body.plain, _BLOCK.split(body.clean(node.content)))
        return [line for part in parts if part for line in wrapped(part, width)]

    def _table(self, node: "SyntaxTreeNode", width: int) -> list[str]:
        """Write a table in columns where it fits, or else each row as its cells with their headings."""
        rows = [[self._inline(cell) for cell in row.children] for part in node.children for row in part.children]
        wide = [max(columns(row[at]) for row in rows) for at in range(len(rows[0]))]
        if sum(wide) + 3 * (len(wide) - 1) <= width:
            lines = [" | ".join(_filled(cell, size) for cell, size in zip(row, wide, strict=True)).rstrip() for row in rows]
            return [lines[0], "-+-".join("-" * size for size in wide), *lines[1:]]
        told = [[f"{name}: {cell}" for name, cell in zip(rows[0], row, strict=True) if cell] for row in rows[1:]]
        return [line for row in told for line in indented([part for one in row for part in wrapped(one, width - 2)], "- ", "  ")]

    def _inline(self, node: "SyntaxTreeNode") -> str:
        return "".join(self._run(child) for child in node.children)

    def _run(self, node: "SyntaxTreeNode") -> str:
        if node.type == "text":
            return self._marked(node.content)
        if node.type in ("softbreak", "hardbreak"):
            return "\n" if node.type == "hardbreak" else " "
        if node.type == "footnote_reference":
            return f"^{node.meta['number']}"
        if node.type == "html_inline":
            return "\n" if _BREAK.match(node.content) else ""
        if node.type == "image":
            return f"[{node.content}]" if node.content else ""
        inside = node.content if node.type == "code_inline" else self._inline(node)
        if node.type == "link":
            return self._linked(inside, absolute(str(node.attrs["href"]), self._letter.page))
        sign = _AROUND.get(node.type, "")
        return f"{sign}{inside}{sign}" if inside.strip() else inside

    def _marked(self, said: str) -> str:
        """Return a text with its hand-written marks as links."""
        if "[[" not in said:
            return said
        linked = wiki.link(html.escape(said, quote=False), self._letter.places, self._letter.show.href, self._words)
        return html.unescape(_ANCHOR.sub(lambda one: self._linked(one[2], html.unescape(one[1])), linked))

    def _linked(self, said: str, address: str) -> str:
        """Return a link: an address that stands there as it is stays, any other gets a number."""
        if not said.strip() or address in (said, f"mailto:{said}", f"http://{said}"):
            return said or address
        if address not in self.links:
            self.links.append(address)
        return f"{said} [{self.links.index(address) + 1}]"


def _filled(cell: str, size: int) -> str:
    return cell + " " * (size - columns(cell))
