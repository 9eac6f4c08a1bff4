"""Gather all that `podloom check` looks at, and all its rules: content, speech, feeds, mails, site. Prints nothing."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from pipeline import check as checking
from pipeline import decisions as deciding
from pipeline import encoding
from pipeline.build import Opened, every, library, previewed, survey
from pipeline.check import Finding, Rule, Source
from pipeline.cli.common import counted
from pipeline.correct import Correction
from pipeline.disk import read_whole, shown
from pipeline.errors import ItemError
from pipeline.model import Library, Theme, Transcript
from pipeline.settings import theme_names
from pipeline.share import item_path

THEMES, PEOPLE = "content/themes.toml", "content/people.toml"
FEEDS = ("*.xml", "*.json")
NO_FEEDS = ("sitemap.xml", "opensearch.xml")
HANDWRITTEN = "site/pages"
NEWEST = 50  # letters; the mails of older ones were sent long ago


def rules() -> tuple[Rule, ...]:
    """Return every rule: those of the lint itself, of feeds and of mails."""
    from pipeline import email, feeds

    of_feeds = tuple(Rule(one.id, one.level, one.says, one.mend, one.level == "error") for one in feeds.RULES)
    return (*checking.RULES, *of_feeds, *email.RULES)


def findings(opened: Opened) -> tuple[Finding, ...]:
    """Return all faults of a show as the last build left it; errors first, each kind in the order in which it was found."""
    shelf, sources = library(opened), _sources(opened)
    waiting = {item.key: item.waits for item in opened.items if item.hidden}
    slugs = frozenset(key.partition("/")[2] for key in waiting)
    found = [*checking.state(survey(opened), sources, previewed=previewed(opened))]
    found += checking.content(shelf, sources, slugs, opened.today)
    found += checking.speech(_spoken(opened, shelf), shelf, sources[PEOPLE])
    found += checking.permanent(standing(opened, shelf), checking.published(opened.root), waiting, guids(opened))
    found += _decided(opened, shelf.themes)
    site = opened.store.root / "site"
    if site.is_dir():
        found += _feeds(site)
        durations = {one.slug: one.duration for one in shelf.episodes}
        found += checking.enclosures(site, opened.settings.show.url, durations)
        found += _mails(opened, shelf, sources)
        found += checking.site(site, opened.settings.show.url, _pages(sources) | _by_hand(opened))
    return tuple(sorted(found, key=lambda one: one.level != "error"))


def standing(opened: Opened, shelf: Library) -> Library:
    """Return of a library what the built site has a page of: not what a step failed for. All of it where there is no site."""
    site = opened.store.root / "site"
    if not site.is_dir():
        return shelf
    episodes, issues = (
        tuple(one for one in some if (site / item_path(one) / "index.html").is_file()) for some in (shelf.episodes, shelf.issues)
    )
    return msgspec.structs.replace(shelf, episodes=episodes, issues=issues)


def guids(opened: Opened) -> dict[str, str]:
    """Return the guids that the built feeds give, by item key."""
    files = {"episode": opened.store.root / "site/podcast.xml", "issue": opened.store.root / "site/letters/feed.xml"}
    there = {kind: path for kind, path in files.items() if path.is_file()}
    return {key: one for kind, path in there.items() for key, one in checking.guids(read_whole(path), kind).items()}


def _spoken(opened: Opened, shelf: Library) -> Iterator[checking.Spoken]:
    """Yield what is said in each episode, with the files where it stands."""
    said, orphans = every(opened, "transcript", Transcript), every(opened, "orphans", tuple[Correction, ...])
    folders = {item.key: item.folder for item in opened.items}
    for episode in shelf.episodes:
        key = f"episode/{episode.slug}"
        if key in said:
            transcript, chapters = (_source(opened, folders[key] / name) for name in ("transcript.vtt", "chapters.json"))
            yield checking.Spoken(episode, said[key], transcript, chapters, orphans.get(key, ()))


def _feeds(site: Path) -> Iterator[Finding]:
    """Yield the faults of every feed on the site; one that many of them share is told of the first, the show's own."""
    from pipeline import feeds

    told: set[tuple[str, str]] = set()
    named = {path for pattern in FEEDS for path in site.rglob(pattern) if _is_feed(path)}
    for path in sorted(named, key=lambda path: (len(path.relative_to(site).parts), path)):
        faults = feeds.findings(read_whole(path), f"build/site/{path.relative_to(site)}")
        for one in faults:
            if (one.rule, one.message) not in told:
                yield Finding(one.level, one.where, one.message, one.remedy, one.rule, one.why)
        told |= {(one.rule, one.message) for one in faults}


