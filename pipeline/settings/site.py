"""Read mkdocs.yml: what a host may tell the site builder about navigation, palette and scripts. Runs nothing that it names.

MkDocs itself would make any object that a tag asks for, run `hooks`, take other files in and print the environment; it never
sees this file, but what was read here, written anew as JSON.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from pipeline import encoding, plainyaml, tables
from pipeline.disk import of_file
from pipeline.errors import InputError, ItemError, ShowError
from pipeline.settings.shapes import ADDRESS

FILE = "mkdocs.yml"
_TEXT, _FLAG, _LIST, _TABLE = "a text", "true or false", "a list", "a table of keys"
_KINDS: dict[str, tuple[type, ...]] = {_TEXT: (str,), _FLAG: (bool,), _LIST: (list,), _TABLE: (dict,)}
_KNOWN = {
    **dict.fromkeys(("site_name", "site_description", "site_author", "site_url", "copyright", "docs_dir", "site_dir"), (_TEXT,)),
    **dict.fromkeys(("repo_url", "repo_name", "edit_uri", "exclude_docs", "not_in_nav", "draft_docs"), (_TEXT,)),
    **dict.fromkeys(("use_directory_urls", "strict"), (_FLAG,)),
    **dict.fromkeys(("nav", "extra_css", "extra_javascript", "extra_templates"), (_LIST,)),
    **dict.fromkeys(("plugins", "markdown_extensions"), (_LIST, _TABLE)),
    **dict.fromkeys(("extra", "validation", "mdx_configs"), (_TABLE,)),
    "theme": (_TABLE, _TEXT),
}
_REFUSED = {
    "INHERIT": "No other file is taken in: write what it holds here.",
    "hooks": "No program is run for a setting: change site/overrides instead.",
}
_FOLDERS = {"docs_dir": "build/docs", "site_dir": "build/site"}
_ADDRESSES = ("site_url", "repo_url")
_KEY = re.compile(r"""^["']?([A-Za-z_]\w*)["']?\s*:""", re.MULTILINE)


def read(path: Path) -> dict[str, object]:
    """Return what mkdocs.yml says, with `theme` as a table.

    Raises:
        InputError: one fault, or FaultsError with all of them, each with its line.
    """
    text = _text(path)
    found = _plain(text)
    lines = {key[1]: text.count("\n", 0, key.start()) + 1 for key in reversed(list(_KEY.finditer(text)))}
    faults: list[ShowError] = []
    for key, value in found.items():
        for message, remedy in _faults(str(key), value):
            faults.append(InputError(message, f"{FILE}:{lines.get(str(key), 1)}", remedy))
    if found.get("theme") is None:
        place = f"{FILE}:{lines['theme']}" if "theme" in lines else FILE  # it may stand there, with nothing behind it
        faults.append(InputError('"theme" is missing', place, "Add two lines, `theme:` and `  name: material`."))
    tables.refuse(faults)
    theme = found["theme"]
    return {**{str(key): value for key, value in found.items()}, "theme": {"name": theme} if isinstance(theme, str) else theme}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > plainyaml.LIMIT_BYTES:
            raise InputError(f"the file is larger than {plainyaml.LIMIT_BYTES >> 10} kB", FILE, "Is this the right file?")
        data = path.read_bytes()
        if (mark := encoding.marked(data)) not in ("", "utf-8-sig"):
            raise InputError(f"the file is {mark.upper()}", FILE, "Save it as UTF-8.")  # MkDocs and git take it for rubbish
        return encoding.text(data, FILE).replace("\r\n", "\n")
    except ItemError as fault:
        raise InputError(fault.message, fault.where, fault.remedy) from fault
    except OSError as fault:
        of_file(fault, FILE)
        raise InputError(f"the file cannot be read: {fault.strerror}", FILE, "Mend its name or its permissions.") from fault


def _plain(text: str) -> Mapping[object, object]:
    try:
        found = plainyaml.load(text)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise InputError(
            f"this is not YAML that is read here: {fault.problem}", f"{FILE}:{line}", plainyaml.advice(fault)
        ) from fault
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        what = "it is nested too deeply" if isinstance(fault, RecursionError) else str(fault)
        raise InputError(f"this is not YAML that is read here: {what}", FILE, "Write plain `key: value` lines.") from fault
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise InputError("this is no list of `key: value` lines", f"{FILE}:1", "Copy mkdocs.yml from a show of `podloom init`.")
    return found


def _faults(key: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one key, and how to mend it. Its value may hold a password, so it is not shown."""
    if key in _REFUSED:
        yield f'"{key}" is not read', _REFUSED[key]
    elif key not in _KNOWN:
        yield f'unknown key "{key}"', tables.nearest(key, _KNOWN)
    elif value is not None and not isinstance(value, tuple(kind for name in _KNOWN[key] for kind in _KINDS[name])):
        yield f"{key} must be {' or '.join(_KNOWN[key])}", 'Texts that look like a number need quotes: "5".'
    elif key in _FOLDERS and str(value).rstrip("/") != _FOLDERS[key]:
        yield (
            f"{key} cannot be changed: whatever lies in that folder is replaced",
            f"Write `{key}: {_FOLDERS[key]}`, or leave it out.",
        )
    elif key in _ADDRESSES and value and not ADDRESS.fullmatch(str(value)):
        yield f"{key} is no address of the web", "Begin it with https://."
