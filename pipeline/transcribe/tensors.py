"""Read the tensors of a CTranslate2 model: walk its table without the numbers, or take the numbers too. Knows no layer by name.

The layout, little-endian: version, specification, revision, number of tensors; for each its name, shape, kind, length in
bytes and numbers; at last other names for some of them. A string has its length before it and a zero at its end.
"""

import struct
from collections.abc import Iterator, Sequence
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Fact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.generic]

# Versions that hold a kind for each tensor; CTranslate2 has written 6 for as long as it has known Whisper.
VERSIONS = range(4, 7)
KINDS = {0: "float32", 1: "int8", 2: "int16", 3: "int32", 4: "float16", 5: "bfloat16"}
BYTES = {"float32": 4, "int8": 1, "int16": 2, "int32": 4, "float16": 2, "bfloat16": 2}
MOST_AXES = 8
AHEAD = 512


class TensorsError(Exception):
    """These bytes are no whole CTranslate2 model; says what is wrong, and where in it."""


class Tensor(Fact, frozen=True):
    """Where in the file a tensor's numbers stand, and how they are to be read."""

    name: str
    kind: str
    shape: tuple[int, ...]
    at: int
    length: int


class Table(Fact, frozen=True):
    """What a model says it holds. `others` are further names of tensors."""

    specification: str
    revision: int
    tensors: tuple[Tensor, ...]
    others: dict[str, str]

    @property
    def quantised(self) -> bool:
        """Say whether some weights are whole numbers with a scale: the original ones cannot be had from them."""
        return any(tensor.kind.startswith("int") and len(tensor.shape) > 1 for tensor in self.tensors)


class Joined:
    """Files read as if they were one."""

    def __init__(self, parts: Sequence[Path]) -> None:
        self._parts = [(part, part.stat().st_size) for part in parts]
        self.size = sum(size for _, size in self._parts)

    def read(self, at: int, count: int) -> bytes:
        """Return up to `count` bytes from a place on; fewer at the end."""
        found = b""
        for part, size in self._parts:
            if at < size and count > len(found):
                with part.open("rb") as file:
                    file.seek(at)
                    found += file.read(count - len(found))
            at = max(0, at - size)
        return found


class Held:
    """Bytes in memory, read as a file is."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, at: int, count: int) -> bytes:
        """Return up to `count` bytes from a place on; fewer at the end."""
        return self._data[at : at + count]


def walk(source: Joined | Held) -> Table:
    """Read the table of a model and hold it against the length of the file; the numbers are passed over.

    Raises:
        TensorsError: this is another kind of file, or it is shorter than its table says.
    """
    reader = _Reader(source)
    version = reader.number("I", "its version")
    if version not in VERSIONS:
        raise TensorsError("it does not begin as a CTranslate2 model does")
    specification = reader.text("its specification")
    revision = reader.number("I", "its revision")
    tensors = tuple(_tensor(reader) for _ in range(reader.number("I", "the number of tensors")))
    return Table(specification, revision, tensors, dict(_others(reader)))


def numbers(data: bytes, table: Table) -> dict[str, "Numbers"]:
    """Return the tensors of a model in memory by all their names; bfloat16 comes as float32, the others as they are.

    They are views of `data`, which may not be written to.
    """
    found = {tensor.name: _numbers(data, tensor) for tensor in table.tensors}
    return found | {other: found[name] for other, name in table.others.items() if name in found}


class _Reader:
    """A place in a file, which moves on as things are read from it."""

    def __init__(self, source: Joined | Held) -> None:
        self._source = source
        self._window = b""  # read ahead: what stands between two tensors' numbers is short, and read in small steps
        self._begin = 0
        self.at = 0

    def take(self, count: int, what: str) -> bytes:
        """Return the next bytes."""
        if self.at + count > self._begin + len(self._window):
            self._window, self._begin = self._source.read(self.at, max(count, AHEAD)), self.at
        found = self._window[self.at - self._begin :][:count]
        if len(found) < count:
            raise TensorsError(f"it is cut short in {what}, after {self._source.size} bytes")
        self.at += count
        return found

    def number(self, form: str, what: str) -> int:
        """Return the next number, in one of `struct`'s forms."""
        return int(struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}"), what))[0])

    def text(self, what: str) -> str:
        """Return the next string."""
        raw = self.take(self.number("H", what), what)
        if not raw.endswith(b"\0") or not raw[:-1].isascii():
            raise TensorsError(f"what stands for {what}, at byte {self.at - len(raw)}, is no name")
        return raw[:-1].decode("ascii")

    def skip(self, count: int, what: str) -> None:
        """Pass over bytes that must be there."""
        if self.at + count > self._source.size:
            there = self._source.size - self.at
            raise TensorsError(f"it is cut short in {what}: {there} of {count} bytes are there")
        self.at += count


def _tensor(reader: _Reader) -> Tensor:
    what = f"a tensor's name at byte {reader.at}"
    name = reader.text(what)
    axes = reader.number("B", name)
    if axes > MOST_AXES:
        raise TensorsError(f"{name} has {axes} axes")
    shape = tuple(reader.number("I", name) for _ in range(axes))
    kind = KINDS.get(reader.number("B", name), "")
    length = reader.number("I", name)
    if not kind or length != prod(shape) * BYTES[kind]:
        raise TensorsError(f"{name} has {length} bytes, which do not fit its shape {shape} and kind {kind or 'unknown'}")
    at = reader.at
    reader.skip(length, name)
    return Tensor(name, kind, shape, at, length)


def _others(reader: _Reader) -> Iterator[tuple[str, str]]:
    for _ in range(reader.number("I", "the other names")):
        yield reader.text("another name"), reader.text("the tensor of another name")


def _numbers(data: bytes, tensor: Tensor) -> "Numbers":
    import numpy as np

    if tensor.kind == "bfloat16":  # the upper half of a float32
        upper = np.frombuffer(data, "<u2", prod(tensor.shape), tensor.at).astype(np.uint32)
        return (upper << 16).view(np.float32).reshape(tensor.shape)
    return np.frombuffer(data, np.dtype(tensor.kind).newbyteorder("<"), prod(tensor.shape), tensor.at).reshape(tensor.shape)
