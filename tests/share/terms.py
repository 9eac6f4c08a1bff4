"""Judge JSON-LD by schema.org's own terms: types, properties, and what each expects. Knows nothing of Podloom."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

TERMS: dict[str, dict[str, dict[str, list[str]]]] = json.loads(
    (Path(__file__).parent.parent / "data/schemaorg/terms.json").read_text()
)
_FORMS = {
    "Date": r"\d{4}-\d{2}-\d{2}",
    "Duration": r"PT(?=\d)(\d+H)?(\d+M)?(\d+S)?",
    "Text": r"(?s).+",
    "URL": r"\S+",
    "string": r"(?s).+",
}
_STRINGS = {"ImageObject": "URL", "Thing": "URL"}  # schema.org takes an address for any of them


class Scripts(HTMLParser):
    """Collects the JSON-LD of a page as a browser would cut it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs
        if self._inside:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's own signature
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def nodes(page: str) -> list[dict[str, object]]:
    """Return the nodes that a page's JSON-LD holds."""
    return [json.loads(text) for text in Scripts(page).texts]


def above(kind: str) -> set[str]:
    """Return a type and all types that it is one of."""
    return {kind}.union(*(above(one) for one in TERMS[kind]["is"]))


def faults(node: dict[str, object], absolute: bool = True) -> Iterator[str]:
    """Yield what is wrong with a node: unknown types and properties, values that are not expected, addresses that lead nowhere."""
    kind = str(node.get("@type"))
    if kind not in TERMS:
        yield f"no type {kind}"
        return
    known = {key: expects for one in above(kind) for key, expects in TERMS[one]["has"].items()}
    for key, value in node.items():
        if key.startswith("@"):
            continue
        if key not in known:
            yield f"{kind} has no {key}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _value(f"{kind}.{key}", one, known[key], absolute)


def _value(where: str, value: object, expects: list[str], absolute: bool) -> Iterator[str]:
    if isinstance(value, dict):
        kind = str(value.get("@type"))
        if kind in TERMS and not above(kind) & set(expects):
            yield f"{where} expects {expects}, not {kind}"
        yield from faults(value, absolute)
    elif isinstance(value, (int, float)):
        if not {"Number", "Integer"} & set(expects):
            yield f"{where} expects {expects}, not a number"
    elif not any(re.fullmatch(_FORMS.get(_STRINGS.get(one, one), "$."), str(value)) for one in expects):
        yield f"{where} expects {expects}, not {value!r}"
    elif absolute and "Text" not in expects and {"URL", "Thing"} & set(expects) and not urlsplit(str(value)).netloc:
        yield f"{where} is no absolute address: {value!r}"
