"""The tiny show with titles that want to break out, former addresses and a url below a host's root; and one without a url."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import show
from tests.make import segment
from tests.once import once

HOSTILE = 'Trust </script><script>alert(1)</script> "at" <b>&amp; 🤝 \u2028'
HEBREW = "אמון ושותפות"
BASE = "https://x.example/show/"


def hostile(root: Path) -> Path:
    """Write the show."""
    show.tiny(root)
    settings = root / "content/show.toml"
    settings.write_text(settings.read_text().replace("https://long-table.example/", BASE))
    said = (segment("We measure the trust with a scorecard and score it every quarter.", 0.2, "Ada Byron"),)
    folder = show.episode(root, "hostile", "x", "2025-03-03", said)
    front = f"---\ntitle: {show.json.dumps(HOSTILE)}\nsummary: {show.json.dumps(HOSTILE)}\ndate: 2025-03-03\n"
    (folder / "episode.md").write_text(f"{front}updated: 2025-04-04\nwas: [hostile-old, older]\n---\n\nNotes.\n")
    show.episode(root, "hebrew", HEBREW, "2025-03-02", said, seconds=9.0)
    letter = root / "content/newsletters/2025-03-01-afterwards.md"
    letter.write_text(letter.read_text().replace("date:", "was: then\ndate:"))
    return root


def made(root: Path, seed: str = "0") -> Path:
    """Build a show with another order of hashes, and return its site."""
    command = [sys.executable, "-m", "pipeline", "build", "--quiet"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert done.returncode == 0, done.stderr + done.stdout
    return root / "build/site"


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "hostile", lambda root: made(hostile(root))) / "build/site"


@pytest.fixture(scope="package")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:

    def make(root: Path) -> None:
        settings = hostile(root) / "content/show.toml"
        settings.write_text(settings.read_text().replace(f'url = "{BASE}"\n', ""))
        made(root)

    return once(tmp_path_factory, "bare", make) / "build/site"
