"""Build the frames of pages with MkDocs over tiny Markdown files, then fill in our own parts. Renders no page itself.

Markdown and the search plugin must never see a transcript: 1,000 pages take 29 s that way (mkdocs-material 9.8.1; the figures
are in CONTRIBUTING.md). And pages of one kind share a frame: it says nothing of the page, whose head says that itself.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline import policy
from pipeline.disk import clear, of_file, raise_told
from pipeline.errors import InputError, ItemError
from pipeline.language import Words, english
from pipeline.model import Fact, Show

SLOT, SOURCE = "<!--pl:slot-->", "<!--pl:source-->"
LIMIT_SECONDS = 900  # a dozen frames take half a second
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_ANY = "_"
_EPOCH = "946684800"  # 2000: the site map, which would tell of the day, is not MkDocs' own
_SECTIONS = ("frame", "key", "keys", "search")
_OWN = re.compile(rb"<title|rel=\"canonical\"")
_DROPPED = ("search/search_index.json", "sitemap.xml", "assets/javascripts/lunr/", "assets/javascripts/workers/")


class Sheet(Fact, frozen=True):
    """What a page says of itself to its surroundings: `path` is its folder on the site ("" for home)."""

    path: str
    title: str
    description: str = ""
    section: str = ""


class Frame(Fact, frozen=True):
    """What MkDocs is told of pages with one frame: `kind` says which, `section` which way in is marked.

    Only a frame with a single page has a title: a navigation may name it by that.
    """

    kind: str
    section: str = ""
    title: str = ""


def kind(path: str) -> str:
    """Return which pages share a page's frame: those below one way in, and as deep. Of `episodes/x/` it is `episodes/*/`."""
    first, slash, rest = path.partition("/")
    return first + slash + "*/" * rest.count("/")


def file(path: str) -> str:
    """Return the file that a page's address means."""
    return path if path.endswith(".html") else f"{path}index.html"


def frames(sheets: Iterable[Sheet]) -> tuple[Frame, ...]:
    """Return the frames that pages need, by kind."""
    found = {(name := kind(one.path)): Frame(name, one.section, one.title if name == one.path else "") for one in sheets}
    return tuple(found[name] for name in sorted(found))


