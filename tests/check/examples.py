"""For every rule of the lint something that breaks it, and a show that breaks none. Asserts nothing."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from pipeline import body as markdown
from pipeline import check
from pipeline.check import Finding, Source, Spoken
from pipeline.check.permanent import Published
from pipeline.correct import Correction
from pipeline.model import Block, Episode, Issue, Library, Link, Person, Place, Segment, Show, Theme, Transcript
from pipeline.stage import Outcome, Problem, Report
from tests.make import mention, spoken, written

TODAY = "2025-12-31"
TALK = Episode("talk", "The Talk", "2025-02-01", "audio.mp3", 600.0, number=2, guests=("Grace Holt",), notes="Notes.")
LETTER = Issue("letter", "The Letter", "2025-01-01", body="A letter about trust.", sparked=("talk",))
TRUST = Theme("trust", "Trust", words=("trust",))
TIE = Link("sparked", Place("issue", "letter"), Place("episode", "talk"), "It started it.", "Started by it.")
PEOPLE = (Person("ada-byron", "Ada Byron"), Person("grace-holt", "Grace Holt"))
SAID = (Segment(0.0, 300.0, "Trust is slow.", "Ada Byron"), Segment(300.0, 590.0, "It is.", "Grace Holt"))
CHAPTERS = '{"chapters": [\n{"startTime": 0, "title": "One"},\n{"startTime": 60, "title": "Two"}\n]}'
VTT = (
    "WEBVTT\n\n00:00:00.000 --> 00:05:00.000\n<v Ada Byron>Trust is slow.\n\n00:05:00.000 --> 00:09:50.000\n<v Grace Holt>It is.\n"
)
PAGE = '<html lang="en"><head><title>A page</title></head><body><h1 id="top">A page</h1>{}</body></html>'

Example = Callable[[Path], Iterable[Finding]]


def shelf(**changes: object) -> Library:
    """Return a library of an episode and a letter in which nothing is wrong, with some parts changed."""
    heard, read = spoken(0.0, "Trust is slow."), written(1, "A letter about trust.")
    library = Library(
        Show("A Show", url="https://show.example/", hosts=("Ada Byron",)),
        (TRUST,), PEOPLE, (), (TALK,), (LETTER,),
        {"episode/talk": (heard,), "issue/letter": (read,)},
        {"episode/talk": (mention(heard, "trust"),)},
        (TIE,),
    )  # fmt: skip
    return msgspec.structs.replace(library, **changes)


def sources(library: Library) -> dict[str, Source]:
    """Return the files of the items as a person would have written them."""
    found = {f"episode/{one.slug}": ("episodes/" + one.slug + "/episode.md", one, one.notes) for one in library.episodes}
    found |= {f"issue/{one.slug}": (f"newsletters/{one.slug}.md", one, one.body) for one in library.issues}
    return {key: Source(where=f"content/{path}", text=_draft(one, text)) for key, (path, one, text) in found.items()}


def _draft(one: Episode | Issue, text: str) -> str:
    number = f"episode: {one.number}\n" if isinstance(one, Episode) else f"sparked: {', '.join(one.sparked)}\n"
    return f"---\ntitle: {one.title}\ndate: {one.date}\nupdated: {one.updated}\n{number}---\n\n{text}\n"


def wrote(waiting: Iterable[str] = (), **changes: object) -> list[Finding]:
    """Check what people wrote."""
    library = shelf(**changes)
    return list(check.content(library, sources(library), frozenset(waiting), TODAY))


def body(text: str, waiting: Iterable[str] = (), **changes: object) -> list[Finding]:
    """Check a letter with this text."""
    blocks = tuple(Block(html) for html, _, _ in markdown.blocks(text))
    return wrote(waiting, issues=(msgspec.structs.replace(LETTER, body=text, blocks=blocks),), **changes)


MANY = tuple(msgspec.structs.replace(LETTER, slug=f"one-{at}") for at in range(10))


def talk(**changes: object) -> Episode:
    return msgspec.structs.replace(TALK, **changes)


def said(
    segments: tuple[Segment, ...] = SAID,
    chapters: str = CHAPTERS,
    people: tuple[Person, ...] = PEOPLE,
    orphans: tuple[Correction, ...] = (),
    vtt: str = VTT,
) -> list[Finding]:
    """Check what is said in the episode."""
    where = "content/episodes/talk"
    files = [Source(where=f"{where}/{name}", text=text) for name, text in (("transcript.vtt", vtt), ("chapters.json", chapters))]
    one = Spoken(TALK, Transcript("en", segments), files[0], files[1], orphans)
    return list(check.speech([one], shelf(people=people), Source(where="content/people.toml", text='name = "Grace Holt"')))


def chapters(*rows: str) -> list[Finding]:
    return said(chapters='{"chapters": [\n' + ",\n".join(rows) + "\n]}")


def left(*outcomes: Outcome) -> list[Finding]:
    """Check what a build left."""
    return list(check.state(Report(outcomes), sources(shelf())))


def noted(stage: str, note: str, item: str = "episode/talk") -> list[Finding]:
    return left(Outcome(stage, item, "fresh", warnings=(note,)))


def published(key: str, guid: str = "", **waiting: str) -> list[Finding]:
    """Check the show against what was published before."""
    now = {key.replace("_", "/"): day for key, day in waiting.items()}
    return list(check.permanent(shelf(), [Published(key, "2025-01-01", guid)], now, {"episode/talk": "tag:of,now"}))


def built(folder: Path, page: str, **files: bytes) -> list[Finding]:
    """Check a site with this page."""
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(page)
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    return list(check.site(folder, "https://show.example/"))


def good(folder: Path) -> list[Finding]:
    """Check a show in which nothing is wrong, in every way."""
    found = [*wrote(), *said(), *left(), *published("episode/talk"), *published("issue/letter")]
    inside = '<p>See <a href="#top">above</a>, <a href="a.png">this</a> and <img src="a.png" alt=""></p>'
    return [*found, *built(folder, PAGE.format(inside), a_png=b""), *fed(folder)]


def fed(folder: Path, **told: str) -> list[Finding]:
    """Check a feed of one episode that says what it should, or what is told here, against its sound."""
    (folder / "audio").mkdir(parents=True, exist_ok=True)
    (folder / "audio/talk.mp3").write_bytes(bytes(1000))
    said = {"url": "https://show.example/audio/talk.mp3", "length": "1000", "duration": "600"} | told
    (folder / "podcast.xml").write_text(
        '<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>\n'
        f'<item><link>https://show.example/episodes/talk/</link><enclosure url="{said["url"]}" length="{said["length"]}"/>'
        f"<itunes:duration>{said['duration']}</itunes:duration></item></channel></rss>"
    )
    return list(check.enclosures(folder, "https://show.example/", {"talk": 600.4}))


STRANGER = Segment(300.0, 590.0, "It is.", "Speaker 2")
ALIKE = Person("grace-hold", "Grace Hold")
EXAMPLES: dict[str, Example] = {
    "item-failed": lambda _: left(Outcome("sound", "episode/x", "failed", problem=Problem("it is empty", "content/x", "Mend it."))),
    "site-stale": lambda _: left(Outcome("page", "issue/letter", "stale")),
    "audio-damaged": lambda _: noted("sound", "the audio is damaged at 00:01:00"),
    "picture-unfit": lambda _: noted("reel", "content/episodes/talk/artwork.jpg: it is 50 pixels wide"),
    "head-strange": lambda _: noted("episode", 'content/episodes/talk/episode.md:4: the key "gest" is not known'),
    "address-taken": lambda _: noted("lists", "content/newsletters/letter.md: two pages had that address", "show"),
    "decision-void": lambda _: noted("tag", "content/decisions/themes.jsonl:3: a theme was added to t-9, which is not there"),
    "mark-nowhere": lambda _: body("See [[gone]]."),
    "mark-ambiguous": lambda _: body("See [[talk]].", people=(*PEOPLE, Person("talk", "Tom Alk"))),
    "mark-waits": lambda _: body("See [[idea]].", ["idea"]),
    "mark-no-time": lambda _: body("See [[talk@0:75]]."),
    "mark-past-end": lambda _: body("See [[talk@10:00]]."),
    "mark-time-unused": lambda _: body("See [[trust@1:00]]."),
    "sparked-nowhere": lambda _: wrote(issues=(msgspec.structs.replace(LETTER, sparked=("tolk",)),)),
    "sparked-later": lambda _: wrote(issues=(msgspec.structs.replace(LETTER, date="2025-03-01"),)),
    "item-alone": lambda _: wrote(links=()),
    "alt-empty": lambda _: body("One.\n\n![](a.png)"),
    "picture-elsewhere": lambda _: body("One.\n\n![A ship](https://pictures.example/ship.png)"),
    "date-strange": lambda _: wrote(issues=(msgspec.structs.replace(LETTER, date="0205-01-01"),)),
    "number-twice": lambda _: wrote(episodes=(TALK, talk(slug="other", title="Other"))),
    "number-order": lambda _: wrote(episodes=(TALK, talk(slug="other", title="Other", number=3, date="2025-01-15"))),
    "title-twice": lambda _: wrote(episodes=(TALK, talk(slug="other", number=3, title="the talk"))),
    "person-unknown": lambda _: said((*SAID[:1], STRANGER), vtt=VTT.replace("Grace Holt", "Speaker 2")),
    "person-near": lambda _: said(people=(*PEOPLE, ALIKE)),
    "theme-unused": lambda _: wrote(mentions={}, issues=MANY),
    "theme-bare": lambda _: wrote(themes=(Theme("trust", "Trust"),)),
    "url-missing": lambda _: wrote(show=Show("A Show")),
    "url-below-root": lambda _: wrote(show=Show("A Show", url="https://show.example/talks/")),
    "cue-past-end": lambda _: said((*SAID, Segment(600.5, 604.0, "Bye.", "Ada Byron"))),
    "cue-empty-time": lambda _: said((*SAID, Segment(595.0, 595.0, "Bye.", "Ada Byron"))),
    "transcript-empty": lambda _: said(()),
    "transcript-short": lambda _: said(SAID[:1]),
    "correction-lost": lambda _: said(orphans=(Correction(60.0, 61.0, "Anup", "Anoop"),)),
    "chapter-past-end": lambda _: chapters('{"startTime": 0, "title": "One"}', '{"startTime": 600, "title": "Two"}'),
    "chapter-order": lambda _: chapters('{"startTime": 60, "title": "Two"}', '{"startTime": 0, "title": "One"}'),
    "chapter-twice": lambda _: chapters('{"startTime": 0, "title": "One"}', '{"startTime": 0, "title": "Two"}'),
    "chapter-unnamed": lambda _: chapters('{"startTime": 0, "title": " "}'),
    "chapter-first": lambda _: chapters('{"startTime": 60, "title": "Two"}'),
    "address-gone": lambda _: published("issue/lettre"),
    "guid-changed": lambda _: published("episode/talk", "tag:of,before"),
    "sound-nowhere": lambda at: fed(at, url="https://show.example/audio/tolk.mp3"),
    "sound-length": lambda at: fed(at, length="0"),
    "duration-differs": lambda at: fed(at, duration="60"),
    "link-nowhere": lambda at: built(at, PAGE.format('<a href="gone/">there</a>')),
    "anchor-nowhere": lambda at: built(at, PAGE.format('<a href="#gone">there</a>')),
    "id-twice": lambda at: built(at, PAGE.format('<p id="top">again</p>')),
    "alt-missing": lambda at: built(at, PAGE.format('<img src="a.png">'), a_png=b""),
    "page-untitled": lambda at: built(at, PAGE.format("").replace("A page</title>", "</title>")),
    "page-headings": lambda at: built(at, PAGE.format("<h1>Two</h1>")),
    "page-no-language": lambda at: built(at, PAGE.format("").replace(' lang="en"', "")),
    "page-asks-elsewhere": lambda at: built(at, PAGE.format('<form action="https://lists.example/subscribe"></form>')),
    "page-heavy": lambda at: built(at, PAGE.format('<img src="a.png" alt="">'), a_png=bytes(3_000_001)),
}  # fmt: skip
# Where each is told, of those whose line is known.
LINES = {
    "picture-unfit": "content/episodes/talk/artwork.jpg",
    "head-strange": "content/episodes/talk/episode.md:4",
    "decision-void": "content/decisions/themes.jsonl:3",
    "mark-nowhere": "content/newsletters/letter.md:8",
    "alt-empty": "content/newsletters/letter.md:10",
    "picture-elsewhere": "content/newsletters/letter.md:10",
    "sparked-nowhere": "content/newsletters/letter.md:5",
    "date-strange": "content/newsletters/letter.md:3",
    "title-twice": "content/episodes/other/episode.md:2",
    "number-twice": "content/episodes/talk/episode.md:5",
    "person-unknown": "content/episodes/talk/transcript.vtt:7",
    "person-near": "content/people.toml:1",
    "cue-past-end": "content/episodes/talk/transcript.vtt",
    "chapter-past-end": "content/episodes/talk/chapters.json:3",
    "address-gone": "content/published.jsonl:1",
    "sound-length": "build/site/podcast.xml:2",
    "link-nowhere": "build/site/index.html:1",
}
