"""Fixtures: a tiny show, the same one built, and the demo show built once with the real speech model."""

import shutil
import signal
from pathlib import Path

import hypothesis
import pytest

from tests import show, test_webvtt_oracle
from tests.once import once

hypothesis.settings.register_profile("podloom", deadline=None)  # a busy machine is no fault of ours
hypothesis.settings.load_profile("podloom")
# A shell lets its background jobs ignore interrupts, and so would everything that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not run for want of material."""
    if not show.SHARED.is_dir():
        terminalreporter.write_line("!!! ../shared IS ABSENT: THE TESTS THAT MEASURE AGAINST ITS TRUTH WERE NOT RUN.", red=True)
    if why := test_webvtt_oracle.lack():
        terminalreporter.write_line(f"!!! NO WEBVTT PARSER ({why}): TRANSCRIPTS WERE NOT JUDGED BY IT.", red=True)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return show.tiny(tmp_path / "show")


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "tiny", lambda root: show.built(show.tiny(root)))


@pytest.fixture
def built(_built_once: Path, tmp_path: Path) -> Path:
    """A fresh copy of the tiny show with its build folder, times kept."""
    return Path(shutil.copytree(_built_once, tmp_path / "show", symlinks=True))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo show, built by the real command line with the real model."""

    def make(root: Path) -> None:
        for name in ("content", "site", "templates"):
            shutil.copytree(show.REPO / name, root / name, ignore=shutil.ignore_patterns("transcript.vtt", "show"))
        shutil.copy(show.REPO / "mkdocs.yml", root / "mkdocs.yml")
        show.built(root)

    return once(tmp_path_factory, "demo", make)
