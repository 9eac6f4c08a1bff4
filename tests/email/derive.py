"""Derive pipeline/email/clients.toml from the data of caniemail.com: which features the big clients do not know.

    python -m tests.email.derive FOLDER_OF_FEATURES|caniemail.json > pipeline/email/clients.toml

FOLDER_OF_FEATURES is `_features/` of its repository, a Markdown file a feature; the JSON file is the same as one document, as
its API and the npm package `caniemail` have it. Both are MIT, see pipeline/email/LICENSE.caniemail.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

Stats = Mapping[str, Mapping[str, Mapping[str, str]]]
# Windows Mail and Gmail's mobile web page are gone or rare; what only they lack is no news.
CLIENTS = {
    "Gmail": (("gmail", "desktop-webmail"), ("gmail", "ios"), ("gmail", "android")),
    "Outlook for Windows": (("outlook", "windows"),),
    "Outlook.com": (("outlook", "outlook-com"),),
    "Outlook for Mac and phones": (("outlook", "macos"), ("outlook", "ios"), ("outlook", "android")),
    "Apple Mail": (("apple-mail", "macos"), ("apple-mail", "ios")),
}
_SUFFIXES = {"jpg": ("jpg", "jpeg"), "heif": ("heif", "heic"), "tiff": ("tif", "tiff"), "hdr": (), "animated": (), "base": ()}
_NO_PROPERTIES = ("system-ui", "fit-content", "inert")  # titles that begin so name fonts, lengths, an attribute
_PSEUDO = re.compile(r"::?[a-z-]+(?=$|\()")
_NAME = re.compile(r"[a-z]+(?:-[a-z]+)*")


class Feature(NamedTuple):
    """A feature of HTML or CSS: its title, category and what each client made of it, by the date of the test."""

    title: str
    category: str
    stats: Stats


def features(path: Path) -> Iterator[Feature]:
    """Read the features from a folder of Markdown files, or from the one document."""
    if path.is_dir():
        for file in sorted(path.glob("*.md")):
            yield _feature(file.read_text(encoding="utf-8").split("---\n")[1])
        return
    for one in json.loads(path.read_text(encoding="utf-8"))["data"]:
        yield Feature(one["title"], one["category"], one["stats"])


def _feature(head: str) -> Feature:
    """Read the head of a Markdown file. Its statistics are JSON with bare keys and commas too many."""
    told = dict(re.findall(r'^(title|category): "?([^"\n]*)"?$', head, re.MULTILINE))
    loose = head[head.index("stats:") + len("stats:") :]
    quoted = re.sub(r"([{,]\s*)([a-z0-9-]+)\s*:", r'\1"\2":', re.sub(r",(\s*})", r"\1", loose))
    stats, _ = json.JSONDecoder().raw_decode(quoted.strip())
    return Feature(told["title"], told["category"], stats)


def lacking(stats: Stats) -> list[str]:
    """Return the clients of which any program did not know the feature when it was tested last."""
    return [name for name, programs in CLIENTS.items() if any(_last(stats, *program).startswith("n") for program in programs)]


def _last(stats: Stats, family: str, platform: str) -> str:
    tested = stats.get(family, {}).get(platform, {})
    return str(list(tested.values())[-1]) if tested else ""


def names(one: Feature) -> tuple[str, list[str]]:
    """Return how a feature is known in a mail: what kind of thing it is, and its names; no names where it is of no use here."""
    title = one.title.strip()
    if one.category == "image":
        suffix = title.split()[0].lower()
        return "picture", list(_SUFFIXES.get(suffix, (suffix,))) if "image format" in title else []
    if one.category == "html":
        named = "element" in title or title.startswith(("<base", "Embedded"))
        return "tag", re.findall(r"<([a-z]+)(?=[ >])", title) if named else []
    return _style(title) if one.category == "css" else ("", [])


def _style(title: str) -> tuple[str, list[str]]:
    if title.startswith("@"):
        return "rule", [part.strip() for part in title.split(",")]
    if title.startswith(":"):
        return "selector", _PSEUDO.findall(title)
    if title.endswith(" unit"):
        return "unit", [] if title.startswith(("%", "initial")) else [title.split()[0]]
    if title.startswith(("lang()", *_NO_PROPERTIES)):
        return "", []
    if "()" in title or title.startswith("CSS Variables"):
        return "function", re.findall(r"([a-z-]+)\(\)", title) or ["var"]
    if ":" in title:
        return "declaration", [re.sub(r"\s", "", title)]
    parts = re.split(r",\s*|\s*&\s*", re.sub(r" (CSS )?propert(y|ies)$", "", title))
    return "property", parts if all(_NAME.fullmatch(part) for part in parts) else []


def table(found: Iterable[Feature]) -> str:
    """Return the table as TOML: a section a kind, a line a name with the clients that lack it."""
    lines: dict[str, dict[str, list[str]]] = {}
    for one in found:
        kind, known = names(one)
        if clients := lacking(one.stats):
            for name in known:
                lines.setdefault(kind, {}).setdefault(name, clients)
    out = [
        "# Derived from caniemail.com (MIT, LICENSE.caniemail) by tests/email/derive.py. Each name with the clients that lack it."
    ]
    for kind, some in sorted(lines.items()):
        out += ["", f"[{kind}]", *(f"{json.dumps(name)} = {json.dumps(clients)}" for name, clients in sorted(some.items()))]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table(features(Path(sys.argv[1]))))
