"""Teach the Markdown parser footnotes: `[^1]` in a text, and `[^1]: ...` at the start of a line. Sanitises nothing."""

import re
from collections.abc import MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

ID = re.compile(r"fn(?:ref)?-\d{1,5}(?:-\d{1,5})?")
SIGNS = re.compile(r'<sup id="fnref-[^>]*>.*?</sup>|<a [^>]*href="#fnref-[^>]*>[^<]*</a>')
_NOTE = re.compile(r"\[\^([^\s\[\]]{1,40})\]:[ \t]*")
_REFERENCE = re.compile(r"\[\^([^\s\[\]]{1,40})\]")
_INDENT = 4

Env = MutableMapping[str, Any]  # the parser's own type


def teach(engine: "MarkdownIt") -> None:
    """Add the rules to a parser. A note is a list of one item, with the number of its first reference.

    Its anchor is `fn-1`, its references are at `fnref-1`, `fnref-1-2`; a note that nothing refers to is numbered last.
    """

    def note(_: "RendererHTML", tokens: "Sequence[Token]", at: int, options: "OptionsDict", env: Env) -> str:  # noqa: ARG001
        number = tokens[at].meta["number"]
        back = f' <a href="#fnref-{number}" title="Back">\u21a9</a>' if env["note_references"][number] else ""
        text = engine.render(tokens[at].content, {**env, "inside": True}).rstrip()
        text = f"{text.removesuffix('</p>')}{back}</p>" if text.endswith("</p>") else f"{text}{back}"
        return f'<ol start="{number}"><li id="fn-{number}">{text}</li></ol>\n'

    def reference(_: "RendererHTML", tokens: "Sequence[Token]", at: int, options: "OptionsDict", env: Env) -> str:  # noqa: ARG001
        number, which = tokens[at].meta["number"], tokens[at].meta["which"]
        return f'<sup id="fnref-{number}{f"-{which}" if which > 1 else ""}"><a href="#fn-{number}">{number}</a></sup>'

    engine.block.ruler.before("reference", "footnote", _block, {"alt": ["paragraph", "reference"]})
    engine.core.ruler.after("inline", "footnote_numbers", _numbered)
    engine.inline.ruler.before("link", "footnote_reference", _inline)
    engine.add_render_rule("footnote", note)
    engine.add_render_rule("footnote_reference", reference)


def _block(state: "StateBlock", first: int, last: int, silent: bool) -> bool:
    """Read a note: its line, those that go on with it, and indented paragraphs below."""
    begin = state.bMarks[first] + state.tShift[first]
    head = _NOTE.match(state.src, begin, state.eMarks[first])
    if not head or state.level or state.is_code_block(first) or state.env.get("inside"):
        return False
    notes = state.env.setdefault("notes", {})
    if head[1] in notes:
        return False
    if silent:
        return True
    end = _end(state, first, last)
    lines = [state.src[head.end() : state.eMarks[first]], *(_line(state, at) for at in range(first + 1, end))]
    notes[head[1]] = None
    state.env.setdefault("note_references", {})
    token = state.push("footnote", "", 0)
    token.info, token.content, token.map = head[1], "\n".join(lines), [first, end]
    state.line = end
    return True


def _end(state: "StateBlock", first: int, last: int) -> int:
    """Return the line after a note."""
    end = at = first + 1
    while at < last:
        indented = state.sCount[at] >= _INDENT
        if not state.isEmpty(at):
            if not indented and (at > end or _NOTE.match(state.src, state.bMarks[at] + state.tShift[at])):
                break
            end = at + 1
        at += 1
    return end


def _line(state: "StateBlock", at: int) -> str:
    return state.getLines(at, at + 1, _INDENT, False)


def _inline(state: "StateInline", silent: bool) -> bool:
    """Read a reference to a note that the text has."""
    found = _REFERENCE.match(state.src, state.pos) if state.src.startswith("[^", state.pos) else None
    if not found or found[1] not in state.env.get("notes", {}):
        return False
    if not silent:
        number = _number(state.env, found[1])
        which = state.env["note_references"][number] = state.env["note_references"][number] + 1
        state.push("footnote_reference", "", 0).meta = {"number": number, "which": which}
    state.pos = found.end()
    return True


def _numbered(state: "StateCore") -> None:
    """Give each note the number of its first reference; by now all of the text was read."""
    for token in state.tokens:
        if token.type == "footnote":
            token.meta = {"number": _number(state.env, token.info)}


def _number(env: Env, label: str) -> int:
    """Return the number of a note, the next one where it has none yet."""
    notes, references = env["notes"], env["note_references"]
    if notes[label] is None:
        notes[label] = len(references) + 1
        references[notes[label]] = 0
    return int(notes[label])
