"""What the stages of the site do: shells, and everything put together. Decides nothing."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from pipeline import pages
from pipeline import shell as shells
from pipeline.disk import digest
from pipeline.errors import ItemError
from pipeline.model import Episode, Issue, Show
from pipeline.settings import Settings
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, themes


def sheets(inputs: Inputs) -> Made:
    """Reduce the pages to what their shells show: a changed paragraph does not change them."""
    pages_ = [inputs.record(name, pages.View) for name in sorted(inputs.digests) if name.startswith("view/")]
    found = [shells.Sheet(view.path, view.title, view.description, view.section) for view in pages_]
    dates = [one.date for one in inputs.every("episode", Episode).values()]
    dates += [one.date for one in inputs.every("issue", Issue).values()]
    return Made({"sheets": encode(found), "newest": encode(max(dates, default=""))})


def builder(_: Settings, __: Path) -> Mapping[str, str]:
    """Name the site builder and its theme."""
    return {name: version(name) for name in ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions")}


def shell(inputs: Inputs) -> Made:
    """Build the shell of every page."""
    if not inputs.has("mkdocs.yml"):
        raise ItemError("mkdocs.yml is missing", "mkdocs.yml", "Copy the one from a show that `podloom init` makes.")
    files = shells.build(
        workspace=inputs.workspace,
        config=inputs.path("mkdocs.yml"),
        show=inputs.setting("show", Show),
        sheets=[sheet for sheet in inputs.record("sheets", tuple[shells.Sheet, ...]) if not sheet.path.endswith(".html")],
        pages=_read(inputs, "site/pages/"),
        theme=_read(inputs, "site/overrides/"),
        assets=_read(inputs, "site/assets/"),
        newest=inputs.record("newest", str),
    )
    return Made({f"shell/{name}": data for name, data in files.items()})


def _read(inputs: Inputs, prefix: str) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in inputs.paths(prefix).items()}


def site(inputs: Inputs) -> Made:
    """Put shells, rendered pages, search, sound and transcripts together into one tree."""
    tree = {name[len("shell/") :]: f"sha256:{one}" for name, one in inputs.digests.items() if name.startswith("shell/")}
    filled: dict[str, bytes] = {}
    for name in sorted(inputs.digests):
        if name.startswith("part/"):
            path = name[len("part/") :]
            path = path if path.endswith(".html") else f"{path}index.html"
            filled[f"file/{path}"] = shells.fill(inputs.read(f"shell/{path}"), inputs.read(name).decode())
            tree[path] = f"sha256:{digest(filled[f'file/{path}'])}"
        elif name.startswith("index/"):
            tree[f"search/{name[len('index/') :]}"] = f"sha256:{inputs.digests[name]}"
        elif name.startswith("vtt/episode/"):
            tree[f"episodes/{name[len('vtt/episode/') :]}/transcript.vtt"] = f"sha256:{inputs.digests[name]}"
    for path, data in pages.moved(themes(inputs)):
        filled[f"file/{path}"] = data
        tree[path] = f"sha256:{digest(data)}"
    for published in inputs.every("published", dict[str, str]).values():
        tree.update(published)
    shards = sorted({path.split("/")[1] for path in tree if path.startswith("search/")}, reverse=True)
    names = {theme.slug: theme.short or theme.name for theme in themes(inputs)}
    filled["shards.json"] = encode({"shards": [f"{shard}/" for shard in shards], "themes": names})
    tree["search/shards.json"] = f"sha256:{digest(filled['shards.json'])}"
    return Made({**filled, "site": encode(dict(sorted(tree.items())))})