def _is_feed(path: Path) -> bool:
    return path.name == "feed.json" or (path.suffix == ".xml" and path.name not in NO_FEEDS)


def _mails(opened: Opened, shelf: Library, sources: dict[str, Source]) -> Iterator[Finding]:
    """Yield what would go wrong with the mails of the newest letters; without a url there are none."""
    if not (shelf.show.url and shelf.issues):
        return
    from pipeline import email, language
    from pipeline.email.pictures import sizes
    from pipeline.house import template_folders
    from pipeline.pages.shelf import Shelf

    words, templates = language.load(opened.root, shelf.show.language), template_folders(opened.root)
    whole, size_of = Shelf.of(shelf, words), sizes(opened.store.root / "site", shelf.show.url)
    for issue in shelf.issues[:NEWEST]:
        where = sources[f"issue/{issue.slug}"].where
        mail = email.mail(email.letter(whole, issue, opened.settings.email, size_of), templates, words)
        for one in email.findings(mail.html, where):
            yield msgspec.structs.replace(one, where=where)  # the lines are those of a file that is written when it is sent


def _decided(opened: Opened, themes: tuple[Theme, ...]) -> Iterator[Finding]:
    """Yield the lines of the host's decisions that are none, and the themes they name that are gone or were split."""
    files = (opened.root / name for name in (deciding.NAME, deciding.LINKS))
    on_themes, on_links = (read_whole(path) if path.is_file() else b"" for path in files)
    written, linked = deciding.read(on_themes), deciding.read_links(on_links)
    yield from (checking.DECISION_VOID.broken(one.where, one.message, one.remedy) for one in (*written.faults, *linked.faults))
    lost: dict[str, list[int]] = {}
    for one in deciding.today(written.decisions, themes).unclear:
        lost.setdefault(one.theme, []).append(one.line)
    names = theme_names(themes)
    for slug, lines in lost.items():
        verb = "is" if len(lines) == 1 else "are"
        message = f'{counted(len(lines), "decision")} {verb} about the theme "{slug}", which '
        if parts := names.get(slug):
            message += f"was split into {', '.join(parts)}"
            remedy = "Say which one is meant in `podloom themes review`. What was decided is kept."
        else:
            message += "is not there any more"
            remedy = f'If a theme has another slug now, give it was = ["{slug}"] in content/themes.toml. What was decided is kept.'
        yield checking.DECISION_VOID.broken(f"{deciding.NAME}:{lines[0]}", message, remedy)


def _sources(opened: Opened) -> dict[str, Source]:
    """Return the file that a person would open for each item, and the show's own by their path."""
    notes = {item.key: item.files.get("episode.md") or item.files.get("issue.md") for item in opened.items}
    notes |= {name: opened.root / name for name in (THEMES, PEOPLE)}
    return {key: _source(opened, path) for key, path in notes.items() if path}


def _source(opened: Opened, path: Path) -> Source:
    where = shown(path.relative_to(opened.root))
    try:
        return Source(where=where, text=encoding.text(read_whole(path), where) if path.is_file() else "")
    except ItemError:  # told as that item's own; no line of it is known
        return Source(where=where)


def _pages(sources: dict[str, Source]) -> dict[str, Source]:
    """Return the same files by the address of their page."""
    folders = {"episode": "episodes", "issue": "letters"}
    parts = {key: key.partition("/") for key in sources}
    return {f"{folders[kind]}/{slug}/": sources[key] for key, (kind, _, slug) in parts.items() if kind in folders}


def _by_hand(opened: Opened) -> dict[str, Source]:
    """Return the pages that the host wrote herself, by their address: about.md is about/, a/index.md is a/."""
    folder = opened.root / HANDWRITTEN
    names = {path: path.relative_to(folder).with_suffix("") for path in sorted(folder.rglob("*.md"))}
    return {f"{name.parent if name.name == 'index' else name}/": _source(opened, path) for path, name in names.items()}
