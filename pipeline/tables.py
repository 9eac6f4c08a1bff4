"""Read TOML into frozen records and name every fault with file and line. Knows no particular file."""

import difflib
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.disk import of_file
from pipeline.errors import FaultsError, InputError, ShowError

FactT = TypeVar("FactT", bound=msgspec.Struct)
FILE_LIMIT_BYTES = 1 << 20

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-\"' ]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*[\"']?([\w\-]+)[\"']?\s*(\.[\w\-.]+)?\s*=")
_SYNTAX_PLACE = re.compile(r"\(at line (\d+), column \d+\)")


class Table:
    """One parsed TOML file that knows on which line each key stands."""

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        self.data = _parse(text, where)
        self._lines = dict(_lines(text))

    def place(self, *path: str | int) -> str:
        """Return `file:line` of a key; the nearest enclosing table where the key itself has no line."""
        for end in range(len(path), 0, -1):
            line = self._lines.get(path[:end])
            if line is not None:
                return f"{self.where}:{line}"
        return self.where


def read(path: Path, where: str) -> Table:
    """Read a TOML file.

    Raises:
        InputError: the file is missing, too large, not UTF-8 or not TOML.
    """
    try:
        if path.stat().st_size > FILE_LIMIT_BYTES:
            raise InputError(
                f"the file is larger than {FILE_LIMIT_BYTES >> 20} MiB",
                where,
                "Settings are small; is this the right file?",
            )
        return Table(path.read_text(encoding="utf-8-sig"), where)
    except FileNotFoundError:
        raise InputError("the file is missing", where, "Start a show with `podloom init DIR`, or create the file.") from None
    except OSError as fault:
        of_file(fault, where)
        raise InputError(f"the file cannot be read: {fault.strerror}", where, "Mend its name or its permissions.") from fault
    except UnicodeDecodeError as fault:
        raise InputError(f"the file is not UTF-8 (byte {fault.start})", where, "Save it as UTF-8.") from fault


def _parse(text: str, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = _SYNTAX_PLACE.search(str(fault))
        place = f"{where}:{found[1]}" if found else where
        message = _SYNTAX_PLACE.sub("", str(fault)).strip()
        message = message[:1].lower() + message[1:]
        remedy = next((advice for words, advice in _ADVICE if words in message), 'Write lines such as title = "My show".')
        raise InputError(f"this is not TOML: {message}", place, remedy) from fault
    except RecursionError as fault:
        raise InputError("the tables are nested too deeply", where, "Settings are flat; is this the right file?") from fault


# What most often lies behind a fault that tomllib finds, by words of its message; the first that fits.
_ADVICE = (
    ("overwrite", "This name stands twice: take one of the two out."),
    ("twice", "This table stands twice: put its lines under one of the two."),
    ("illegal character", 'Close the text with the quote that opens it: title = "My show".'),
    ("unescaped", "Write each backslash twice, or put the text in single quotes."),
    ("escape", "Write each backslash twice, or put the text in single quotes."),
    ("newline or end", """A quote inside a text ends it: write \\" there, or put the text in single quotes."""),
    ("unclosed array", "Close the list with ]."),
    ("end of a table", "Close the name of the table with ]."),
    ("'='", 'Put = between the name and what it is: title = "My show".'),
    ("value", 'Texts need straight quotes: title = "My show".'),
)


def _lines(text: str) -> Iterator[tuple[tuple[str | int, ...], int]]:
    at: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name = header[2].strip("\"' ")
            at = tuple(part.strip("\"' ") for part in name.split("."))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                at = (*at, counts[name])
            yield at, number
        elif key := _KEY.match(line):
            yield (*at, key[1]), number


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "Did you mean ...?" or the list of what is known; the advice for a misspelt word."""
    known = sorted(known)
    close = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Known here: {', '.join(known)}." if known else ""


def record(kind: type[FactT], values: object, table: Table, *path: str | int) -> tuple[FactT | None, list[ShowError]]:
    """Turn one table of the file into a record; return it, or None and every fault in it."""
    if not isinstance(values, Mapping):
        return None, [InputError(f"{path[-1]} must be a table", table.place(*path), f"Write [{path[0]}] on a line of its own.")]
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    faults: list[ShowError] = [
        InputError(f'unknown key "{key}"', table.place(*path, key), nearest(key, fields)) for key in values if key not in fields
    ]
    given: dict[str, object] = {}
    for name, field in fields.items():
        if name in values:
            try:
                given[field.name] = msgspec.convert(values[name], field.type)
            except msgspec.ValidationError as fault:
                message, inside = _placed(str(fault))
                faults.append(InputError(f"{name}: {_plain(message)}", table.place(*path, name, *inside)))
        elif field.required:
            faults.append(InputError(f'"{name}" is missing', table.place(*path), f"Add a line {name} = ..."))
    return (None if faults else kind(**given)), faults


def records(kind: type[FactT], table: Table, name: str, beside: Collection[str] = ()) -> tuple[FactT, ...]:
    """Read every `[[name]]` of a file, which may have blocks named as in `beside` too.

    Raises:
        FaultsError: with all faults of the file at once.
    """
    faults: list[ShowError] = [
        InputError(f'unknown table "{key}"', table.place(key, 0), nearest(key, {name, *beside}))
        for key in table.data
        if key not in {name, *beside}
    ]
    rows = table.data.get(name, [])
    if not isinstance(rows, list):
        raise InputError(f"{name} must be written as [[{name}]]", table.place(name), "Use double brackets, one block each.")
    found: list[FactT] = []
    for index, row in enumerate(rows):
        fact, wrong = record(kind, row, table, name, index)
        faults += wrong
        if fact is not None:
            found.append(fact)
    refuse(faults)
    return tuple(found)


def refuse(faults: list[ShowError]) -> None:
    """Raise all faults together, or return when there is none."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise FaultsError(tuple(faults))


def _placed(message: str) -> tuple[str, list[str | int]]:
    """Split msgspec's message into what is wrong and where in the value: "... - at `$[0].url`" -> [0, "url"]."""
    said, _, place = message.partition(" - at `$")
    return said, [int(step) if step.isdigit() else step for step in re.findall(r"\w+", place)]


def _plain(message: str) -> str:
    """Put msgspec's wording into words that a host uses."""
    words = {
        "`str`": "text in quotes",
        "`int`": "a whole number",
        "`array`": "a list",
        "`bool`": "true or false",
        "`float`": "a number",
    }
    message = message.replace(" | null`", "`")  # TOML has no null
    for theirs, ours in words.items():
        message = message.replace(theirs, ours)
    return message[:1].lower() + message[1:]
