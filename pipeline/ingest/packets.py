"""Decode the packets of a recording in order, and note where some are missing. Runs in the decoding child only."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.errors import ItemError
from pipeline.ingest import headers
from pipeline.model import Fact

if TYPE_CHECKING:
    import av.container

MOST_SECONDS = 24 * 3600
# A jump in the time stamps: shorter is rounding, longer is a lie.
GAP_SECONDS = 0.1
LONGEST_GAP_SECONDS = 3600.0
# Recorders of calls send nothing for up to 0.4 s while nobody speaks (RFC 6716, section 2.1.9): that is no damage.
TOLD_GAP_SECONDS = 1.0
# Holes closer than this are told as one.
NEAR_SECONDS = 1.0
MOST_HOLES = 1_000


class Hole(Fact, frozen=True):
    """A stretch that could not be decoded, in seconds of the sound as we give it; silence stands there, or nothing."""

    start: float
    end: float


class Track:
    """The first sound of a container, decoded packet by packet, with a count of what came and what did not."""

    def __init__(self, container: "av.container.InputContainer") -> None:
        self._container = container
        self._tick = float(container.streams.audio[0].time_base or 0)
        self._codec = container.streams.audio[0].codec_context.codec.canonical_name
        self._origin: float | None = None
        self._last: av.Packet[av.AudioStream] | None = None
        self.plain = self._codec.startswith("pcm_")
        self.seconds = 0.0
        self.packets = 0
        self.damaged = 0
        self.holes: list[Hole] = []

    @property
    def cut(self) -> bool:
        """Whether the last packet is shorter than it says it is."""
        last = bytes(self._last) if self._last and self._codec == "mp3" else b""
        return len(last) < headers.frame_bytes(last)

    def frames(self) -> "Iterator[tuple[float, av.AudioFrame]]":
        """Yield each frame with the seconds that are missing before it."""
        for frames in self._packets():
            for frame in frames:
                rate, count = frame.sample_rate, frame.samples
                if rate and count:
                    gap = self._gap(frame)
                    self.seconds += gap + count / rate
                    if self.seconds > MOST_SECONDS:
                        raise ItemError("the sound is longer than 24 hours", "", "Cut it into several episodes.")
                    yield gap, frame

    def _packets(self) -> "Iterator[list[av.AudioFrame]]":
        """Yield the frames of each packet; count and place those that are damaged."""
        import av

        stream = self._container.streams.audio[0]
        stream.codec_context.thread_count = 1
        if self._codec == "flac":
            stream.codec_context.options = {"err_detect": "crccheck"}
        packets = self._container.demux(stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                frames = packet.decode() if packet.size or packet.dts is None else []
            except av.error.EOFError:
                return
            except av.error.FFmpegError as fault:
                unless_memory(fault)
                self._miss(0.0, packets=1)
                continue
            self._note(packet)
            yield frames

    def _note(self, packet: "av.Packet[av.AudioStream]") -> None:
        """Count a packet that could be decoded."""
        if not packet.size:
            return
        self.packets += 1
        if packet.is_corrupt and not self.plain:  # of plain samples it says no more than that the packet is short
            self._miss(0.0, packets=1)
        self._last = packet

    def _gap(self, frame: "av.AudioFrame") -> float:
        """Return how far a frame's time stamp is ahead of the sound so far: players leave that time silent, and so must we."""
        if frame.pts is None:
            return 0.0
        stamp = frame.pts * self._tick
        gap = 0.0 if self._origin is None else stamp - self._origin - self.seconds
        if self._origin is None or gap < -GAP_SECONDS or gap > LONGEST_GAP_SECONDS:
            self._origin = stamp - self.seconds
        if gap > LONGEST_GAP_SECONDS:
            self._miss(0.0)
        if not GAP_SECONDS <= gap <= LONGEST_GAP_SECONDS:
            return 0.0
        if gap >= TOLD_GAP_SECONDS or self._is_near_hole():
            self._miss(gap)
        return gap

    def _is_near_hole(self) -> bool:
        return bool(self.holes) and self.seconds - self.holes[-1].end < NEAR_SECONDS

    def _miss(self, seconds: float, packets: int = 0) -> None:
        self.damaged += packets
        start, end = self.seconds, self.seconds + seconds
        if self._is_near_hole():
            start, end = self.holes[-1].start, max(end, self.holes.pop().end)
        if len(self.holes) < MOST_HOLES:
            self.holes.append(Hole(round(start, 3), round(end, 3)))


def unless_memory(fault: Exception) -> None:
    """Let go on where FFmpeg found damage; where it found no memory, it is our limit that was met."""
    if isinstance(fault, MemoryError):
        raise fault
