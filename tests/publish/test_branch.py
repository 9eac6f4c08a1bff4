"""A branch of git that holds the site alone: compared, committed and pushed with the real git."""

import subprocess
import threading
from pathlib import Path

import pytest

from pipeline.errors import InputError, ItemError
from pipeline.publish.branch import Branch
from pipeline.publish.changes import compare
from tests.publish.sites import FIRST, SECOND, site


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A folder in git with a commit and a remote."""
    root = tmp_path / "show"
    root.mkdir()
    git(tmp_path, "init", "--quiet", "--bare", "far.git")
    git(root, "init", "--quiet", "--initial-branch", "main")
    for key, value in (("user.name", "Ada Byron"), ("user.email", "ada@show.example")):
        git(root, "config", key, value)
    (root / "show.toml").write_text("x = 1\n")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Start")
    git(root, "remote", "add", "origin", str(tmp_path / "far.git"))
    return root


def branch(root: Path, name: str = "gh-pages", push: bool = True) -> Branch:
    return Branch(root, name, "origin", push)


def at(folder: Path, name: str = "gh-pages") -> dict[str, bytes]:
    """Return what the branch holds."""
    names = git(folder, "ls-tree", "-r", "--name-only", name).splitlines()
    found = {one: git(folder, "show", f"{name}:{one}").encode() for one in names}
    return {one: data for one, data in found.items() if not one.startswith(".")}


def test_a_branch_holds_the_site_alone_here_and_at_the_remote(show: Path, tmp_path: Path) -> None:
    place = branch(show)
    assert place.held() == {}
    for content in (FIRST, SECOND):
        files = site(tmp_path, content)
        before = place.held()
        assert compare(before, place.digests(files)).changed == (("index.html", "style.css") if before else ())
        place.put(files, f"Publish {len(content)}")
        assert at(show) == at(tmp_path / "far.git") == content
        assert not compare(place.held(), place.digests(files))
    assert git(show, "log", "--format=%s", "gh-pages").splitlines() == ["Publish 5", "Publish 5"]
    assert git(show, "ls-tree", "--name-only", "main").split() == ["show.toml"]
    assert git(show, "status", "--porcelain") == ""


def test_what_another_machine_published_is_what_is_compared(show: Path, tmp_path: Path) -> None:
    branch(show).put(site(tmp_path, FIRST), "here")
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", "far.git", "other")
    git(tmp_path / "other", "checkout", "--quiet", "--orphan", "main")
    for key, value in (("user.name", "Grace"), ("user.email", "grace@show.example")):
        git(tmp_path / "other", "config", key, value)
    Branch(tmp_path / "other", "gh-pages", "origin", True).put(site(tmp_path / "2", SECOND), "there")
    files = site(tmp_path / "3", SECOND)
    assert not compare(branch(show).held(), branch(show).digests(files))


def test_a_push_that_is_refused_says_so_and_is_made_good_by_the_next_run(show: Path, tmp_path: Path) -> None:
    (tmp_path / "far.git").rename(tmp_path / "away.git")
    with pytest.raises(ItemError, match="git refused"):
        branch(show).put(site(tmp_path, FIRST), "one")
    (tmp_path / "away.git").rename(tmp_path / "far.git")
    branch(show).put(site(tmp_path, FIRST), "one")
    assert at(tmp_path / "far.git") == FIRST


def test_without_push_nothing_leaves_the_machine(show: Path, tmp_path: Path) -> None:
    branch(show, push=False).put(site(tmp_path, FIRST), "one")
    assert at(show) == FIRST
    assert git(tmp_path / "far.git", "branch").strip() == ""


def test_without_push_the_branch_here_is_what_counts_whatever_the_remote_once_had(show: Path, tmp_path: Path) -> None:
    branch(show).put(site(tmp_path / "1", FIRST), "pushed")
    here = branch(show, push=False)
    here.put(site(tmp_path / "2", SECOND), "kept here")
    files = site(tmp_path / "3", FIRST)
    assert compare(here.held(), here.digests(files))
    here.put(files, "again")
    assert at(show) == FIRST
    assert git(show, "log", "--format=%s", "gh-pages").splitlines() == ["again", "kept here", "pushed"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("main", "the branch that you work on"), ("notes", "did not put there"), ("no..name", "cannot be a branch")],
)
def test_a_branch_of_work_is_left_alone(show: Path, name: str, message: str) -> None:
    git(show, "branch", "notes")
    before = git(show, "for-each-ref")
    with pytest.raises(InputError, match=message):
        branch(show, name).held()
    assert git(show, "for-each-ref") == before


def test_a_folder_without_git_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="in no git repository"):
        branch(tmp_path).held()


def test_going_back_is_left_to_git(show: Path) -> None:
    with pytest.raises(InputError) as fault:
        branch(show).back()
    assert "git push --force origin gh-pages~1:gh-pages" in fault.value.remedy


def test_what_git_refuses_is_told_in_its_words_and_without_a_traceback(show: Path, tmp_path: Path) -> None:
    packs = show / ".git/objects/pack"
    packs.rmdir()
    packs.write_text("in the way")
    with pytest.raises(ItemError, match=r"git refused: .*fatal: ") as caught:
        branch(show, push=False).put(site(tmp_path, FIRST), "one")
    assert "Traceback" not in str(caught.value)
    packs.unlink()
    branch(show, push=False).put(site(tmp_path, FIRST), "one")
    assert at(show) == FIRST


def test_the_lock_of_a_git_that_was_killed_stops_no_later_run(show: Path, tmp_path: Path) -> None:
    branch(show).put(site(tmp_path, FIRST), "one")
    for ref in ("refs/heads", "refs/remotes/origin"):
        (show / f".git/{ref}/gh-pages.lock").write_bytes(b"")
    branch(show).put(site(tmp_path, SECOND), "two")
    assert at(show) == SECOND
    assert at(tmp_path / "far.git") == SECOND


def test_the_lock_of_a_git_that_is_at_work_is_left_alone(show: Path, tmp_path: Path) -> None:
    branch(show).put(site(tmp_path, FIRST), "one")
    lock, done = show / ".git/refs/heads/gh-pages.lock", threading.Event()
    lock.write_bytes(b"")

    def work() -> None:
        while not done.wait(0.05):
            fresh = lock.with_suffix(".new")
            fresh.write_bytes(b"")
            fresh.replace(lock)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        with pytest.raises(ItemError, match="git refused"):
            branch(show).put(site(tmp_path, SECOND), "two")
        assert lock.exists()
    finally:
        done.set()
        worker.join()
    assert at(tmp_path / "far.git") == FIRST
