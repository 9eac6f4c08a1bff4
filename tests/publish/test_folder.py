"""A folder that is served: whole releases, a link that turns in one step, and a way back; whatever cuts a run off."""

import os
import sys
from pathlib import Path

import pytest

from pipeline.errors import InputError, LockedError
from pipeline.publish.folder import Folder
from tests.publish.sites import FIRST, SECOND, site
from tests.show import bytes_of

# What a run does to the disk, as Python tells its audit hooks; at each of these moments it may be killed.
STEPS = frozenset({"open", "os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.chmod", "os.truncate"})


def served(folder: Path) -> dict[str, bytes]:
    return bytes_of(folder / "current")


def releases(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "releases").iterdir() if path.is_dir())


def test_a_release_is_served_through_a_link_and_the_next_one_takes_its_place(tmp_path: Path) -> None:
    place = Folder(tmp_path / "www", keep=5)
    assert place.held() == {}
    place.put(site(tmp_path, FIRST), "one")
    assert served(tmp_path / "www") == FIRST
    assert (tmp_path / "www/current").readlink().parts[0] == "releases"
    place.put(site(tmp_path, SECOND), "two")
    assert served(tmp_path / "www") == SECOND
    assert set(place.held()) == set(SECOND)
    assert len(releases(tmp_path / "www")) == 2


def test_what_did_not_change_is_kept_once(tmp_path: Path) -> None:
    place = Folder(tmp_path / "www", keep=5)
    place.put(site(tmp_path, FIRST), "")
    place.put(site(tmp_path, SECOND), "")
    first, second = (tmp_path / "www/releases" / name for name in releases(tmp_path / "www"))
    assert (first / "feed.xml").stat().st_ino == (second / "feed.xml").stat().st_ino
    assert (first / "style.css").stat().st_ino != (second / "style.css").stat().st_ino


def test_the_release_before_can_be_served_again(tmp_path: Path) -> None:
    place = Folder(tmp_path / "www", keep=5)
    place.put(site(tmp_path, FIRST), "")
    with pytest.raises(InputError, match="no release before"):
        place.back()
    place.put(site(tmp_path, SECOND), "")
    place.back()
    assert served(tmp_path / "www") == FIRST
    place.put(site(tmp_path, SECOND), "")
    assert served(tmp_path / "www") == SECOND
    assert len(releases(tmp_path / "www")) == 3


def test_releases_are_counted_and_not_spelled(tmp_path: Path) -> None:
    place = Folder(tmp_path / "www", keep=5)
    place.put(site(tmp_path, FIRST), "")
    (first,) = releases(tmp_path / "www")
    ninth = first.replace("0001-", "9999-")
    for suffix in ("", ".json"):
        (tmp_path / f"www/releases/{first}{suffix}").rename(tmp_path / f"www/releases/{ninth}{suffix}")
    (tmp_path / "www/current").unlink()
    (tmp_path / "www/current").symlink_to(f"releases/{ninth}")
    place.put(site(tmp_path, SECOND), "")
    place.back()
    assert served(tmp_path / "www") == FIRST


def test_only_the_newest_releases_are_kept(tmp_path: Path) -> None:
    place = Folder(tmp_path / "www", keep=2)
    for number in range(5):
        place.put(site(tmp_path, {**FIRST, "index.html": f"{number}".encode()}), "")
    assert [name[:4] for name in releases(tmp_path / "www")] == ["0004", "0005"]
    assert {path.name[:4] for path in (tmp_path / "www/releases").glob("*.json")} == {"0004", "0005"}


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www/index.html").write_text("mine")
    place = Folder(tmp_path / "www", keep=2)
    with pytest.raises(InputError, match="did not put there"):
        place.held()
    with pytest.raises(InputError, match="did not put there"):
        place.put(site(tmp_path, FIRST), "")
    assert bytes_of(tmp_path / "www") == {"index.html": b"mine"}


def test_two_runs_do_not_meet(tmp_path: Path) -> None:
    place, files = Folder(tmp_path / "www", keep=2), site(tmp_path, FIRST)
    with place._alone(), pytest.raises(LockedError):
        Folder(tmp_path / "www", keep=2).put(files, "")


def killed(tmp_path: Path, step: int) -> bool:
    """Publish in a process that is killed before its `step`th change of the disk; say whether it lived to the end."""
    files = site(tmp_path, SECOND)
    if not (child := os.fork()):
        seen = 0

        def count(event: str, _: object) -> None:
            nonlocal seen
            seen += event in STEPS
            if seen == step:
                os._exit(9)

        sys.addaudithook(count)
        Folder(tmp_path / "www", keep=1).put(files, "two")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("first", [True, False], ids=["in an empty folder", "over a release"])
def test_a_run_that_is_killed_at_any_moment_leaves_the_old_site_or_the_new_one_and_the_next_one_ends_it(
    tmp_path: Path, first: bool
) -> None:
    for step in range(1, 1000):
        here = tmp_path / str(step)
        if not first:
            Folder(here / "www", keep=1).put(site(here, FIRST), "one")
        lived = killed(here, step)
        if (here / "www/current").is_symlink():
            assert served(here / "www") in ((SECOND,) if lived or first else (FIRST, SECOND)), step
        else:
            assert first, step
        Folder(here / "www", keep=1).put(site(here, SECOND), "two")
        assert served(here / "www") == SECOND
        assert [path.name for path in (here / "www/releases").iterdir() if path.name.startswith((".new", ".old"))] == []
        assert len(releases(here / "www")) == 1
        if lived:
            break
    assert 15 < step < 500
