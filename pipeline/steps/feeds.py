"""What the stages of the feeds do: forms of a transcript, chapters in the sound, what each item gives, the feeds. Decides nothing.

Outputs named `file/...` stand on the site at that path.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from pipeline import feeds, formats, holding, pages, share
from pipeline import library as libraries
from pipeline.errors import InputError, ItemError
from pipeline.feeds import artwork, channels, chapters, dates, entries, moments, names, sound, soundbites
from pipeline.feeds.planned import Form
from pipeline.feeds.reel import Moment
from pipeline.feeds.reel import moments as moments_of
from pipeline.ingest import draft
from pipeline.model import Episode, Issue, Library, Mention, Passage, Show, Transcript
from pipeline.pages import shelf, wiki
from pipeline.settings import Settings
from pipeline.settings.feeds import GUID_FILE, Feeds
from pipeline.settings.shapes import GUID as GUID_SHAPE
from pipeline.share.gist import seconds
from pipeline.stage import Inputs, Made
from pipeline.steps.common import Fetched, by_name, encode, every_record, keys, people, themes, things, words

GUID = GUID_FILE
PICTURES = artwork.NAMES
ARTWORK = tuple(f"content/{name}" for name in PICTURES)
_MP3 = "audio/mpeg"
_LETTERS: Mapping[Form, str] = {"rss": names.RSS_TYPE, "atom": names.ATOM_TYPE, "json": names.JSON_TYPE}
_NO_URL = InputError(
    "the show has no url, so it has no feeds",
    "content/show.toml",
    'Once you know where the site will stand, write url = "https://..." under [show].',
)


def guid(inputs: Inputs) -> Made:
    """Give the show its podcast:guid once: it is stored, and stays when the feed moves.

    Raises:
        InputError: what is stored is none. The site that stands is kept: without a guid its feeds would be gone.
    """
    stored = inputs.text(GUID).strip() if inputs.has(GUID) else ""
    if stored and not GUID_SHAPE.fullmatch(stored):
        raise InputError(f'"{stored[:60]}" is no podcast:guid', f"{GUID}:1", "Write the one of your feed, or remove the file.")
    around = _around(inputs, {})
    if not (stored or around.feeds.guid or around.site.url):
        return Made({})
    found = channels.guid_of(around, stored)
    return Made({"guid": encode(found), GUID: f"{found}\n".encode()})


def forms(inputs: Inputs) -> Made:
    """Write a transcript in every form but the one that the site has anyway, and the chapters as a file."""
    said, one, show = inputs.record("transcript", Transcript), inputs.record("episode", Episode), inputs.setting("show.title", str)
    here = share.item_path(one)
    told = formats.FORMATS if said.segments else {}
    outputs = {f"file/{here}transcript{form.suffix}": form.render(said).encode() for name, form in told.items() if name != "vtt"}
    if one.chapters:
        outputs[f"file/{here}chapters.json"] = feeds.chapters_json(one.title, show, one.chapters)
    return Made({**outputs, "forms": encode([(form.suffix, form.media_type) for form in told.values()])})


def tagging(_: Settings, __: Path) -> Mapping[str, str]:
    """Name all that decides the copies with chapters besides their inputs."""
    return {f"chapters.{name}": value for name, value in sound.identity().items()}


def chaptered(inputs: Inputs) -> Made:
    """Write the chapters into a copy of the sound, where the host wishes it and the format can hold them."""
    one = inputs.record("episode", Episode)
    marks = chapters.ordered(one.chapters)
    if not inputs.setting("feeds.chapters_in_audio", bool) or not marks:
        return Made({})
    if one.media_type != _MP3:
        return Made({}, (f"{inputs.where('audio')}: chapters are written into MP3 files only; its feed has them",))
    try:
        copy = feeds.with_chapters(inputs.path("audio"), marks, one.duration, inputs.where("audio"))
    except ItemError as fault:
        return Made({}, (str(fault),))  # its sound is published as it is
    return Made({f"file/{pages.audio(one)}": copy, "copy": encode(len(copy))})


def reel(inputs: Inputs) -> Made:
    """Say what an item gives to the feeds, and which of its moments would make soundbites."""
    name = "episode.md" if inputs.has("episode") else "issue.md"
    text, where = inputs.text(name), inputs.where(name)
    release = feeds.release(draft.split(text, where)[0], text, where)
    passages, mentions = inputs.record("passages", tuple[Passage, ...]), inputs.record("mentions", tuple[Mention, ...])
    one: Episode | Issue = inputs.record("episode", Episode) if inputs.has("episode") else inputs.record("issue", Issue)
    around = _around(inputs, {inputs.item.key: one} if isinstance(one, Episode) else {})
    known = {theme.slug: theme.name for theme in themes(inputs)}
    files, faults = _pictures(inputs, one) if isinstance(one, Episode) else ({}, ())
    if isinstance(one, Episode):
        entry = entries.episode(around, one, release, _sounding(inputs, one, files), seconds(one, passages))
        writers: tuple[str, ...] = ()
    else:
        entry = entries.letter(around, one, release)
        author = around.known(one.author)
        writers = (author.slug,) if author else ()
    time = around.feeds.time
    found = moments_of(passages, mentions, known, around.people)
    made = feeds.Reel(
        kind=inputs.item.kind,
        slug=one.slug,
        first=one.was[0] if one.was else one.slug,
        page=entry.link,
        published=dates.iso(one.date, time, release.at),
        updated=dates.iso(one.updated, time) if one.updated else dates.iso(one.date, time, release.at),
        entry=entry,
        writers=writers,
        tags=tuple(known[slug] for slug in holding.themes(passages, mentions, one.themes) if slug in known),
        voices=tuple(sorted({said.person for moment in found for said in moment.said if said.person})),
        themes=tuple(sorted({theme for moment in found for theme in moment.themes})),
    )
    proposed = soundbites.drafts(passages, mentions, release.soundbites) if isinstance(one, Episode) else ()
    return Made({**files, "reel": encode(made), "moments": encode(found), "soundbites": encode(proposed)}, faults)


def picture(inputs: Inputs) -> Made:
    """Look at the show's artwork, and tell what directories will refuse in it; a show without a url has no feed to put it in."""
    site = share.Site.of(inputs.setting("show.url", str))
    for name in ARTWORK:
        if site.url and inputs.has(name):
            path = name.rpartition("/")[2]
            sides, faults = artwork.look(inputs.path(name), inputs.where(name))
            return Made({f"file/{path}": inputs.read(name), "artwork": encode(feeds.Artwork(site.at(path), sides))}, faults)
    return Made({"artwork": encode(feeds.Artwork())})


