"""What each stage of the plan does: read inputs, call the module that knows how, name the outputs. Decides nothing."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from pipeline import (
    correct,
    glossary,
    library,
    pages,
    search,
    segment,
    settings,
    vtt,
)
from pipeline import (
    link as linking,
)
from pipeline import (
    shell as shells,
)
from pipeline import (
    tag as tagging,
)
from pipeline.disk import digest
from pipeline.errors import ItemError
from pipeline.house import template_folders
from pipeline.ingest import audio, chapters, draft
from pipeline.ingest import tracks as trackings
from pipeline.model import (
    Cast,
    Chapter,
    Episode,
    Issue,
    Library,
    Link,
    Mention,
    Passage,
    Show,
    Sound,
    Theme,
    Transcript,
    Voices,
)
from pipeline.settings import Links, Settings, Transcribe
from pipeline.stage import Inputs, Made
from pipeline.transcribe import engines, naming, speakers
from pipeline.transcribe import voices as voicing

# What a person's transcript.vtt said before another engine's words took its place, with her corrections in them.
FORMER = "transcript.former.vtt"
UNHEARD = "transcript.vtt came with the episode: kept. Delete it to have the audio transcribed, with corrections.toml put in"
encode = msgspec.json.encode
decode = msgspec.json.decode


def _one(name: str, value: object, warnings: tuple[str, ...] = ()) -> Made:
    return Made({name: encode(value)}, warnings)


def _themes(inputs: Inputs) -> tuple[Theme, ...]:
    name = "content/themes.toml"
    return settings.themes(inputs.path(name)) if inputs.has(name) else ()


def _slugs(inputs: Inputs) -> list[str]:
    return [theme.slug for theme in _themes(inputs)]


# ---- an episode


def sound(inputs: Inputs) -> Made:
    """Read what the audio file says of itself, and where the site finds it."""
    found = audio.listen(inputs.path("audio"), inputs.where("audio"))
    address = f"audio/{inputs.item.slug}{inputs.path('audio').suffix}"  # as pages.audio() names it
    published = {address: f"file:{inputs.digests['audio']}:{inputs.where('audio')}"}
    return Made({"sound": encode(found), "published": encode(published)}, found.warnings)


def episode(inputs: Inputs) -> Made:
    """Read the show notes."""
    marks: tuple[Chapter, ...] = ()
    if inputs.has("chapters.json"):
        marks = chapters.parse(inputs.read("chapters.json"), inputs.where("chapters.json"))
    heard = inputs.record("sound", Sound)
    found, warnings = draft.episode(
        inputs.text("episode.md"), inputs.where("episode.md"), inputs.item.slug, _audio_name(inputs), heard, marks, _slugs(inputs)
    )
    cast = Cast(found.hosts or inputs.setting("show.hosts", tuple), found.guests, found.speakers)
    outputs = {"episode": found, "speakers": cast, "count": cast.count, "pins": found.themes}
    return Made({name: encode(value) for name, value in outputs.items()}, warnings)


def _audio_name(inputs: Inputs) -> str:
    return inputs.item.files["audio"].name


def engine(chosen: Settings, root: Path) -> Mapping[str, str]:
    """Name all that decides the words of a transcript besides audio and settings."""
    return {
        f"engine.{name}": str(value)
        for name, value in engines.choose(chosen.transcribe, chosen.show.language, root).identity.items()
    }


def hear(inputs: Inputs) -> Made:
    """Turn speech into words."""
    cast = inputs.record("speakers", Cast)
    one = engines.choose(inputs.setting("transcribe", Transcribe), inputs.setting("show.language", str), inputs.workspace.parent)
    hints = glossary.hints(_terms(inputs), (*cast.guests, *cast.hosts))
    return _one("heard", one.transcribe(inputs.path("audio"), inputs.where("audio"), hints, inputs.progress))


def _terms(inputs: Inputs) -> tuple[glossary.Term, ...]:
    name = "content/glossary.toml"
    return glossary.load(inputs.path(name)) if inputs.has(name) else ()


def diarizer(_: Settings, __: Path) -> Mapping[str, str]:
    """Name all that decides who is heard where besides the audio."""
    return {f"voices.{name}": str(value) for name, value in voicing.identity().items()}


def voices(inputs: Inputs) -> Made:
    """Tell the speakers of each word apart: by their tracks, or by their voices where their number is known."""
    tracks, count = inputs.paths("tracks/"), inputs.record("count", int)
    if not inputs.has("heard") or not (tracks or (count > 1 and voicing.available())):
        return Made({})
    heard = inputs.record("heard", Transcript)
    if any(segment.speaker for segment in heard.segments):  # recorded words may come with their speakers
        return Made({})
    if tracks:
        return _one("voices", Voices("tracks", speakers.by_tracks(heard, tracks)))
    told = voicing.tell_apart(inputs.path("audio"), inputs.where("audio"), heard, count, inputs.progress)
    return _one("voices", Voices("sound", told))


def transcribe(inputs: Inputs) -> Made:
    """Write the transcript: words, names and glossary by the machine, corrections by a person, whose word counts."""
    written = _corrections(inputs)
    under, changed = _under(inputs)
    if not inputs.has("heard"):
        return Made({"corrections": encode(written), "under": under}, (*changed, UNHEARD))
    plain, notes = _plain(inputs)
    try:
        hers = _hers(inputs)
    except ItemError:  # the next stage tells it
        kept_so_far = {name: data for name in ("machine", "draft") if (data := inputs.last(name))}
        return Made({**kept_so_far, "corrections": encode(written), "under": under})
    last = inputs.last("machine")
    kept = correct.keep(plain, inputs.digests["heard"], written, hers, decode(last, type=correct.Last) if last else None)
    outputs = {
        "machine": encode(correct.Last(plain, inputs.digests["heard"], kept.corrections)),
        "draft": encode(kept.draft),
        "corrections": encode(kept.corrections),
        "under": under,
    }
    if kept.text is not None:
        outputs["transcript.vtt"] = vtt.render(kept.text).encode()
    if kept.corrections != written:
        outputs[correct.NAME] = correct.write(kept.corrections).encode()
    anew = hers is not None and kept.text is not None and not kept.merged
    if anew:
        outputs[FORMER] = inputs.read("transcript.vtt")
        notes = (*notes, f"other words were heard, and your corrections put into them; your former file is {FORMER}")
    lost = correct.lost_note(kept, inputs.item.slug)
    stands = hers is not None and kept.text is None
    return Made(outputs, (*notes, *lost, *(changed if stands else ())), ("transcript.vtt",) if kept.merged else ())


def _under(inputs: Inputs) -> tuple[bytes, tuple[str, ...]]:
    """Note which audio a person's transcript was first seen with; say so where it has another now."""
    now = (inputs.digests.get("transcript.vtt", ""), inputs.digests["audio"])
    last = decode(found, type=tuple[str, str]) if (found := inputs.last("under")) else now
    if last[0] != now[0] or last[1] == now[1]:
        return encode(now), ()
    return encode(last), ("the audio changed under your transcript, so its words and times may no longer fit",)


