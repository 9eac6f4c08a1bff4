"""Mix decoded frames down to one channel at 16 kHz. Runs where decoding does, and keeps no sound beyond a frame."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import av.filter

RATE = 16_000


class Mixer:
    """Mix frames of one shape down to one channel at 16 kHz.

    Every channel weighs one over the root of their number, as FFmpeg mixes two. Of more it would drop what it takes for the
    bass channel, and that may be a person's microphone. A limiter keeps what many channels share below full scale.
    """

    def __init__(self, frame: "av.AudioFrame") -> None:
        import av

        self._shape = _shape(frame)
        self._graph = _graph(frame) if frame.layout.nb_channels > 2 else None
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)

    def takes(self, frame: "av.AudioFrame") -> bool:
        """Whether a frame has the shape this mixer was made for."""
        return self._shape == _shape(frame)

    def mix(self, frame: "av.AudioFrame | None") -> Iterator[bytes]:
        """Yield the samples that are ready after this frame; None asks for the last."""
        if frame:
            frame.pts = None  # a damaged file may jump in time; its samples still follow one another
        if self._graph is None:
            parts = self._resampler.resample(frame)
        else:
            self._graph.push(frame)
            parts = _pulled(self._graph)
        yield from (bytes(part.planes[0])[: part.samples * 4] for part in parts)

    def rest(self) -> Iterator[bytes]:
        """Yield what is held back."""
        return self.mix(None)


def _shape(frame: "av.AudioFrame") -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _graph(frame: "av.AudioFrame") -> "av.filter.Graph":
    import av.filter

    channels = frame.layout.nb_channels
    weight = f"{1 / math.sqrt(channels):.6f}"
    graph = av.filter.Graph()
    nodes = [
        graph.add_abuffer(sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name, channels=channels),
        graph.add("pan", "mono|c0=" + "+".join(f"{weight}*c{index}" for index in range(channels))),
        graph.add("alimiter", "limit=0.98:level=0:latency=1"),
        graph.add("aresample", str(RATE)),
        graph.add("aformat", "sample_fmts=flt:channel_layouts=mono"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph


def _pulled(graph: "av.filter.Graph") -> "list[av.AudioFrame]":
    import av

    found: list[av.AudioFrame] = []
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return found
        if isinstance(frame, av.AudioFrame):
            found.append(frame)


def silence(seconds: float) -> Iterator[bytes]:
    """Yield silent samples, a second at a time at most."""
    left = round(seconds * RATE)
    while left > 0:
        yield bytes(4 * min(left, RATE))
        left -= RATE
