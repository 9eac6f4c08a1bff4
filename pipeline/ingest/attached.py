"""Find the picture in the tags of a sound file. Runs in a child process only, as `media` does."""

from contextlib import suppress
from pathlib import Path

from pipeline.ingest import media

MOST_BYTES = 12 * 2**20


def picture(path: Path) -> bytes | None:
    """Return the first picture as it lies there, None where there is none: a film is no picture."""
    import av
    from av.stream import Disposition

    with media.opened(path) as source:
        for stream in source.container.streams.video:
            if stream.disposition & Disposition.attached_pic:
                with suppress(av.error.FFmpegError):
                    packet = next(source.container.demux(stream), None)
                    return bytes(packet) if packet and 0 < packet.size <= MOST_BYTES else None
    return None
