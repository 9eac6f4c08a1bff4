"""`podloom build`: make everything that is out of date."""

import time
from pathlib import Path

import click

from pipeline.build import Opened, contents, open_show
from pipeline.build import build as bring_up_to_date
from pipeline.cli.alike import problems
from pipeline.cli.common import Common, common, counted, dated, episode, examples
from pipeline.cli.progress import Progress
from pipeline.cli.sources import as_json as sources_as_json
from pipeline.cli.sources import followed
from pipeline.cli.waiting import Waiting
from pipeline.model import Contents
from pipeline.stage import Report
from pipeline.workers import Hands

FEW = 5  # more transcripts of a person's own than this are counted, not named, each time


@click.command(
    epilog=examples(
        "podloom build",
        "podloom build --root ~/my-show",
        "podloom build --again the-warm-numbers",
        "podloom build --drafts                  # to look at what is not published yet",
        "podloom build --offline                 # ask no source for anything new",
        "podloom build --workers 8",
        "podloom build --cluster tcp://10.0.0.5:8786 --storage s3://my-bucket/show",
        "podloom build --json | jq .failed",
    )
)
@click.option(
    "--workers",
    default=0,
    type=click.IntRange(0, 256),
    metavar="N",
    help="Episodes to transcribe at once, each in a process of its own (default: in threads, one a processor).",
)
@click.option(
    "--cluster", default="", metavar="ADDRESS", help="Send them to this Dask scheduler: tcp://HOST:PORT, or the file it wrote."
)
@click.option(
    "--storage",
    default="",
    metavar="URL",
    help="Where audio travels to workers that do not see the show's folder: a shared folder or an fsspec URL.",
)
@click.option("--offline", is_flag=True, help="Ask no source for anything new.")
@click.option("--drafts", is_flag=True, help="Show drafts and what is dated later too, each marked: for your own eyes.")
@dated
@click.option("--again", multiple=True, metavar="SLUG", help="Transcribe this episode again: with new names, for example.")
@common
def build(
    options: Common, workers: int, cluster: str, storage: str, again: tuple[str, ...], offline: bool, drafts: bool, today: str
) -> int:
    """Make everything that is out of date, and nothing else.

    Asks the feeds that content/show.toml follows for what is new, transcribes new audio, tags, links and renders what
    changed, and swaps the new site in whole. One bad item never stops the others: it is named with file, place and remedy,
    and tried again next time.
    """
    hands = Hands(workers, cluster, storage)
    opened = open_show(options.root, today, drafts=drafts)
    chosen = frozenset(episode(opened, slug).key for slug in again)  # a typo is told before any feed is asked
    brought = followed(options, opened, () if offline else opened.settings.sources)
    opened = open_show(options.root, today, drafts=drafts) if brought else opened
    started = time.monotonic()
    with Progress(options) as progress:
        report = bring_up_to_date(opened, progress, hands, chosen)
    seconds, held = time.monotonic() - started, contents(opened)
    asked = Waiting(held.unsure_links, held.unsure_themes)
    options.emit({**as_json(report, opened, asked), "sources": sources_as_json(brought)})
    tell(options, report, opened, held, seconds)
    _tell_site(options, opened, held, asked)
    return 1 if report.failed or any(one.failed for one in brought) else 0


def as_json(report: Report, opened: Opened, asked: Waiting) -> dict[str, object]:
    """Return a report as one JSON document."""
    return {
        "site": str(opened.store.root / "site"),
        "made": [{"stage": one.stage, "item": one.item, "why": one.why} for one in report.of("made")],
        "fresh": len(report.of("fresh")),
        "edited": [one.item for one in report.of("edited")],
        "failed": [{"stage": one.stage, "item": one.item, "problem": one.problem} for one in report.failed],
        "warnings": [{"item": one.item, "warning": warning} for one in report.outcomes for warning in one.warnings],
        "waiting": asked._asdict(),
        "seconds": {stage: round(spent, 3) for stage, spent in report.seconds.items()},
    }


def tell(options: Common, report: Report, opened: Opened, held: Contents, seconds: float) -> None:
    """Say in a few lines what was made, what is the host's, and what failed."""
    for outcome in report.of("made"):
        options.say(f"  {outcome.stage:<10} {outcome.item}  ({'; '.join(outcome.why)[:100]})", at=1)
    edited = report.of("edited")
    for outcome in edited if len(edited) <= FEW or options.loud > 0 else ():
        options.say(f"{outcome.item}: {'; '.join(outcome.why)}")
    if len(edited) > FEW:
        options.say(f"{counted(len(edited), 'transcript')} are yours and were kept; `podloom status` names them.")
    for outcome in report.outcomes:
        for warning in outcome.warnings if outcome.state == "made" else ():
            click.echo(f"{outcome.item}: note: {warning}", err=True)
    for note in _lost_notes(opened, held) if report.of("made") else ():
        click.echo(note, err=True)
    for line in problems(report.failed):
        click.echo(line, err=True)
    options.say(made_line(report, seconds))


def _tell_site(options: Common, opened: Opened, held: Contents, asked: Waiting) -> None:
    """Say what the site holds, what of it waits for the host, and how to look at it."""
    site = opened.store.root / "site"
    if (site / "index.html").is_file():
        options.say(contents_line(held))
        if asked.line:
            options.say(asked.line)
        options.say(f"The site is in {_near(site)}. Look at it with `podloom serve`" + _or_make(opened))


def _lost_notes(opened: Opened, held: Contents) -> list[str]:
    """Name the letters that say they sparked an episode which is nowhere; one that failed is told already."""
    here = {item.key for item in opened.items}
    missing = [one for one in held.lost if f"episode/{one.episode}" not in here]
    return [f'issue/{one.issue}: note: sparked names no episode: "{one.episode}". {one.advice}' for one in missing]


def made_line(report: Report, seconds: float) -> str:
    """Say what this run did."""
    made = report.of("made")
    if report.failed and not made:
        return f"Nothing was made; {counted(len(report.failed), 'step')} failed and {len(report.of('fresh'))} were up to date."
    if not made:
        return f"Nothing to do: all {len(report.outcomes)} steps are up to date ({seconds:.1f} s)."
    transcribed = sum(one.stage == "transcribe" for one in made)
    pages = sum(one.stage == "page" for one in made)
    parts = [counted(transcribed, "transcript"), counted(pages, "page"), counted(len(made), "step")]
    failed = f" {counted(len(report.failed), 'item')} failed." if report.failed else ""
    return f"Made {parts[0]}, {parts[1]}, {parts[2]} in {seconds:.0f} s; {len(report.of('fresh'))} were up to date.{failed}"


def contents_line(held: Contents) -> str:
    """Say what the site holds."""
    items = f"{counted(held.episodes, 'episode')}, {counted(held.issues, 'letter')}"
    found = f"{counted(held.moments, 'moment')} on {counted(held.themes, 'theme')}"
    return f"It holds {items}, {found} and {counted(held.links, 'link')} between them."


def _or_make(opened: Opened) -> str:
    return " or `make serve`." if (opened.root / "Makefile").is_file() else "."


def _near(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
