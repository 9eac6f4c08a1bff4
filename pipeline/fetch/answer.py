"""What a server answers: a head, and a body that is unpacked as it comes. Asks nothing."""

import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.fetch.hitch import HitchError


class Answer(NamedTuple):
    """The head of an answer, by lower-case name, and its body as it comes over the wire."""

    status: int
    headers: Mapping[str, str]
    url: str
    raw: Iterator[bytes]

    @property
    def media_type(self) -> str:
        """Return its media type, without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def number(self, name: str) -> int | None:
        """Return a header that is a whole number, None where it is absent or none."""
        value = self.headers.get(name, "").strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None

    def plain(self) -> Iterator[bytes]:
        """Give the body unpacked, piece by piece, each of 1 MiB at most: a bomb never lies in memory."""
        packed = self.headers.get("content-encoding", "identity").strip().lower()
        if packed in ("", "identity"):
            yield from self.raw
        elif packed in ("gzip", "x-gzip", "deflate"):
            yield from _unpacked(self.raw, packed)
        else:
            raise HitchError(f'the answer is packed as "{packed[:20]}", which was not asked for')


def _unpacked(raw: Iterator[bytes], packed: str) -> Iterator[bytes]:
    engine = zlib.decompressobj(zlib.MAX_WBITS | 32 if packed != "deflate" else zlib.MAX_WBITS)
    try:
        for piece in raw:
            yield engine.decompress(piece, 1 << 20)
            while engine.unconsumed_tail:
                yield engine.decompress(engine.unconsumed_tail, 1 << 20)
    except zlib.error as fault:
        raise HitchError("the answer cannot be unpacked", again=True) from fault
    if not engine.eof:
        raise HitchError("the answer was cut off", again=True)
