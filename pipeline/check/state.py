"""Say what a build left undone: items that failed, steps that are stale, what a step doubted. Runs nothing."""

from collections.abc import Iterator, Mapping

from pipeline.check import rules
from pipeline.check.finding import Finding, Rule
from pipeline.check.source import Source
from pipeline.stage import Report

# What a stage's notes are about; of the others `podloom status` tells, as they ask for a look and break nothing.
_NOTES: Mapping[str, Rule] = {
    "sound": rules.AUDIO_DAMAGED,
    "cover": rules.PICTURE_UNFIT,
    "episode": rules.HEAD_STRANGE,
    "issue": rules.HEAD_STRANGE,
    "lists": rules.ADDRESS_TAKEN,
    "tag": rules.DECISION_VOID,
    "link": rules.DECISION_VOID,
}
_PICTURE = "/artwork."  # of a show or an episode; several stages look at it


def state(report: Report, sources: Mapping[str, Source], *, previewed: bool = False) -> Iterator[Finding]:
    """Yield what failed in the last build, what is out of date, and what its steps noted.

    `previewed` says that the last build showed drafts: the site then differs from what will be published, and is not stale.
    """
    for outcome in report.failed:
        if (problem := outcome.problem) is not None:
            yield rules.ITEM_FAILED.broken(problem.where, problem.message, problem.remedy)
    if previewed:
        yield rules.SITE_STALE.broken("build/site", "the site shows drafts, as it was built with --drafts")
    elif stale := len(report.of("stale")):
        yield rules.SITE_STALE.broken("build/site", f"{stale} step{'s' if stale > 1 else ''} of the site are out of date")
    for outcome in report.outcomes:
        for note in outcome.warnings:
            if rule := _NOTES.get(outcome.stage) or (rules.PICTURE_UNFIT if _PICTURE in note.partition(": ")[0] else None):
                yield rule.broken(*_placed(note, sources[outcome.item].where if outcome.item in sources else "content"))


def _placed(note: str, where: str) -> tuple[str, str]:
    """Part a note that begins with its place from what it says."""
    place, colon, message = note.partition(": ")
    return (place, message) if colon and place.startswith("content/") else (where, note)
