"""What the big mail clients do not know, and what a mail asks of them. The table is derived from caniemail.com."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

_TABLE = Path(__file__).with_name("clients.toml")
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;{}]+)")
_RULE = re.compile(r"@[a-z-]+(?:[^{;]*)")
_FEATURE = re.compile(r"\(([a-z-]+)")
_SELECTOR = re.compile(r"::?[a-z-]+")
_FUNCTION = re.compile(r"([a-z-]+)\(")
_UNIT = re.compile(r"(?<![\w#.-])-?\d*\.?\d+([a-z]+)\b")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What a mail loses nothing by: it is an ornament, or there for those who know it while the rest of the mail stands without.
_SPARED = frozenset(
    (
        *("border-radius", "border-spacing", "box-shadow", "color-scheme", "cursor", "font-kerning", "hyphens", "opacity"),
        *("outline", "overflow", "overflow-wrap", "table-layout", "text-decoration-color", "text-decoration-thickness"),
        *("text-underline-offset", "text-wrap", "transition", "user-select", "white-space", "word-wrap", "max-height", "min-width"),
        *("@media", "@media (prefers-color-scheme)", "@media (prefers-reduced-motion)", "@media (hover)", "@font-face"),
        *(":hover", ":active", ":focus", ":focus-visible", ":link", ":visited", "abbr", "wbr", "body"),
    )
)


class Use(NamedTuple):
    """Something that a mail asks of a client: a property, a tag, a rule, by its kind in the table and its name."""

    kind: str
    name: str

    @property
    def shown(self) -> str:
        """Return how a message names it."""
        forms = {"tag": "the tag <{}>", "picture": "a picture as {}", "function": "{}()", "unit": "the unit {}"}
        return forms.get(self.kind, '"{}"').format(self.name)


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def lacking(use: Use) -> tuple[str, ...]:
    """Return the clients that do not know something, none where a mail loses nothing by it."""
    return () if use.name in _SPARED else tuple(_table().get(use.kind, {}).get(use.name, ()))


def of_tag(tag: str) -> list[Use]:
    """Return what an element asks by its name."""
    return [Use("tag", tag)]


def of_attributes(found: Mapping[str, str]) -> list[Use]:
    """Return what an element asks by its style and its picture."""
    suffix = urlsplit(found.get("src", "")).path.rpartition(".")[2].lower()
    return [*([Use("picture", suffix)] if "src" in found else []), *_declared(found.get("style", ""))]


def of_sheet(css: str) -> list[Use]:
    """Return what a style sheet asks: its rules, selectors and declarations."""
    plain = _COMMENT.sub("", css)
    rules = [Use("rule", name) for rule in _RULE.findall(plain) for name in _rules(rule)]
    heads = [head for head in re.findall(r"([^{}]+)\{", plain) if not head.strip().startswith("@")]
    selectors = [Use("selector", one) for head in heads for one in _SELECTOR.findall(head)]
    bodies = re.findall(r"\{([^{}]*)\}", plain)
    return [*rules, *selectors, *(use for one in bodies for use in _declared(one))]


def _rules(rule: str) -> Iterator[str]:
    name = rule.split("(")[0].split()[0]
    yield name
    yield from (f"{name} ({feature})" for feature in _FEATURE.findall(rule))


def _declared(style: str) -> Iterator[Use]:
    for name, value in _DECLARATION.findall(style):
        bare = re.sub(r"""url\([^)]*\)|"[^"]*"|'[^']*'""", "", value).strip().removesuffix("!important").strip()
        yield Use("property", name)
        yield Use("declaration", f"{name}:{bare}")
        yield from (Use("function", one) for one in _FUNCTION.findall(bare))
        yield from (Use("unit", one) for one in _UNIT.findall(bare))
