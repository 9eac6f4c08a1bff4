"""Write the files of a new show. Overwrites nothing."""

import json
import re
from pathlib import Path

from pipeline.disk import write_whole
from pipeline.errors import InputError
from pipeline.house import house

# What mkdocs.yml says of the demo show; every build takes these from content/show.toml.
_OF_THE_DEMO = re.compile(rb"^(site_description|site_url|copyright): .*\n", re.MULTILINE)
EXAMPLES = ("content/episodes/", "content/newsletters/")


def start(folder: Path, title: str, hosts: tuple[str, ...], *, bare: bool = False) -> tuple[str, ...]:
    """Start a show in `folder` and return the files written, by path in it.

    Raises:
        InputError: the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(path.name != ".git" for path in folder.iterdir())):
        raise InputError(
            "the folder is not empty, so nothing was written", str(folder), "Name a new folder: `podloom init my-show`."
        )
    pattern = house() / "templates/show"
    files = {str(path.relative_to(pattern)): path.read_bytes() for path in sorted(pattern.rglob("*")) if path.is_file()}
    files["content/themes.toml"] = (house() / "content/themes.toml").read_bytes()
    files["mkdocs.yml"] = _mkdocs(title)
    if bare:
        files = {name: data for name, data in files.items() if not name.startswith(EXAMPLES)}
    names = {"TITLE": json.dumps(title, ensure_ascii=False), "HOSTS": json.dumps(list(hosts), ensure_ascii=False)}
    for name, data in files.items():
        write_whole(folder / _visible(name), _filled(data, names) if name == "content/show.toml" else data)
    return tuple(_visible(name) for name in files)


def _mkdocs(title: str) -> bytes:
    text = _OF_THE_DEMO.sub(b"", (house() / "mkdocs.yml").read_bytes())
    name = f"site_name: {json.dumps(title, ensure_ascii=False)}".encode()
    return re.sub(rb"^site_name: .*$", lambda _: name, text, flags=re.MULTILINE)


def _filled(data: bytes, names: dict[str, str]) -> bytes:
    text = data.decode()
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text.encode()


def _visible(name: str) -> str:
    """A file that git must see only in a new show travels without its dot."""
    return ".gitignore" if name == "gitignore" else name
