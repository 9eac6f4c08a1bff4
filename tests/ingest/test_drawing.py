"""Pictures are read in a child: what it dies of is the picture's fault, and the next one is read."""

import io
import os
import signal

import pytest
from PIL import Image

from pipeline.errors import ItemError
from pipeline.ingest import confined, cover
from pipeline.ingest import picture as pictures
from pipeline.ingest.picture import Picture, examine, fitted
from tests.ingest.children import ALONE, children
from tests.ingest.letters.exports import picture

pytestmark = ALONE


def test_one_child_reads_many_pictures_and_a_dead_one_is_replaced() -> None:
    assert examine(picture(30, 20), "a.png") == Picture(".png", 30, 20)
    (first,) = children()
    with pytest.raises(ItemError, match=r"b.png: the file is no picture"):
        examine(b"no picture", "b.png")
    assert fitted(picture(2000, 20, "JPEG"), "c.jpg")[1] == Picture(".jpg", 1600, 16)
    assert cover.kind(picture(30, 20, "JPEG"), "d.jpg") == "jpg"
    assert children() == {first}
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert examine(picture(30, 20), "a.png").width == 30
    assert first not in children()


def test_a_picture_that_wants_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    large = picture(5000, 4000)
    with monkeypatch.context() as less:
        less.setattr(pictures, "PICTURE_MEGABYTES", 8)
        with pytest.raises(ItemError, match=r"a.png: decoding the picture needs more than 8 MB of memory"):
            fitted(large, "a.png")
    assert fitted(large, "a.png")[1].width == 1600


def test_a_child_that_says_nothing_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "GRACE_SECONDS", 0.5)
    monkeypatch.setattr(confined, "PATIENCE", 0)
    with pytest.raises(ItemError):
        examine(b"no picture", "a.png")
    (child,) = children()
    os.kill(child, signal.SIGSTOP)
    with pytest.raises(ItemError, match=r"a.png: decoding the picture came to a standstill") as caught:
        examine(picture(3, 2), "a.png")
    assert caught.value.remedy == "Save it as PNG or JPEG, and smaller if it is large."
    assert not children()


def test_a_picture_of_noise_comes_back_whole() -> None:
    held = io.BytesIO()
    Image.frombytes("RGB", (1600, 1200), os.urandom(1600 * 1200 * 3)).save(held, "BMP")
    made, found = fitted(held.getvalue(), "a.bmp")
    assert found == Picture(".png", 1600, 1200)
    assert Image.open(io.BytesIO(made)).tobytes() == Image.open(held).tobytes()
