"""Read the few bytes of an audio file that FFmpeg takes on trust. Reads no more than it must, and decodes nothing."""

import os
from typing import BinaryIO

# FFmpeg keeps tags in a list that it searches from the start: 50,000 entries take it 12 s. Taggers write some tens.
MOST_TAG_FRAMES = 2_000
MOST_TAGS = 100
# FFmpeg holds all pictures of all tags in memory.
MOST_TAG_BYTES = 64 * 2**20
LONGEST_NAME = 256
MOST_CHUNKS = 1_000
INDEX_REACH = 256
# Programs that write WAV into a pipe put the largest size there that they know: 2 GiB or 4 GiB, less a little.
UNKNOWN_SIZE = 0x7FFF_0000
HERTZ = (44_100, 48_000, 32_000)
KILOBITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KILOBITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
# An Ogg page is at most 65,307 bytes long.
LONGEST_PAGE = 65_307
PAGE_HEADER = 27
LAST_PAGE = 0x04


class From:
    """A file as if it started later: its first bytes are not there."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file = file
        self._start = start
        self.seek(0)

    def read(self, size: int = -1) -> bytes:
        """Read on from where we are."""
        return self._file.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place counted from the later start."""
        return self._file.seek(offset + self._start if whence == os.SEEK_SET else offset, whence) - self._start

    def tell(self) -> int:
        """Return the place counted from the later start."""
        return self._file.tell() - self._start


def sound_start(file: BinaryIO, size: int) -> tuple[int, int]:
    """Return where reading should start, and where the sound starts: after the ID3 tags.

    The first is 0 where the tags can be read. It is past them where they hold too much,
    and just past a tag's header where the tag claims to be longer than the file.
    (ID3v2.4.0 structure, sections 3.1 and 4: https://id3.org/id3v2.4.0-structure)
    """
    sound, frames = 0, 0
    for _ in range(MOST_TAGS):
        header = _at(file, sound, 10)
        if len(header) < 10 or header[:3] != b"ID3":
            break
        length = _syncsafe(header[6:10])
        if sound + 10 + length > size:
            return sound + 10, sound + 10
        frames += _frames(file, sound, header, length)
        sound += 10 + length + (10 if header[5] & 0x10 else 0)
    return (sound if frames > MOST_TAG_FRAMES or sound > MOST_TAG_BYTES else 0), sound


def _frames(file: BinaryIO, start: int, header: bytes, length: int) -> int:
    """Count the frames of a tag, up to the most we allow."""
    place, end, count = start + 10, start + 10 + length, 0
    if header[5] & 0x40:  # an extended header
        extended = _at(file, place, 4)
        place += _syncsafe(extended) if header[3] == 4 else 4 + int.from_bytes(extended, "big")
    name, width = (3, 6) if header[3] == 2 else (4, 10)
    while place + width <= end and count <= MOST_TAG_FRAMES:
        frame = _at(file, place, width)
        if len(frame) < width or not frame[:name].isalnum():  # padding, or damage
            break
        if frame[:4] == b"CHAP":  # holds frames of its own, after its name and four numbers: those count too
            place += width + _at(file, place + width, LONGEST_NAME).find(b"\0") + 1 + 16
        else:
            number = frame[name : name + name]
            place += width + (_syncsafe(number) if header[3] == 4 else int.from_bytes(number, "big"))
        count += 1
    return count


def has_index(file: BinaryIO, sound: int) -> bool:
    """Whether an MP3 says in its first frame how many frames it has (Xing, Info or VBRI)."""
    head = _at(file, sound, INDEX_REACH)
    return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))


def is_mp4(file: BinaryIO) -> bool:
    """Whether a file starts as an MP4 does. Most have their index at the end, and cannot be read when that is cut off."""
    return _at(file, 4, 4) == b"ftyp"


def wav_promise(file: BinaryIO, size: int) -> float | None:
    """Return how many seconds of sound a WAV header promises, None where the file is no WAV or its writer did not know.

    0 is returned only where more follows: a recorder that was switched off writes 0, and players believe it.
    """
    head = _at(file, 0, 12)
    if head[:4] not in {b"RIFF", b"RF64"} or head[8:] != b"WAVE":
        return None
    place, rate, wide = 12, 0, 0
    for _ in range(MOST_CHUNKS):
        chunk = _at(file, place, 24)
        length = int.from_bytes(chunk[4:8], "little")
        if len(chunk) < 8:
            return None
        if chunk[:4] == b"ds64":  # sizes beyond 4 GB: of the file, of the sound
            wide = int.from_bytes(chunk[16:24], "little")
        if chunk[:4] == b"fmt ":
            rate = int.from_bytes(chunk[16:20], "little")  # bytes a second
        if chunk[:4] == b"data":
            return _wav_seconds(wide or length, rate, size - place - 8)
        place += 8 + length + length % 2
    return None


def _wav_seconds(promised: int, rate: int, there: int) -> float | None:
    unknown = promised >= UNKNOWN_SIZE and there < UNKNOWN_SIZE
    if not rate or unknown or (promised == 0 and there <= 0):
        return None
    return promised / rate


def frame_bytes(data: bytes) -> int:
    """Return how long the MP3 frame that starts here should be, 0 where none does (ISO 11172-3, 2.4.1.3 and 2.4.2.3)."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:  # 11 bits of sync, layer III
        return 0
    version = data[1] >> 3 & 3  # 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    bit_rate, rate = data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or bit_rate in {0, 15} or rate == 3:
        return 0
    hertz = HERTZ[rate] >> {3: 0, 2: 1, 0: 2}[version]
    kilobits = (KILOBITS_1 if version == 3 else KILOBITS_2)[bit_rate - 1]
    return (144 if version == 3 else 72) * kilobits * 1000 // hertz + (data[2] >> 1 & 1)


def is_ended(file: BinaryIO, size: int) -> bool:
    """Whether an Ogg file ends as its writer meant: with a whole page that is marked as the last (RFC 3533, section 6)."""
    start = max(0, size - LONGEST_PAGE)
    tail = _at(file, start, LONGEST_PAGE)
    place = tail.rfind(b"OggS")
    page = tail[place:]
    if place < 0 or len(page) < PAGE_HEADER:
        return False
    lengths = page[PAGE_HEADER : PAGE_HEADER + page[26]]
    whole = len(page) >= PAGE_HEADER + page[26] + sum(lengths)
    return bool(page[5] & LAST_PAGE) and whole


def _syncsafe(number: bytes) -> int:
    """Read a number of which each byte holds seven bits."""
    value = 0
    for byte in number:
        value = value << 7 | byte & 0x7F
    return value


def _at(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)
