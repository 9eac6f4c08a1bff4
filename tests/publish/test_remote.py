"""Storages that fsspec writes to: what changed is sent in an order in which no page ever lacks a part, and a cut is made good."""

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pipeline.errors import InputError, ItemError
from pipeline.publish.remote import LIST, Remote
from tests.publish.sites import FIRST, SECOND, site


class Failing(MemoryFileSystem):
    """A storage that takes a number of writes and then answers no more."""

    protocol = "failing"
    store: dict[str, object] = {}  # type: ignore[assignment]  # its own
    pseudo_dirs = [""]
    left = 10**6
    sent: list[str] = []

    def _count(self, path: str) -> None:
        Failing.left -= 1
        if Failing.left < 0:
            raise ConnectionError("the line is down")
        Failing.sent.append(path.partition("/show/")[2])

    def pipe_file(self, path: str, value: bytes, **others: object) -> None:  # type: ignore[override]  # fsspec has no types
        self._count(path)
        super().pipe_file(path, value, **others)

    def put_file(self, lpath: str, rpath: str, **_: object) -> None:  # type: ignore[override]
        self._count(rpath)
        MemoryFileSystem.pipe_file(self, rpath, Path(lpath).read_bytes())

    def rm_file(self, path: str) -> None:
        self._count(path)
        super()._rm(path)


fsspec.register_implementation("failing", Failing, clobber=True)


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    for kind in (MemoryFileSystem, Failing):
        kind.store.clear()
        kind.pseudo_dirs[:] = [""]
    Failing.left, Failing.sent = 10**6, []
    yield
    MemoryFileSystem.store.clear()


def held(url: str) -> dict[str, bytes]:
    """Return what is there, without the list."""
    files, base = fsspec.core.url_to_fs(url)
    paths = files.find(base)
    found = {path.removeprefix(base).lstrip("/"): files.cat_file(path) for path in paths}
    return {path: data for path, data in found.items() if path != LIST}


@pytest.mark.parametrize("kind", ["memory://show", "failing:///show", "file://"])
def test_a_storage_holds_the_site_and_then_the_next_one(tmp_path: Path, kind: str) -> None:
    url = kind if kind != "file://" else f"file://{tmp_path}/www"
    place = Remote(url)
    assert place.held() == {}
    place.put(site(tmp_path, FIRST), "")
    assert held(url) == FIRST
    files = site(tmp_path, SECOND)
    place.put(files, "")
    assert held(url) == SECOND
    assert Remote(url).held() == place.digests(files)


def test_only_what_changed_is_sent_parts_before_pages_and_what_is_gone_last(tmp_path: Path) -> None:
    Remote("failing:///show").put(site(tmp_path, FIRST), "")
    Failing.sent.clear()
    Remote("failing:///show").put(site(tmp_path, SECOND), "")
    assert Failing.sent == [LIST, "style.css", "index.html", "new/index.html", "old/index.html", LIST]


def test_a_run_that_is_cut_off_anywhere_lacks_no_part_and_the_next_one_ends_it(tmp_path: Path) -> None:
    first, second = site(tmp_path / "1", FIRST), site(tmp_path / "2", SECOND)
    for left in range(7):
        Failing.store.clear()
        Failing.left = 10**6
        Remote("failing:///show").put(first, "")
        Failing.left = left
        cut = left < 6
        if cut:
            with pytest.raises(ItemError, match="the line is down"):
                Remote("failing:///show").put(second, "")
        else:
            Remote("failing:///show").put(second, "")
        there = held("failing:///show")
        assert there["style.css"] == SECOND["style.css"] or there["index.html"] == FIRST["index.html"], left
        assert all(data in (FIRST.get(path), SECOND.get(path)) for path, data in there.items())
        Failing.left = 10**6
        back = left % 2  # what was meant may be taken back meanwhile
        Remote("failing:///show").put(first if back else second, "")
        assert held("failing:///show") == (FIRST if back else SECOND), left


def test_a_site_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    files, _ = fsspec.core.url_to_fs("memory://show")
    files.pipe_file("/show/index.html", b"mine")
    with pytest.raises(InputError, match="did not put there"):
        Remote("memory://show").held()
    with pytest.raises(InputError, match="did not put there"):
        Remote("memory://show").put(site(tmp_path, FIRST), "")
    assert held("memory://show") == {"index.html": b"mine"}


def test_what_lies_beside_the_site_is_never_taken_away(tmp_path: Path) -> None:
    files, _ = fsspec.core.url_to_fs("memory://show")
    files.pipe_file("/show/media/first.mp3", b"sound")
    for content in (FIRST, SECOND):
        Remote("memory://show").put(site(tmp_path, content), "")
    assert held("memory://show") == {**SECOND, "media/first.mp3": b"sound"}


@pytest.mark.parametrize("url", ["nothing://x/y", "s3://bucket/show"])
def test_a_kind_of_address_without_its_driver_says_what_to_install(url: str) -> None:
    with pytest.raises(InputError) as fault:
        Remote(url)
    assert fault.value.where == url
    assert fault.value.remedy
