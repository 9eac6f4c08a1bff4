"""A branch of the show's git repository that holds the site alone, as GitHub Pages serves it. A ref changes in one step.

The commit is made by ghp-import in a process of its own, for it works in the current folder and prints.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from pipeline import redact
from pipeline.disk import raise_told
from pipeline.errors import InputError, ItemError
from pipeline.publish.target import Files
from pipeline.tree import MARKER

EXTRA = (MARKER, ".nojekyll")  # ours, and what stops GitHub from leaving out files that begin with _
LONGEST_SAID = 500
_TRACEBACK = "Traceback (most recent call last)"
_DEAD_SECONDS = 1.0  # git itself waits a tenth of it (core.filesRefLockTimeout)
_NO_REMOTE = ".none"


class Branch:
    """Commits the site to a branch, and pushes it."""

    def __init__(self, root: Path, name: str, remote: str, push: bool) -> None:
        self.where = f"branch {name}"
        self._root, self._name, self._remote, self._push = root, name, remote, push

    def held(self) -> dict[str, str]:
        """Return what the branch holds, as git's own digests; as it is at the remote where there is one."""
        self._refuse()
        remote, local = f"refs/remotes/{self._remote}/{self._name}", f"refs/heads/{self._name}"
        if self._push:  # it may not be there yet, and a remote that does not answer is told by the push
            self._git("fetch", "--quiet", self._remote, f"+refs/heads/{self._name}:{remote}")
        refs = (remote, local) if self._push else (local,)
        known = [ref for ref in refs if self._git("rev-parse", "--verify", "--quiet", ref)[0] == 0]
        if not known:
            return {}
        rows = [row.partition("\t") for row in self._sure("ls-tree", "-r", "-z", known[0]).split("\0") if row]
        files = {path: row.split()[2] for row, _, path in rows}
        if files and MARKER not in files:
            message = f'the branch "{self._name}" holds what Podloom did not put there, so nothing was changed'
            raise InputError(message, "[publish]", "Name a branch of its own: branch:gh-pages.")
        return {path: one for path, one in files.items() if path not in EXTRA}

    def digests(self, files: Files) -> dict[str, str]:
        """Return git's digests of files, by path."""
        paths = sorted(files)
        said = self._sure("hash-object", "--no-filters", "--stdin-paths", given="".join(f"{files[one].source}\n" for one in paths))
        return dict(zip(paths, said.split(), strict=True))

    def put(self, files: Files, message: str) -> None:
        """Commit the site as the only thing on the branch, and push it."""
        site = _site(files)
        self._unlock()
        # Before it commits, ghp-import sets the branch to what the remote had; without a push that would lose commits.
        remote = ["--remote", self._remote, "--push"] if self._push else ["--remote", _NO_REMOTE]
        options = ["--no-jekyll", "--branch", self._name, "--message", message, *remote]
        command = [sys.executable, "-m", "ghp_import", *options, str(site)]
        done = subprocess.run(command, cwd=self._root, env=_plain(), capture_output=True, text=True, check=False)  # noqa: S603 - no shell
        if done.returncode:
            said = (
                _plainly(done.stderr.partition(_TRACEBACK)[0].strip()) or "it ended without a word"
            )  # ghp-import breaks where git does
            raise_told(said, self.where)
            remedy = "What is served has not changed. Mend it and publish again."
            raise ItemError(f"git refused: {said[-LONGEST_SAID:]}", self.where, remedy)

    def back(self) -> str:
        """Refuse: the branch's history is its releases, and git goes back in it."""
        remedy = f"Go back with git: `git push --force {self._remote} {self._name}~1:{self._name}`."
        raise InputError("a branch is not rolled back here", self.where, remedy)

    def _refuse(self) -> None:
        if self._git("rev-parse", "--git-dir")[0]:
            raise InputError("the show is in no git repository", str(self._root), "Run `git init`, or publish to a folder.")
        if self._git("check-ref-format", "--branch", self._name)[0]:
            raise InputError(f'"{self._name}" cannot be a branch', "[publish]", 'Write to = "branch:gh-pages".')
        if self._git("symbolic-ref", "--short", "--quiet", "HEAD")[1].strip() == self._name:
            message = f'"{self._name}" is the branch that you work on: the site would take its place'
            raise InputError(message, "[publish]", "Name a branch of its own: branch:gh-pages.")

    def _unlock(self) -> None:
        """Take away what a git that was killed left over our branch: a live one holds a lock for milliseconds.

        No other run of ours is at work in this show, and the branch is ours alone.
        """
        for ref in (f"refs/heads/{self._name}", f"refs/remotes/{self._remote}/{self._name}"):
            lock = self._root / self._sure("rev-parse", "--git-path", f"{ref}.lock").strip()
            before = _identity(lock)
            if before is not None:
                time.sleep(_DEAD_SECONDS)
                if _identity(lock) == before:
                    lock.unlink(missing_ok=True)

    def _sure(self, *words: str, given: str = "") -> str:
        code, said = self._git(*words, given=given)
        if code:
            raise_told(said, self.where)
            raise ItemError(f"git {words[0]} failed: {said.strip()[-LONGEST_SAID:]}", self.where, "Mend it and publish again.")
        return said

    def _git(self, *words: str, given: str = "") -> tuple[int, str]:
        """Run git in the show's folder; return its exit code and what it said."""
        try:
            done = subprocess.run(  # noqa: S603 - no shell
                ["git", *words],  # noqa: S607 - the host's git
                cwd=self._root,
                env=_plain(),
                input=given,
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError as fault:
            raise InputError("git is not installed", self.where, "Install git, or publish to a folder.") from fault
        return done.returncode, _plainly(done.stderr) if done.returncode else done.stdout


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_ino, stat.st_ctime_ns


def _plain() -> dict[str, str]:
    """Return an environment in which git says of the disk what the system says, in English."""
    return {**os.environ, "LC_ALL": "C"}


def _plainly(said: str) -> str:
    """Return what git said without a password of the remote's address."""
    return redact.redacted(said, redact.of_environment())


def _site(files: Files) -> Path:
    """Return the folder of which these are all files."""
    path, entry = next(iter(files.items()))
    return Path(entry.source).parents[path.count("/")]
