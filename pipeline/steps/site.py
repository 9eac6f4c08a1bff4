"""What the stages of the site do: shells, and everything put together. Decides nothing."""

from collections.abc import Mapping
from importlib.metadata import version

import msgspec

from pipeline import share
from pipeline import shell as shells
from pipeline.disk import digest
from pipeline.errors import ItemError
from pipeline.model import Episode, Fact, Issue, Show
from pipeline.stage import Inputs, Made
from pipeline.steps.common import decode, encode, themes, words


class _Sheet(msgspec.Struct):
    """What a view says to its shell; the rest of it is not read."""

    path: str
    title: str
    description: str = ""
    section: str = ""

    @property
    def sheet(self) -> shells.Sheet:
        return shells.Sheet(self.path, self.title, self.description, self.section)


class _Frames(Fact, frozen=True):
    """From what the shells of the last run were made: everything but the pages, and each page's sheet by its path."""

    ground: str
    sheets: dict[str, shells.Sheet]


def sheets(inputs: Inputs) -> Made:
    """Reduce the pages to what their shells show: a changed paragraph does not change them."""
    found = [inputs.record(name, _Sheet).sheet for name in sorted(inputs.digests) if name.startswith("view/")]
    dates = [one.date for one in inputs.every("episode", Episode).values()]
    dates += [one.date for one in inputs.every("issue", Issue).values()]
    return Made({"sheets": encode(found), "newest": encode(max(dates, default=""))})


def builder(*_: object) -> Mapping[str, str]:
    """Name the site builder and its theme."""
    return {name: version(name) for name in ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions")}


def shell(inputs: Inputs) -> Made:
    """Build the shell of every page that has none yet: a page's own sheet and the theme decide it, no other page does."""
    if not inputs.has("mkdocs.yml"):
        raise ItemError("mkdocs.yml is missing", "mkdocs.yml", "Copy the one from a show that `podloom init` makes.")
    wanted = {one.path: one for one in inputs.record("sheets", tuple[shells.Sheet, ...])}
    ground = digest(encode([dict(builder()), inputs.setting("show", Show), _ground(inputs)]))
    kept = _kept(inputs, ground, wanted)
    files = shells.build(
        workspace=inputs.workspace,
        config=inputs.path("mkdocs.yml"),
        show=inputs.setting("show", Show),
        words=words(inputs),
        sheets=[one for path, one in wanted.items() if path not in kept and not path.endswith(".html")],
        pages=_read(inputs, "site/pages/"),
        theme=_read(inputs, "site/overrides/"),
        assets=_read(inputs, "site/assets/"),
        newest=inputs.record("newest", str),
    )
    frames = {_file(path): path for path in wanted}
    outputs = {f"frame/{frames[name]}" if name in frames else f"shell/{name}": data for name, data in files.items()}
    outputs |= {f"frame/{path}": data for path, data in kept.items()}
    return Made({**outputs, "frames": encode(_Frames(ground, wanted))})


def _ground(inputs: Inputs) -> dict[str, str]:
    return {name: one for name, one in sorted(inputs.digests.items()) if name not in ("sheets", "newest")}


def _kept(inputs: Inputs, ground: str, wanted: Mapping[str, shells.Sheet]) -> dict[str, bytes]:
    """Return the shells of the last run that are still right, of pages that nothing which is built anew may link to.

    The navigation links to the pages at the top, and a hand-written page to whatever it names.
    """
    last = inputs.last("frames")
    known = decode(last, type=_Frames) if last else None
    if known is None or known.ground != ground:
        return {}
    deep = [path for path, sheet in wanted.items() if path.count("/") > 1 and known.sheets.get(path) == sheet]
    written = " ".join(text.decode(errors="replace") for text in _read(inputs, "site/pages/").values())
    free = [path for path in deep if path.strip("/") not in written]
    return {path: data for path in free if (data := inputs.last(f"frame/{path}")) is not None}


def _file(path: str) -> str:
    """Return the file that a page's address means."""
    return path if path.endswith(".html") else f"{path}index.html"


def fill(inputs: Inputs) -> Made:
    """Put a rendered page into its shell, and what it says to those who share it into its head."""
    path = inputs.item.slug.partition("/")[2]
    filled = shells.fill(inputs.read("frame"), inputs.read("part").decode())
    said = "".join(inputs.read(name).decode() for name in ("own", "head") if inputs.has(name))
    return Made({f"file/{_file(path)}": share.into(filled, said)})


def _read(inputs: Inputs, prefix: str) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in inputs.paths(prefix).items()}


def site(inputs: Inputs) -> Made:
    """Put pages, search, sound and transcripts together into one tree."""
    tree: dict[str, str] = {}
    for published in inputs.every("published", dict[str, str]).values():
        tree.update(published)
    for name, one_ in inputs.digests.items():  # a copy of the sound with chapters in it wins over the file
        if path := _place(name):
            tree[path] = f"sha256:{one_}"
    filled: dict[str, bytes] = {}
    shards = sorted({path.split("/")[1] for path in tree if path.startswith("search/")}, reverse=True)
    names = {theme.slug: theme.short or theme.name for theme in themes(inputs)}
    filled["shards.json"] = encode({"shards": [f"{shard}/" for shard in shards], "themes": names})
    tree["search/shards.json"] = f"sha256:{digest(filled['shards.json'])}"
    return Made({**filled, "site": encode(dict(sorted(tree.items())))})


def _place(name: str) -> str:
    """Return where an input stands on the site, "" for what does not."""
    kind, _, path = name.partition("/")
    if kind == "vtt":
        return f"episodes/{path.removeprefix('episode/')}/transcript.vtt"
    return {"shell": path, "file": path, "index": f"search/{path}"}.get(kind, "")
