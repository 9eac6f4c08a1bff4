"""What docs/cluster.md says can be done is done here, with its own lines; addresses and folders are those of this machine."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import show
from tests.show import bytes_of
from tests.test_publishing_docs import commands, ran
from tests.web import free_port

LINES = commands((show.REPO / "docs/cluster.md").read_text())
SCHEDULER, ADDRESS, FOLDER, BUCKET = "10.0.0.5", "10.0.0.5:8786", "/mnt/exchange", "s3://my-bucket/podloom"


def test_the_guide_names_nothing_that_was_not_tried() -> None:
    """Each line is run below, but for the one that installs and needs a checkout."""
    tried = [line for line in LINES if line.startswith(("podloom build", "dask "))]
    assert [line for line in LINES if line not in tried] == ["pip install '.[cluster]'"]
    assert len(tried) == 7


@pytest.mark.slow
def test_every_build_of_the_guide_gives_the_same_site(tmp_path: Path) -> None:
    place = f"127.0.0.1:{free_port()}"
    host, _, port = place.partition(":")
    (tmp_path / "bucket").mkdir()
    (tmp_path / "exchange").mkdir()

    def here(line: str) -> str:
        line = line.replace(BUCKET, f"file://{tmp_path}/bucket").replace(FOLDER, f"{tmp_path}/exchange")
        return line.replace(ADDRESS, place).replace(SCHEDULER, host).replace("8786", port)

    sites = []
    with contextlib.ExitStack() as programs:
        for line in LINES:
            if line.startswith("dask "):
                programs.enter_context(_started(here(line), tmp_path))
            elif line.startswith("podloom "):
                root = _small(tmp_path / f"show-{len(sites)}")
                done = ran(root, here(line))
                assert done.returncode == 0, (line, done.stdout, done.stderr)
                assert "Made 1 transcript" in done.stdout
                sites.append(bytes_of(root / "build/site"))
    assert len(sites) == 5
    assert all(site == sites[0] for site in sites)
    assert [*(tmp_path / "exchange").rglob("*")]  # both storages carried what was heard
    assert [*(tmp_path / "bucket").rglob("*")]


def _small(root: Path) -> Path:
    """Make a show of one episode, whose recorded words are found from any folder."""
    show.tiny(root)
    shutil.rmtree(root / "content/episodes/two-clocks")
    settings = root / "content/show.toml"
    settings.write_text(settings.read_text().replace('"recorded"', f'"{root.parent / "recorded"}"'))
    shutil.copytree(root / "recorded", root.parent / "recorded", dirs_exist_ok=True)
    return root


@contextlib.contextmanager
def _started(line: str, folder: Path) -> Iterator[None]:
    """Run one of Dask's programs from this environment, in a process group of its own, and kill the group when done."""
    paths = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(show.REPO)}
    quiet = re.sub(r"^dask (\w+)", r"exec dask \1 --no-dashboard", line)
    with subprocess.Popen(
        ["sh", "-c", quiet],
        cwd=folder,
        env={**os.environ, **paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as one:
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
