"""`podloom add`: bring files into the show."""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import clock
from pipeline.build import alone, open_show
from pipeline.cli.alike import failures
from pipeline.cli.common import Common, common, examples
from pipeline.cli.sources import taken

if TYPE_CHECKING:
    from pipeline.ingest.added import Added
    from pipeline.settings.sources import Network

_WEB = re.compile(r"https?://", re.IGNORECASE)
_SITE = re.compile(r"https?://[^\s/?#]+[^\s?#]*", re.IGNORECASE)
_PICTURE_BYTES = 40 << 20
_SAID = {
    "added": "added",
    "updated": "updated",
    "same": "already here",
    "kept": "kept yours",
    "removed": "stays out",
    "left out": "left out",
}


def _zone(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        clock.zone(value)
    except ValueError as fault:
        raise click.BadParameter("write a name such as Europe/Amsterdam") from fault
    return value


def _site(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not _SITE.fullmatch(value):
        raise click.BadParameter("write an address such as https://letters.example/")
    return f"{value.rstrip('/')}/" if value else ""


@click.command(
    epilog=examples(
        "podloom add ~/recordings/first-talk.mp3",
        "podloom add talk.mp3 talk.md            # the notes go with the sound",
        "podloom add talk.mp3 talk.srt           # so does a transcript: .vtt, .srt, or the JSON of Whisper",
        "podloom add substack-export.zip         # also WordPress, Ghost, Buttondown, beehiiv",
        "podloom add ghost.json --site https://letters.example",
        "podloom add ~/letters                   # everything in a folder: .md, .docx, .html, .eml",
        "podloom add https://example.org/feed    # a podcast's or a newsletter's feed, with its sounds",
    )
)
@click.argument("sources", nargs=-1, required=True)
@click.option("--pictures", is_flag=True, help="Fetch the pictures of letters that stand on other servers.")
@click.option(
    "--timezone",
    default="",
    metavar="NAME",
    callback=_zone,
    help="Where the show is made (Europe/Amsterdam): letters are dated by the day there. Default: as show.toml says, or UTC.",
)
@click.option(
    "--site",
    default="",
    metavar="ADDRESS",
    callback=_site,
    help="Where the letters of an export stood (Ghost's does not say): their links and pictures then lead there, or come along.",
)
@click.option("--again", is_flag=True, help="Bring in what came in before and you took out, too.")
@common
def add(options: Common, sources: tuple[str, ...], pictures: bool, timezone: str, site: str, again: bool) -> int:
    """Bring in audio files, drafts, feeds, and letters from where they were written.

    Audio becomes content/episodes/SLUG/, with notes written from its tags where you give none. A letter becomes
    content/newsletters/DATE-SLUG.md, with its pictures beside it; drafts come as drafts. What you wrote in is never
    overwritten; adding something twice changes nothing, and what you took out stays out.
    """
    from pipeline.ingest import add as adding

    opened = open_show(options.root)
    zone = clock.zone(timezone or opened.settings.show.timezone)
    today = datetime.datetime.now(tz=zone).date().isoformat()
    fetch = _fetch(opened.settings.network, "" if pictures else site) if pictures or site else None
    feeds = [one for one in sources if _WEB.match(one)]
    paths = [Path(one) for one in sources if one not in feeds]
    done: list[Added] = []
    if paths:
        with alone(opened):
            done += adding.add(opened.root, paths, opened.settings.show.hosts, today, zone, fetch, again=again, site=site)
    done += taken(options, opened, feeds, alone=not paths, again=again, site=site) if feeds else []
    options.emit(done)
    _tell(options, done)
    return 1 if any(one.state == "failed" for one in done) else 0


def _fetch(network: "Network", below: str) -> Callable[[str], bytes | None]:
    """Return what fetches the pictures whose addresses begin with `below`."""
    from pipeline import fetch

    return lambda url: fetch.get(url, network, most_bytes=_PICTURE_BYTES).body if url.startswith(below) else None


def _tell(options: Common, done: "Sequence[Added]") -> None:
    for one in done:
        if one.state == "failed":
            continue
        options.say(f"{_SAID[one.state]}  {one.target or one.source}" + (f"\n    {one.why}" if one.why else ""))
        for note in one.notes:
            options.say(f"    {note}")
    for line in failures(done):
        click.echo(line, err=True)
    counts = Counter(_SAID.get(one.state, one.state) for one in done)
    if len(done) > 1:
        options.say(", ".join(f"{count} {state}" for state, count in counts.items()) + ".")
    if any(one.state == "removed" for one in done):
        options.say("What you took out stays out; the same command with `--again` brings it back (one alone: take its line out of")
        options.say("content/sources.jsonl first).")
    if any(one.state in ("added", "updated") for one in done):
        options.say("Run `podloom build` to put it on the site.")
