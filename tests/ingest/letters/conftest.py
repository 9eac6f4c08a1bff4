"""A show without letters."""

from pathlib import Path

import pytest

from pipeline.ingest.start import start


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    start(tmp_path / "show", "The Long Table", (), bare=True)
    return tmp_path / "show"
