"""Name what waits for the host, in the order in which it is best settled. Asks nothing."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.build import Opened
from pipeline.cli.common import counted
from pipeline.disk import shown
from pipeline.ingest import stumbles
from pipeline.model import Fact, Library
from pipeline.stage import Item, Report

_OF_WORDS = ("transcribe", "transcript")  # the stages whose notes ask for a look at the transcript


class Waiting(NamedTuple):
    """How many links and how many themes of passages are unsure and not decided."""

    links: int
    themes: int

    @property
    def line(self) -> str:
        """Return a line that says so, "" where nothing waits."""
        kinds = [(self.links, "link", "links"), (self.themes, "unsure theme", "themes")]
        here = [(number, noun, verb) for number, noun, verb in kinds if number]
        what = " and ".join(counted(number, noun) for number, noun, _ in here)
        how = ", ".join(f"`podloom {verb} review`" for _, _, verb in here)
        return f"{what} {'waits' if self.links + self.themes == 1 else 'wait'} for you: {how}." if here else ""


def waiting(opened: Opened, shelf: Library) -> Waiting:
    """Count the open questions of a library as the last build left it, with what was decided since."""
    from pipeline.cli.links.desk import Desk as LinkDesk
    from pipeline.cli.themes.desk import Desk as ThemeDesk

    if not shelf.passages:
        return Waiting(0, 0)
    themes = len(ThemeDesk(opened, shelf).open_questions()) if shelf.themes else 0
    return Waiting(len(LinkDesk(opened, shelf).open_links()), themes)


class Task(Fact, frozen=True):
    """One thing that only the host can settle: what it is, of which item, where, and what to do."""

    kind: str
    item: str
    what: str
    settle: str


def tasks(opened: Opened, report: Report) -> tuple[Task, ...]:
    """Return what waits besides unsure themes and links: what failed, new sound, doubtful words, changes, drafts, later dates."""
    return (*_failed(report), *_unasked(opened), *_heard(report), *_doubted(report), *_changed(report), *_unpublished(opened))


def _failed(report: Report) -> Iterator[Task]:
    for outcome in report.failed:
        problem = outcome.problem
        if problem is not None:
            what = f"{problem.where}: {problem.message}" if problem.where else problem.message
            yield Task("failed", outcome.item, what, f"{problem.remedy} Then `podloom build`.".strip())


def _unasked(opened: Opened) -> Iterator[Task]:
    """Name the sources that the last build could not bring up to date."""
    followed = {source.called for source in opened.settings.sources}
    for one in stumbles.last(opened.store.root):
        if one.source in followed:
            what, _, remedy = one.problem.partition("\n")
            yield Task("source", one.source, what, f"{remedy.strip()} Then `podloom build`.".strip())


def _heard(report: Report) -> Iterator[Task]:
    for outcome in report.of("stale"):
        if outcome.stage == "hear":
            yield Task(
                "sound", outcome.item, f"its sound is to be heard: {'; '.join(outcome.why)}", "`podloom build` (it takes a while)."
            )


def _doubted(report: Report) -> Iterator[Task]:
    notes: dict[str, int] = {}
    for outcome in report.outcomes:
        if outcome.stage in _OF_WORDS and outcome.warnings:
            notes[outcome.item] = notes.get(outcome.item, 0) + len(outcome.warnings)
    for item, number in notes.items():
        yield Task("words", item, f"{counted(number, 'note')} on its transcript", f"`podloom correct {item.partition('/')[2]}`.")


def _changed(report: Report) -> Iterator[Task]:
    heard = {outcome.item for outcome in report.of("stale") if outcome.stage == "hear"}
    changed = dict.fromkeys(one.item for one in report.of("stale") if one.item.startswith(("episode/", "issue/")))
    for item in changed:
        if item not in heard:
            yield Task("changed", item, "it changed since the last build", "`podloom build`.")


def _unpublished(opened: Opened) -> Iterator[Task]:
    waiting = sorted((item for item in opened.items if item.waits), key=lambda item: (item.waits, item.key))
    for item in waiting:
        if item.waits == "draft":
            look = "Take out `draft: true` to publish it; `podloom serve --drafts` shows it."
            yield Task("draft", item.key, f"{_file(opened, item)} is a draft", look)
        else:
            yield Task("dated", item.key, f"it is dated {item.waits}", "A build from that day on publishes it.")


def _file(opened: Opened, item: Item) -> str:
    path = item.files.get("episode.md") or item.files.get("issue.md") or item.folder
    return shown(path.relative_to(opened.root))