def build(
    workspace: Path,
    config: Mapping[str, object],
    show: Show,
    words: Words,
    frames: Iterable[Frame],
    named: Iterable[str],
    pages: Mapping[str, bytes],
    theme: Mapping[str, bytes],
    assets: Mapping[str, bytes],
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the frames by kind, and the shell's other files by path on the site.

    `workspace` is build/, where docs/, theme/ and shell/ are written anew; `pages` are hand-written Markdown files; `named` are
    the paths of generated pages that those name, so that MkDocs knows where a link to their .md leads.

    Raises:
        ItemError: MkDocs refused; with what it said.
        InputError: a folder of that name holds what somebody else put there.
    """
    _refuse_foreign(workspace)
    _write(workspace / "mkdocs.yml", _config(config, show, words).encode())
    places = {_place(one.kind): one for one in frames}
    _fresh(workspace / "docs", {**pages, **{f"assets/{name}": data for name, data in assets.items()}})
    for path in named:
        _write(workspace / "docs" / path / "index.md", _front_matter(Frame("")).encode())
    for place, frame in places.items():
        if not place.endswith(".html"):
            _write(workspace / "docs" / place / "index.md", _front_matter(frame).encode())
    _fresh(workspace / "theme", theme)
    clear(workspace / "shell")
    _mkdocs(workspace)
    found = sorted(path for path in (workspace / "shell").rglob("*") if path.is_file())
    files = _guarded({str(path.relative_to(workspace / "shell")): path.read_bytes() for path in found})
    made = {one.kind: files.pop(file(place)) for place, one in places.items() if file(place) in files}
    ours = {file(path) for path in named}
    return made, {name: data for name, data in files.items() if not _drops(name) and name not in ours}


def _guarded(files: dict[str, bytes]) -> dict[str, bytes]:
    """Give each page its policy: one that waits for its part may run what the home page's frame does, and nothing else."""
    trusted = policy.trusted(files.get("index.html", b"") or files.get("404.html", b""))
    done = {}
    for name, data in files.items():
        if name.endswith(".html"):
            framed = SLOT.encode() in data
            if framed:
                _check(name, data)
            done[name] = policy.guarded(data, trusted if framed else None)
        else:
            done[name] = data
    return done


def _check(name: str, page: bytes) -> None:
    """Refuse a frame of the host's own theme that would say a thing twice, or has no head for what it may run."""
    fault = "" if policy.HEAD.search(page) else "the theme writes no <head>, so pages cannot say what they may run"
    if found := _OWN.search(page.partition(b"</head>")[0]):
        fault = f"the theme writes a {found[0].decode()} of its own, so each page would have two"
    if fault:
        remedy = "Take the blocks site_meta and htmltitle over from the main.html that comes with Podloom."
        raise ItemError(fault, f"site/overrides/main.html ({name})", remedy)


def fill(frame: bytes, part: bytes, source: str = "") -> bytes:
    """Put a page's rendered part into its frame, and at its foot, in HTML, where it comes from: only paper shows that.

    Raises:
        ItemError: the theme has no place for the part.
    """
    before, slot, after = frame.partition(SLOT.encode())
    if not slot:
        raise ItemError(
            f"the theme's pl.html has no {SLOT}",
            "site/overrides/pl.html",
            "Take the line over from the theme that comes with Podloom.",
        )
    return b"".join((before, part, after.replace(SOURCE.encode(), source.encode(), 1)))


def _place(kind: str) -> str:
    """Return where under docs/ a frame's page stands: no slug is a lone underscore."""
    return kind.replace("*", _ANY)


def _drops(name: str) -> bool:
    return name.endswith(".map") or name.startswith(_DROPPED)


def _refuse_foreign(workspace: Path) -> None:
    """Refuse folders that another program filled: ours never stand without the mkdocs.yml that is written before them."""
    for folder in (workspace / name for name in ("docs", "theme", "shell")):
        if folder.is_dir() and any(folder.iterdir()) and not (workspace / "mkdocs.yml").is_file():
            raise InputError(
                f"{workspace.name}/{folder.name}/ holds files that Podloom did not make, so it is not replaced",
                str(folder),
                "Move the folder away, or delete it yourself, then build again.",
            )


def _fresh(folder: Path, files: Mapping[str, bytes]) -> None:
    clear(folder)
    folder.mkdir(parents=True)
    for name, data in files.items():
        _write(folder / name, data)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        raise of_file(fault, str(path)) from fault


def _front_matter(frame: Frame) -> str:
    """JSON strings are YAML strings, so no title can break out of its line."""
    lines = {"title": frame.title or "-", "template": "pl.html", "section": frame.section, "search": {"exclude": True}}
    return "---\n" + "".join(f"{key}: {_yaml(value)}\n" for key, value in lines.items()) + "---\n"


def _yaml(value: object) -> str:
    """Write a value as JSON that YAML reads alike: what YAML does not allow is escaped, an emoji is not cut in two."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _config(config: Mapping[str, object], show: Show, words: Words) -> str:
    """Write what MkDocs reads: what a host says in mkdocs.yml holds; names and folders are ours."""
    ours: dict[str, object] = {
        "site_name": show.title,
        "site_description": show.tagline or show.description or config.get("site_description"),
        "site_url": show.url,  # also where it is empty: the one in mkdocs.yml may be another show's
        "copyright": show.credit or config.get("copyright"),
        "docs_dir": "docs",
        "site_dir": "shell",
        "theme": {**_table(config, "theme"), "custom_dir": "theme", "language": _theme_language(show.language)},
        "extra": {**_table(config, "extra"), "words": _words(words)},
    }
    return "".join(f"{key}: {_yaml(value)}\n" for key, value in {**config, **ours}.items() if value is not None)


def _table(config: Mapping[str, object], key: str) -> dict[str, object]:
    found = config.get(key)
    return dict(found) if isinstance(found, Mapping) else {}


def _words(words: Words) -> dict[str, object]:
    """Return what the frame says; of navigation and scripts only what is not as they have it themselves, in English."""
    said = {f"{section}_{key}": one for section in _SECTIONS for key, one in words.within(section).items()}
    nav, script = ({old: new for old, new in _pairs(section, words) if old != new} for section in ("nav", "script"))
    safe = json.dumps(script, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c") if script else ""
    return {**said, "language": words.language, "nav": nav, "script": safe}


def _pairs(section: str, words: Words) -> Iterable[tuple[str, str]]:
    own = words.within(section)
    return ((text, own[key]) for key, text in english().within(section).items())


def _theme_language(language: str) -> str:
    """Return the theme's nearest language: its own words are few, and all of them are in English too."""
    spec = importlib.util.find_spec("material")
    folder = Path(spec.origin).parent / "templates/partials/languages" if spec and spec.origin else Path()
    choices = (language, language.partition("-")[0])
    return next((one for one in choices if (folder / f"{one}.html").is_file()), "en")


def _mkdocs(workspace: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR")},
        "SOURCE_DATE_EPOCH": _EPOCH,
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(workspace / "mkdocs.yml")]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter
            command, env=environment, cwd=workspace, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
        )
    except subprocess.TimeoutExpired as fault:
        advice = "Look for a page in site/pages without end, or make fewer changes at once."
        raise ItemError(f"MkDocs took longer than the {LIMIT_SECONDS} s that it has", "mkdocs.yml", advice) from fault
    if done.returncode:
        raise_told(done.stderr, str(workspace / "shell"))
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise ItemError(
            f"MkDocs could not build the shell: {' / '.join(said[-3:])[:400]}",
            "mkdocs.yml",
            "Mend mkdocs.yml or site/overrides, then build again.",
        )
