"""Read YAML that strangers may have written: plain mappings, lists and texts. Makes nothing of a tag, follows no alias.

A 2.3 kB bomb of merge keys runs past 3 CPU seconds in `yaml.safe_load`, and one of aliases fills any memory once it is printed;
`!!python/object/apply` runs a program where a less careful loader reads it.
"""

import re
from collections.abc import Hashable
from contextlib import suppress
from typing import Any

import yaml

LIMIT_BYTES = 64 << 10
# What may be an anchor, an alias or a tag, or lists within lists: in C nothing stops those from filling the stack.
_RISKY = re.compile(r"[&*!]|(?:[-?]\s+){3}|(?:[\[{][^\[{]*){9}")


class _Once:
    """Refuses a key that stands twice: YAML would silently take the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Make a mapping."""
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f'the key "{key.value}" stands twice', problem_mark=key.start_mark)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep))  # type: ignore[misc]  # the loader that this is mixed into


class _QuickLoader(_Once, yaml.CSafeLoader):
    """The same in C, for what surely has nothing of what is refused: 1,500 heads in 0.2 s instead of 0.8."""


class _PlainLoader(_Once, yaml.SafeLoader):
    """YAML without anchors, aliases, merges or tags."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="anchors (&) and aliases (*) are not read here", problem_mark=event.start_mark)
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="tags (!) are not read here", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


# YAML 1.1 would turn the title 12:30:45 into 45045 and "on" into True, and refuse 2025-13-45 without its line: only plain
# numbers, true, false and nothing are more than text here.
_LOADERS = (_PlainLoader, _QuickLoader)
for _loader in _LOADERS:
    _loader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false|True|False", list("tfTF")),
    ("int", r"0|[1-9][0-9]{0,8}", list("0123456789")),
):
    for _loader in _LOADERS:
        _loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_form})$"), _first)


def load(text: str) -> object:
    """Return what a text of at most `LIMIT_BYTES` says; the caller checks its length, and what came out of it.

    Raises:
        yaml.YAMLError: it is not YAML, or not plain; a MarkedYAMLError knows the line.
        RecursionError: it is nested too deeply.
    """
    if not _RISKY.search(text):
        with suppress(yaml.YAMLError):  # the other one says what is wrong, and reads half a character
            return yaml.load(text, Loader=_QuickLoader)  # noqa: S506 - a SafeLoader
    return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader that refuses more


def advice(fault: yaml.MarkedYAMLError) -> str:
    """Say what is most often meant by a fault of YAML."""
    said = f"{fault.context} {fault.problem}"
    if "not read here" in said:
        return "Write the value itself; a text that begins with &, * or ! needs quotes."
    if "\\t" in said:
        return "Use spaces, no tabs, before and after a key."
    return "Close the quote that is opened there." if "quoted scalar" in said else "Put texts with a colon in quotes."