class _Marks(NamedTuple):
    """Where the marks lead that people wrote in items: as links in HTML, and as plain text."""

    link: Callable[[str], str]
    plain: Callable[[str], str]

    def entry(self, one: feeds.Entry, guid: str) -> feeds.Entry:
        """Return an entry with its guid, without marks."""
        return structs.replace(one, guid=guid, content=self.link(one.content), description=self.plain(one.description))

    def moments(self, found: tuple[Moment, ...]) -> tuple[Moment, ...]:
        """Return moments without marks."""
        return tuple(one.reworded(self.plain) for one in found)


def plan(inputs: Inputs) -> Made:
    """Say what stands in every feed of the show, and name them for the heads of its pages."""
    if not inputs.has("guid") or not inputs.setting("show", Show).url:
        return Made({"feeds": encode(())}, (str(_NO_URL),))
    episodes = every_record(inputs, "episode", Episode)
    around, own = _around(inputs, episodes), inputs.record("guid", str)
    marks = _marks(inputs, list(episodes.values()))
    reels = _reels(inputs, own, marks)
    spoken = [one for one in reels if one.kind == "episode"]
    written = [one for one in reels if one.kind == "issue"]
    picture = inputs.record("artwork", feeds.Artwork)
    channel = channels.of_show(around, own, picture, spoken)
    found = [share.Feed(channels.PODCAST, channel.title)]
    planned = {channels.PODCAST: feeds.Planned("podcast", channel, tuple(one.entry for one in spoken))}
    for form, kind in _LETTERS.items() if written else ():
        about = channels.of_letters(around, own, form, written)
        planned[channels.LETTERS[form]] = feeds.Planned(form, about, letters=tuple(written))
        found.append(share.Feed(channels.LETTERS[form], about.title, kind))
    for page, one in _parts(inputs, around, picture, reels, marks):
        planned[f"{page}{channels.OF_PAGE}"] = one
        found.append(share.Feed(f"{page}{channels.OF_PAGE}", one.channel.title, page=page))
    outputs = {f"feed/{path}": encode(one) for path, one in planned.items()}
    return Made({**outputs, "feeds": encode(found)})


