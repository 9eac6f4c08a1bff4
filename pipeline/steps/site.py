"""What the stages of the site do: shells, and everything put together. Decides nothing."""

from collections.abc import Mapping
from importlib.metadata import version

import msgspec

from pipeline import pages, policy, share
from pipeline import shell as shells
from pipeline.disk import digest, read_named
from pipeline.errors import ItemError
from pipeline.house import template_folders
from pipeline.model import Show
from pipeline.settings import site as mkdocs
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, themes, words

unpack = msgspec.msgpack.decode


def frames(inputs: Inputs) -> Made:
    """Say which frames the pages need, and which pages are named by hand: one episode more changes neither."""
    found = inputs.record("sheets", tuple[shells.Sheet, ...])
    texts = [*_read(inputs, "site/pages/").values(), *([inputs.read("mkdocs.yml")] if inputs.has("mkdocs.yml") else [])]
    written = " ".join(text.decode(errors="replace") for text in texts)  # hand-written pages and the navigation
    named = [one.path for one in found if one.path.strip("/") and one.path.strip("/") in written]
    return Made({"frames": encode(shells.frames(found)), "named": encode(named)})


def builder(*_: object) -> Mapping[str, str]:
    """Name the site builder, its theme, and what pages may run."""
    built = {name: version(name) for name in ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions")}
    return {**built, "policy": policy.FRAMED}


def shell(inputs: Inputs) -> Made:
    """Build the frame of each kind of page, and the pages that a person wrote by hand."""
    if not inputs.has("mkdocs.yml"):
        raise ItemError("mkdocs.yml is missing", "mkdocs.yml", "Copy the one from a show that `podloom init` makes.")
    frames, files = shells.build(
        workspace=inputs.workspace,
        config=mkdocs.read(inputs.path("mkdocs.yml")),
        show=inputs.setting("show", Show),
        words=words(inputs),
        frames=inputs.record("frames", tuple[shells.Frame, ...]),
        named=inputs.record("named", tuple[str, ...]),
        pages=_read(inputs, "site/pages/"),
        theme=_read(inputs, "site/overrides/"),
        assets=_read(inputs, "site/assets/"),
    )
    named = {f"frame/{kind}": data for kind, data in frames.items()}
    return Made(named | {f"shell/{name}": data for name, data in files.items()})


def page(inputs: Inputs) -> Made:
    """Render a page, put it into its frame, and into its head what it says to those who share it."""
    view = unpack(inputs.read("it"), type=pages.View)
    told = unpack(inputs.read("told"), type=pages.Told) if inputs.has("told") else None
    html = pages.render(view, template_folders(inputs.workspace.parent), words(inputs), told)
    show, url = inputs.setting("show.title", str), inputs.setting("show.url", str)
    said = b"".join(inputs.read(name) for name in ("head", "own") if inputs.has(name))
    frame = share.into(inputs.read("frame"), said)  # first: the frame is small, and a page is copied for each part put into it
    filled = shells.fill(frame, html.encode(), share.source(show, share.Site.of(url), view.path))
    return Made({f"file/{shells.file(view.path)}": filled})


def _read(inputs: Inputs, prefix: str) -> dict[str, bytes]:
    return {name: read_named(path) for name, path in inputs.paths(prefix).items()}


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