def _corrections(inputs: Inputs) -> tuple[correct.Correction, ...]:
    return correct.read(inputs.text(correct.NAME), inputs.where(correct.NAME)) if inputs.has(correct.NAME) else ()


def _hers(inputs: Inputs) -> Transcript | None:
    """Return the transcript that a person edited."""
    if not inputs.has("transcript.vtt"):
        return None
    return vtt.parse(inputs.text("transcript.vtt"), inputs.where("transcript.vtt"))


def _plain(inputs: Inputs) -> tuple[Transcript, tuple[str, ...]]:
    """Return the machine's own version, with names for voices and the glossary's spellings."""
    cast = inputs.record("speakers", Cast)
    notes: tuple[str, ...] = ()
    said = inputs.record("heard", Transcript)
    if inputs.has("voices"):
        found = inputs.record("voices", Voices)
        labels = {segment.speaker for segment in found.transcript.segments if segment.speaker}
        if found.by == "tracks":
            names = {label: trackings.person(label, cast.hosts, cast.guests) for label in labels}
        else:
            names = naming.names(found.transcript, cast.hosts, cast.guests, cast.speakers)
            notes = naming.notes(labels, names)
        said = naming.rename(found.transcript, names)
    said = glossary.replace(said, _terms(inputs))
    # As it will be read back: the words of an untouched cue are then equal to those of the draft.
    return correct.carry(vtt.parse(vtt.render(said), "transcript.vtt"), said), notes


