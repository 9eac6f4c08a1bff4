"""Bring a picture of an episode along: out of its sound file, or from beside it, small enough for a page. Shows nothing."""

from pathlib import Path

from pipeline.ingest import decoder, picture

NAME = "cover.jpg"
FORMATS = ("jpg", "png", "webp")  # the suffixes that its file may have


def embedded(path: Path, where: str) -> bytes | None:
    """Return the picture inside a sound file as it lies there, or None.

    Raise ItemError where the file holds no sound that can be played.
    """
    return decoder.picture(path, where)


def kind(data: bytes, where: str) -> str:
    """Return the suffix that a file with this picture should have, by its bytes; raise ItemError where it is none."""
    return picture.asked("examine cover", data, where)[0].suffix.removeprefix(".")


def small(data: bytes, where: str) -> tuple[bytes, tuple[int, int]]:
    """Return a picture as a JPEG for a page, with its width and height; raise ItemError where it cannot be read.

    It is drawn anew, so nothing but the picture travels on: no place where it was taken, no program.
    """
    found, drawn = picture.asked("draw cover", data, where)
    return drawn, (found.width, found.height)