def feed(inputs: Inputs) -> Made:
    """Write one feed."""
    path = inputs.item.slug.partition("/")[2]
    return Made({f"file/{path}": inputs.record("it", feeds.Planned).written()})


def _parts(
    inputs: Inputs, around: feeds.Around, picture: feeds.Artwork, reels: list[feeds.Reel], marks: _Marks
) -> Iterable[tuple[str, feeds.Planned]]:
    """Yield page and feed of each theme, also where it stood before, and of each person who has any."""
    said = Fetched(keys(inputs, "moments"), lambda key: marks.moments(inputs.record(f"moments/{key}", tuple[Moment, ...])))

    def moments_of_item(one: feeds.Reel) -> tuple[Moment, ...]:
        return said.get(f"{one.kind}/{one.slug}") or ()

    for theme in themes(inputs):
        one = moments.of_theme(channels.of_theme(around, theme, picture), theme.slug, reels, moments_of_item)
        yield from ((f"themes/{slug}/", one) for slug in (theme.slug, *theme.was))
    voices = moments.voices(reels)
    for slug, person in sorted({one.slug: one for one in around.people.values()}.items()):
        if slug in voices:
            channel = channels.of_person(around, person, picture)
            yield f"people/{slug}/", moments.of_person(channel, slug, voices[slug], moments_of_item)


def _marks(inputs: Inputs, episodes: list[Episode]) -> _Marks:
    whole = Library(
        show=inputs.setting("show", Show),
        themes=themes(inputs),
        people=libraries.people(inputs.setting("show", Show), people(inputs), episodes),
        things=things(inputs),
        episodes=tuple(episodes),
        issues=tuple(every_record(inputs, "issue", Issue).values()),
    )
    places = shelf.Shelf.alone(whole, words(inputs)).places
    link = partial(wiki.link, places=places, root=share.Site.of(whole.show.url).url, words=words(inputs))
    return _Marks(link, partial(wiki.plain, places=places, words=words(inputs)))


def _reels(inputs: Inputs, own: str, marks: _Marks) -> list[feeds.Reel]:
    """Return what is published, newest first, each with a guid and with the links that people wrote in it."""
    hidden = inputs.setting("preview", dict)
    published = (one for key, one in inputs.every("reel", feeds.Reel).items() if key not in hidden)
    guids = ((one, one.entry.guid or names.item_guid(own, one.kind, one.first)) for one in published)
    return moments.newest(structs.replace(one, entry=marks.entry(one.entry, guid)) for one, guid in guids)


def _pictures(inputs: Inputs, one: Episode) -> tuple[dict[str, bytes], tuple[str, ...]]:
    for name in PICTURES:
        if inputs.has(name):
            faults = artwork.look(inputs.path(name), inputs.where(name))[1]
            return {f"file/{share.item_path(one)}{name}": inputs.read(name)}, faults
    return {}, ()


def _sounding(inputs: Inputs, one: Episode, files: Mapping[str, bytes]) -> feeds.Sounding:
    length = inputs.record("copy", int) if inputs.has("copy") else one.bytes
    told = inputs.record("forms", tuple[tuple[str, str], ...])
    return feeds.Sounding(pages.audio(one), length, told, next((path.removeprefix("file/") for path in files), ""))


def _around(inputs: Inputs, episodes: Mapping[str, Episode]) -> feeds.Around:
    """Return what feeds need of the show; only people whom somebody described, or whom these episodes name, are known."""
    show = inputs.setting("show", Show)
    known = by_name(inputs, show, episodes.values())
    return feeds.Around(show, share.Site.of(show.url), inputs.setting("feeds", Feeds), known)
