"""What the head of a draft says is read once, and again whenever its file may be another."""

import os
import time
from pathlib import Path

import pytest

from pipeline.ingest.folder import items
from pipeline.ingest.heads import Head, Heads
from pipeline.store import SETTLED_NS, Store, boot

DRAFT = "content/newsletters/2025-03-01-bread.md"


@pytest.fixture
def show(tmp_path: Path) -> Path:
    (tmp_path / "content/newsletters").mkdir(parents=True)
    (tmp_path / "build").mkdir()
    _write(tmp_path, "bread")
    return tmp_path


def _write(root: Path, slug: str) -> None:
    (root / DRAFT).write_text(f"---\ntitle: Bread\ndate: 2025-03-01\nslug: {slug}\n---\n\nRises.\n")


def _settled() -> None:
    time.sleep(1.5 * SETTLED_NS / 1e9)


def _slug(root: Path) -> str:
    """Open the show as a run does, and return the slug of its letter."""
    heads = Heads(Store(root / "build"))
    (letter,) = items(root, "2026-01-01", heads)
    heads.keep()
    return letter.slug


def _reads(root: Path) -> bool:
    """Say whether the head would be read."""
    read: list[Path] = []
    Heads(Store(root / "build")).of(root / DRAFT, lambda: read.append(root / DRAFT) or Head())  # type: ignore[func-returns-value]  # None
    return bool(read)


def test_a_head_is_read_once(show: Path) -> None:
    _settled()
    assert _slug(show) == "bread"
    assert not _reads(show)
    assert _slug(show) == "bread"


def test_a_head_of_the_same_size_and_time_is_read_again(show: Path) -> None:
    _settled()
    _slug(show)
    stat = (show / DRAFT).stat()
    _write(show, "dough")
    os.utime(show / DRAFT, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert _slug(show) == "dough"


def test_a_draft_that_was_just_written_is_not_known(show: Path) -> None:
    _write(show, "dough")
    assert _slug(show) == "dough"
    assert _reads(show)


@pytest.mark.parametrize("harm", [b"", b"{", b"[]", b'{"seal": "", "noted": {}}'])
def test_a_note_that_was_harmed_is_no_note(show: Path, harm: bytes) -> None:
    _settled()
    _slug(show)
    note = show / "build/heads.json"
    note.write_bytes(harm)
    assert _slug(show) == "bread"
    note.write_bytes(note.read_bytes().replace(b"bread", b"dough"))
    assert _slug(show) == "bread"


def test_a_draft_that_cannot_be_read_is_read_each_time(show: Path) -> None:
    (show / DRAFT).write_text("---\ntitle: [\n---\n\nBroken.\n")
    _settled()
    for _ in range(2):
        heads = Heads(Store(show / "build"))
        (letter,) = items(show, "2026-01-01", heads)
        heads.keep()
        assert "not YAML" in str(letter.faults[0])


def test_a_draft_that_cannot_be_read_waits_and_is_called_as_when_it_could(show: Path) -> None:
    path = show / DRAFT
    path.write_text(path.read_text().replace("slug: bread", "slug: dough\ndraft: true"))
    _settled()
    _slug(show)
    path.write_text(path.read_text().replace("title: ", "title: ["))
    note = show / "build/heads.json"
    for _ in range(2):
        heads = Heads(Store(show / "build"))
        (letter,) = items(show, "2026-01-01", heads)
        heads.keep()
        assert letter.faults
        assert (letter.slug, letter.waits, letter.hidden) == ("dough", "draft", True)
        store = Store(show / "build")  # and after the machine was started anew
        data = store.noted(note.name) or b""
        store.note(note.name, data.replace(boot().encode(), b"another start"))
    (letter,) = items(show, "2026-01-01", Heads(Store(show / "build")), drafts=True)
    assert not letter.hidden
