"""What the stages do by which the site is found and shared. Decides nothing.

Outputs named `file/...` stand on the site at that path.
"""

from collections.abc import Iterable, Mapping
from importlib.metadata import version

from pipeline import pages, policy, share
from pipeline import shell as shells
from pipeline.disk import shown
from pipeline.model import Episode, Issue, Mention, Passage, Show
from pipeline.share import dump, head, linked, listing, moved, plate
from pipeline.stage import Inputs, Made
from pipeline.steps.common import by_name, encode, every_record, themes, things, words

FONT = "site/card.ttf"


def item(inputs: Inputs) -> Made:
    """Make all that an episode or a letter needs to be found and shared."""
    speech = inputs.has("episode")
    one: Episode | Issue = inputs.record("episode", Episode) if speech else inputs.record("issue", Issue)
    passages, mentions = inputs.record("passages", tuple[Passage, ...]), inputs.record("mentions", tuple[Mention, ...])
    show, known = inputs.setting("show", Show), themes(inputs)
    around = _around(inputs, [one] if isinstance(one, Episode) else [])
    audio = pages.audio(one) if isinstance(one, Episode) else ""
    gist = share.gist(one, passages, mentions, around.people, show.hosts, _file(inputs), audio)
    if isinstance(one, Episode):
        node = linked.episode(around, one, passages, mentions, audio)
    else:
        node = linked.letter(around, one, mentions)
    outputs = {"gist": encode(gist), f"own/{gist.path}": head.of_item(around.site, gist, linked.script(node)).encode()}
    outputs[f"file/{gist.path}passages.json"] = dump.passages(around.site, gist, passages, mentions, around.themes)
    if around.site.url:
        outputs["plate"] = encode(plate.of_item(show, one, passages, mentions, known))
    if isinstance(one, Episode) and audio:
        outputs |= _player(show, around.site, one, audio)
    return Made(outputs)


def _player(show: Show, site: share.Site, one: Episode, audio: str) -> dict[str, bytes]:
    """Make the player for other pages; the note that tells of it needs absolute addresses."""
    made = {f"file/{share.embed_path(one.slug)}index.html": share.embed(show, site, one, audio)}
    if site.url:
        made[f"file/{share.item_path(one)}oembed.json"] = share.oembed(show, site, one)
    return made


def plates(inputs: Inputs) -> Made:
    """Say what stands on the cards of the pages that show no single item; without a url no card can be named, so none is drawn."""
    show, known = inputs.setting("show", Show), themes(inputs)
    if not show.url:
        return Made({})
    shown_ = [one for one in _others(inputs) if not one.path.endswith(".html")]
    return Made({f"plate/{one.path}": encode(plate.of_page(show, one.path, one.title, one.description, known)) for one in shown_})


def card(inputs: Inputs) -> Made:
    """Draw one card."""
    name = next((name for name in ("it", "plate") if inputs.has(name)), "")
    if not name:
        return Made({})
    found = inputs.record(name, share.Plate)
    return Made({f"file/{found.path}": share.card(found, inputs.read(FONT) if inputs.has(FONT) else None)})


def drawing(*_: object) -> Mapping[str, str]:
    """Name what draws the cards."""
    return {"pillow": version("pillow")}


def heads(inputs: Inputs) -> Made:
    """Write what the heads of all pages say of the show around them, and of the page itself where it shows no single item."""
    about, feeds = _around(inputs, every_record(inputs, "episode", Episode).values()), _feeds(inputs)
    sheets = {one.path: one for one in inputs.record("sheets", tuple[shells.Sheet, ...])}
    titles = {path: one.title for path, one in sheets.items()}
    frame, items = share.Frame(about.site, titles, feeds), {one.path for one in _gists(inputs)}
    nodes = {"": linked.series(about, "", [feed.path for feed in feeds if not feed.page])}
    nodes |= {f"themes/{one.slug}/": linked.theme(about, one) for one in themes(inputs)}
    nodes |= {f"named/{one.slug}/": linked.thing(about, one) for one in things(inputs)}
    nodes |= {f"people/{one.slug}/": linked.person(about, one) for one in about.people.values()}
    scripts = {path: linked.script(node) for path, node in nodes.items()}
    own = {path: "" if path in items else head.of_page(about.site, path, titles[path], scripts.get(path, "")) for path in titles}
    names = {one.path: head.called(about.show, about.site, one.path, one.title, one.description) for one in sheets.values()}
    return Made({f"head/{path}": (names[path] + lines + head.around(frame, path)).encode() for path, lines in own.items()})


def lists(inputs: Inputs) -> Made:
    """Write what stands at the site's root for those who read it by machine, and pages at former addresses."""
    show, known = inputs.setting("show", Show), themes(inputs)
    site, items = share.Site.of(show.url), _gists(inputs)
    moves = moved.of_items(items)
    files = {f"{one.old}index.html": moved.page(one, show.language) for one in (*moved.of_themes(known), *moves.found)}
    files |= {
        "llms.txt": listing.llms(show, site, items, known, words(inputs)),
        "passages.json": dump.index(show, site, items, known),
    }
    files["_headers"] = policy.headers((*_paths(inputs), *(f"{one.old}index.html" for one in moves.found)))
    if robots := listing.robots(site):
        files["robots.txt"] = robots
    if site.url:
        files["sitemap.xml"] = listing.sitemap(site, _paths(inputs), listing.changed(items))
    # A host's own robots.txt in site/pages wins.
    return Made({f"file/{name}": data for name, data in files.items() if f"shell/{name}" not in inputs.digests}, moves.faults)


def _gists(inputs: Inputs) -> tuple[share.Gist, ...]:
    found = every_record(inputs, "gist", share.Gist).values()
    return tuple(sorted(sorted(found, key=lambda one: one.path), key=lambda one: one.date, reverse=True))


def _paths(inputs: Inputs) -> list[str]:
    """Return the addresses of all pages: ours, and those that a person wrote by hand."""
    ours = [one.path for one in inputs.record("sheets", tuple[shells.Sheet, ...]) if not one.path.endswith(".html")]
    by_hand = [
        name[len("shell/") : -len("index.html")]
        for name in inputs.digests
        if name.startswith("shell/") and name.endswith("/index.html")
    ]
    return sorted({*ours, *by_hand})


def _others(inputs: Inputs) -> list[shells.Sheet]:
    """Return the sheets of pages that show no single item."""
    items = {one.path for one in _gists(inputs)}
    return [one for one in inputs.record("sheets", tuple[shells.Sheet, ...]) if one.path not in items]


def _around(inputs: Inputs, episodes: Iterable[Episode]) -> linked.Around:
    """Return what descriptions need; only people whom somebody described, or whom these episodes name, are known."""
    show = inputs.setting("show", Show)
    known = by_name(inputs, show, episodes)
    return linked.Around(show, share.Site.of(show.url), {one.slug: one for one in themes(inputs)}, known)


def _feeds(inputs: Inputs) -> tuple[share.Feed, ...]:
    """Return the feeds that were made, so that no head names one that is not there."""
    return inputs.record("feeds", tuple[share.Feed, ...]) if inputs.has("feeds") else ()


def _file(inputs: Inputs) -> str:
    """Name the file that a person wrote of this item."""
    found = next(inputs.item.files[name] for name in ("episode.md", "issue.md") if name in inputs.item.files)
    root = inputs.workspace.parent
    return shown(found.relative_to(root) if found.is_relative_to(root) else found)
