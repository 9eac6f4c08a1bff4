"""`podloom why`: the reasons for which steps would run."""

import click

from pipeline.build import open_show, survey
from pipeline.cli.common import Common, common, examples
from pipeline.errors import InputError
from pipeline.stage import Outcome
from pipeline.tables import nearest


@click.command(
    epilog=examples("podloom why", "podloom why the-warm-numbers", "podloom why the-warm-numbers transcribe", "podloom why site")
)
@click.argument("words", nargs=-1, metavar="[ITEM] [STAGE]")
@common
def why(options: Common, words: tuple[str, ...]) -> int:
    """Say why a step would run, or what an up-to-date one was made from.

    ITEM is a slug, STAGE a name such as transcribe, tag, link or site. With neither, everything that would run is listed.
    """
    outcomes = survey(open_show(options.root)).outcomes
    found = [outcome for outcome in outcomes if all(_about(outcome, word) for word in words)]
    if not found:
        known = {outcome.stage for outcome in outcomes} | {outcome.item.rpartition("/")[2] for outcome in outcomes} - {""}
        raise InputError(f'there is no item or stage "{" ".join(words)}"', "", nearest(words[0], known) if words else "")
    shown = found if words else [outcome for outcome in found if outcome.state not in ("fresh", "edited")]
    options.emit([{"item": one.item, "stage": one.stage, "state": one.state, "why": _reasons(one)} for one in shown])
    if not options.json:
        for outcome in shown:
            options.say(f"{outcome.item}  {outcome.stage}: {outcome.state}: {'; '.join(_reasons(outcome))}")
        if not shown:
            options.say("Nothing would run: everything is up to date.")
    return 0


def _about(outcome: Outcome, word: str) -> bool:
    return word in (outcome.stage, outcome.item, outcome.item.partition("/")[2], outcome.item.rpartition("/")[2])


def _reasons(outcome: Outcome) -> list[str]:
    if outcome.problem is not None:
        return [str(outcome.problem)]
    if outcome.state == "fresh":
        return [f"made from {', '.join(outcome.inputs[:6])}{' and more' if len(outcome.inputs) > 6 else ''}; none changed"]
    return list(outcome.why)
