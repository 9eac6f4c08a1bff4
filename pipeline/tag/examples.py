"""Read labelled passages: those that ship with Podloom, the themes' and a show's own. Never guesses what a bad line meant."""

import difflib
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

import msgspec

from pipeline.errors import InputError
from pipeline.model import UNREAD, Fact, Theme

_SHIPPED = "pipeline/tag/examples.jsonl"


class Example(Fact, frozen=True):
    """A passage and the themes that it makes a point about; none is a full answer.

    `kind` is "transcript", "newsletter" or empty; `noisy` marks text as a speech recogniser leaves it.
    """

    text: str
    themes: tuple[str, ...]
    id: str = ""
    kind: str = ""
    noisy: bool = False


def read_examples(path: Path, where: str, themes: Collection[str] = ()) -> tuple[Example, ...]:
    """Read JSON lines of `{"id", "kind", "noisy", "text", "themes"}`; only the last two are required.

    `where` is how messages call the file. With `themes`, the slugs of the show, a line may name only those.

    Raises:
        InputError: the file cannot be read or is empty, or a line is wrong (with `file:line`).
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", where, "Check the name of the file.") from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text.", where, "Save it as UTF-8.") from error
    return _parse(text, where, themes)


@lru_cache(maxsize=1)
def shipped() -> tuple[Example, ...]:
    """Return the examples that ship with Podloom, written for its seven house themes."""
    text = resources.files("pipeline.tag").joinpath("examples.jsonl").read_text(encoding="utf-8")
    return _parse(text, _SHIPPED, ())


def told(themes: Iterable[Theme]) -> tuple[Example, ...]:
    """Return the examples that the themes bring along, in their order; one that stands under several themes has them all."""
    found: dict[str, tuple[str, ...]] = {}
    for theme in themes:
        for text in theme.examples:
            found[text] = tuple(dict.fromkeys((*found.get(text, ()), theme.slug)))
    return tuple(Example(text, slugs, f"themes.toml#{'+'.join(slugs)}") for text, slugs in found.items())


def check_themes(names: Sequence[str], known: Collection[str], where: str = "") -> None:
    """Refuse a theme that the show does not have.

    Raises:
        InputError: naming the theme and the nearest one that exists.
    """
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            remedy = f'Did you mean "{near[0]}"?' if near else f"The show has: {', '.join(known) or 'no themes'}."
            raise InputError(f'theme "{name}" is not defined.', where, remedy)


def _parse(text: str, where: str, themes: Collection[str]) -> tuple[Example, ...]:
    # Only "\n" ends a JSON line: str.splitlines would also cut at U+2028, which may stand inside a JSON string.
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not numbered:
        raise InputError("holds no lines.", where, 'Give it lines such as {"text": "...", "themes": []}.')
    return tuple(_example(line, f"{where}:{number}", themes) for number, line in numbered)


def _example(line: str, where: str, themes: Collection[str]) -> Example:
    try:
        example = msgspec.json.decode(line, type=Example)
    except msgspec.ValidationError as error:
        raise InputError(f"{error}.", where, 'A line is {"text": "...", "themes": ["slug"]}.') from error
    except UNREAD as error:
        raise InputError(f"is not JSON: {error}.", where, "Write one JSON object a line.") from error
    if not example.text.strip():
        raise InputError("`text` is empty.", where, "Give the passage, or remove the line.")
    if themes:
        check_themes(example.themes, themes, where)
    return example