def transcript(inputs: Inputs) -> Made:
    """Read the transcript as people left it, with word times from the machine's draft."""
    written = vtt.parse(inputs.text("transcript.vtt"), inputs.where("transcript.vtt"))
    draft = inputs.record("draft", Transcript) if inputs.has("draft") else None
    machine = inputs.record("machine", correct.Last).plain if inputs.has("machine") else None
    carried = correct.carry(written, draft)
    edits = correct.derive(machine, written) if machine else inputs.record("corrections", tuple[correct.Correction, ...])
    # Against the machine's own words: what was corrected once is in the draft already, and no doubt of it is left.
    doubts = correct.open_doubts(machine.doubts if machine else (), edits)
    carried = msgspec.structs.replace(carried, doubts=doubts)
    notes = tuple(f"{vtt.clock(doubt.start)}: {doubt.why}" for doubt in doubts)
    return Made({"transcript": encode(carried), "edited": encode(edits), "vtt": vtt.render(written).encode()}, notes)


def speech(inputs: Inputs) -> Made:
    """Cut an episode into passages."""
    marks = inputs.record("episode", Episode).chapters
    return _one("passages", segment.speech(inputs.record("transcript", Transcript), marks))


# ---- an issue


def issue(inputs: Inputs) -> Made:
    """Read a newsletter draft."""
    found, warnings = draft.issue(inputs.text("issue.md"), inputs.where("issue.md"), inputs.item.slug, _slugs(inputs))
    return Made({"issue": encode(found), "pins": encode(found.themes)}, warnings)


def letter(inputs: Inputs) -> Made:
    """Cut an issue into passages."""
    return _one("passages", segment.letter(inputs.record("issue", Issue).blocks))


# ---- themes


def tagger(_: Settings, __: Path) -> Mapping[str, str]:
    """Name all that decides the tags besides passages and themes."""
    return {f"tagger.{name}": str(value) for name, value in tagging.identity().items()}


@cache
def _trained(themes: tuple[Theme, ...]) -> "tagging.Tagger":
    return tagging.train(themes)


def tag(inputs: Inputs) -> Made:
    """Find the themes of every passage of an item."""
    themes = _themes(inputs)
    pinned = inputs.record("pins", tuple[str, ...])
    found = _trained(themes).tag(inputs.record("passages", tuple[Passage, ...]), pinned) if themes else ()
    return _one("mentions", found)


# ---- the whole library


def _library(inputs: Inputs, links: tuple[Link, ...] = ()) -> Library:
    people = "content/people.toml"
    edits = inputs.every("edited", list[msgspec.Raw])
    return library.assemble(
        show=inputs.setting("show", Show),
        themes=_themes(inputs),
        known=settings.people(inputs.path(people)) if inputs.has(people) else (),
        episodes=inputs.every("episode", Episode),
        issues=inputs.every("issue", Issue),
        passages=inputs.every("passages", tuple[Passage, ...]),
        mentions=inputs.every("mentions", tuple[Mention, ...]),
        links=links,
        edited=[key.partition("/")[2] for key, found in edits.items() if found],
    )


def link(inputs: Inputs) -> Made:
    """Find the links between everything."""
    return _one("links", linking.find(_library(inputs), inputs.setting("links", Links).boilerplate))


def views(inputs: Inputs) -> Made:
    """Say what every page shows."""
    whole = _library(inputs, inputs.record("links", tuple[Link, ...]))
    return Made({f"view/{view.path}": encode(view) for view in pages.views(whole)})


def page(inputs: Inputs) -> Made:
    """Render one page."""
    view = inputs.record("it", pages.View)
    return Made({f"part/{view.path}": pages.render(view, template_folders(inputs.workspace.parent)).encode()})


def records(inputs: Inputs) -> Made:
    """Say what every search record holds, by year."""
    return Made({f"records/{year}": encode(rows) for year, rows in search.records(_library(inputs)).items()})


def index(inputs: Inputs) -> Made:
    """Index one year."""
    year = inputs.item.slug.partition("/")[2]
    files = search.index(inputs.record("it", tuple[search.Record, ...]))
    return Made({f"index/{year}/{name}": data for name, data in files.items()})


# ---- the site


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
    for published in inputs.every("published", dict[str, str]).values():
        tree.update(published)
    shards = sorted({path.split("/")[1] for path in tree if path.startswith("search/")}, reverse=True)
    names = {theme.slug: theme.short or theme.name for theme in _themes(inputs)}
    filled["shards.json"] = encode({"shards": [f"{shard}/" for shard in shards], "themes": names})
    tree["search/shards.json"] = f"sha256:{digest(filled['shards.json'])}"
    return Made({**filled, "site": encode(dict(sorted(tree.items())))})
