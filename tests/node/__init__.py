"""Packages that tests ask, fetched once with npm, where there is one, into a folder that git ignores. Asserts nothing."""

import json
import shutil
import subprocess
from pathlib import Path

from tests.once import held

NODE = Path(__file__).parent


def fetched(package: str) -> str:
    """Say why a package is not here, or "" once it is."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "node and npm are not here"
    wanted = json.loads((NODE / "package.json").read_text())["dependencies"][package]
    manifest = NODE / "node_modules" / package / "package.json"
    with held(NODE / "package.json"):
        if manifest.is_file() and json.loads(manifest.read_text())["version"] == wanted:
            return ""
        command = ["npm", "install", "--ignore-scripts", "--silent"]
        done = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=120)
    return "" if done.returncode == 0 else f"npm could not fetch {package} {wanted}: {done.stderr.strip()[-200:]}"
