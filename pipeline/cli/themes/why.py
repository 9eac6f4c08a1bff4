"""`podloom themes why`: say in words why a moment has its themes."""

import click

from pipeline import decisions as deciding
from pipeline.build import open_show
from pipeline.cli.asking.wording import dialogue, moment, plain, said
from pipeline.cli.common import Common, common, examples
from pipeline.cli.themes.desk import Desk
from pipeline.clock import seconds_of
from pipeline.decisions import Decision
from pipeline.errors import InputError
from pipeline.model import Fact, Mention, Passage
from pipeline.tables import nearest

_FORM = "Write the-warm-numbers@2:31, the-warm-numbers#t-151 or, for a letter, slow-bread#p-3."


class Reason(Fact, frozen=True):
    """Why a passage has a theme, nearly has it ("near"), or has it not because the host said so ("removed")."""

    theme: str
    name: str
    strength: str
    sentence: str = ""
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    verdict: str = ""
    who: str = ""
    when: str = ""
    built: bool = True


@click.command(
    epilog=examples(
        "podloom themes why the-warm-numbers@2:31",
        "podloom themes why the-warm-numbers#t-151",
        "podloom themes why a-letter-about-rain#p-3 --json",
    )
)
@click.argument("where", metavar="MOMENT")
@common
def why(options: Common, where: str) -> int:
    """Say why a moment has its themes: the sentence, the words, what you decided, and what it nearly had.

    MOMENT is a slug with @ and a time, or with # and the anchor of a passage, as in the addresses of the site.
    """
    desk = Desk(open_show(options.root))
    item, passage = _found(desk, where)
    reasons = _reasons(desk, item, passage)
    title = desk.titles.get(item, item)
    options.emit({"item": item, "title": title, "passage": passage, "themes": reasons})
    if not options.json:
        options.say(moment(title, passage.start, passage.id))
        options.say(dialogue(said(passage)))
        _tell(options, reasons)
    return 0


def _found(desk: Desk, where: str) -> tuple[str, Passage]:
    """Return the item and passage that a moment names.

    Raises:
        InputError: there is no such item or passage.
    """
    slug, sign, place = where.partition("#") if "#" in where else where.partition("@")
    if not sign or not place:
        raise InputError(f'"{where}" is no moment', "", _FORM)
    items = [key for key in desk.library.passages if slug in (key, key.partition("/")[2])]
    if not items:
        raise InputError(
            f'there is no episode or letter "{slug}"', "", nearest(slug, {key.partition("/")[2] for key in desk.titles})
        )
    for item in items:
        found = desk.passage(item, place) if sign == "#" else _at(desk.library.passages[item], _seconds(place))
        if found is not None:
            return item, found
    anchors = [one.id for item in items for one in desk.library.passages[item]]
    raise InputError(f'{slug} has no passage at "{place}"', "", f"It has: {', '.join(anchors[:12])}." if anchors else _FORM)


def _seconds(place: str) -> float:
    if (seconds := seconds_of(place)) is None:
        raise InputError(f'"{place}" is no time', "", _FORM)
    return seconds


def _at(passages: tuple[Passage, ...], seconds: float) -> Passage | None:
    """Return what is said at a time, or was said last before it."""
    before = [one for one in passages if one.start is not None and int(one.start) <= seconds]
    spoken = [one for one in passages if one.start is not None]
    after_all = bool(spoken) and seconds > (spoken[-1].end or 0.0) + 1.0
    return None if after_all else (before[-1] if before else (spoken[0] if spoken else None))


def _reasons(desk: Desk, item: str, passage: Passage) -> list[Reason]:
    decided = {theme: one for (_, which, theme), one in desk.verdicts(item).items() if which == passage.id}
    given = {one.theme: one for one in desk.library.mentions.get(item, ()) if one.passage == passage.id}
    near = {one.theme: one for one in desk.near.get(item, ()) if one.passage == passage.id}
    found = []
    for slug, theme in desk.themes.items():
        if reason := _reason(slug, theme.name, given.get(slug), near.get(slug), decided.get(slug)):
            found.append(reason)
    order = ("strong", "likely", "near", "removed")
    return sorted(found, key=lambda one: order.index(one.strength))


def _reason(slug: str, name: str, given: Mention | None, near: Mention | None, decision: Decision | None) -> Reason | None:
    mention = given or near
    if decision is None and mention is None:
        return None
    strength = given.strength if given else "near"
    built = True
    if decision is not None:
        strength = "strong" if decision.verdict == deciding.ADD else "removed"
        built = (given is not None) == (decision.verdict == deciding.ADD)
    return Reason(
        theme=slug,
        name=name,
        strength=strength,
        sentence=mention.evidence.sentence if mention else "",
        words=mention.evidence.words if mention else (),
        examples=mention.evidence.examples if mention else (),
        verdict=decision.verdict if decision else "",
        who=decision.who if decision else "",
        when=decision.when if decision else "",
        built=built,
    )


def _tell(options: Common, reasons: list[Reason]) -> None:
    if not any(one.strength in ("strong", "likely") for one in reasons):
        options.say("It has no theme.")
    for one in reasons:
        said = {"near": "nearly, but not enough speaks for it", "removed": "no"}.get(one.strength, one.strength)
        options.say(f"{plain(one.name)}: {said}")
        if one.sentence:
            options.say(f'  because of: "{plain(one.sentence)}"')
        if one.words:
            options.say(f"  words that point to it: {plain(', '.join(one.words))}")
        for example in one.examples:
            options.say(f'  like the example: "{plain(example)}"')
        if one.verdict:
            did = "added" if one.verdict == deciding.ADD else "removed"
            unbuilt = "" if one.built else "; `podloom build` publishes it"
            options.say(plain(f"  {one.who or 'the host'} {did} it on {one.when[:10] or 'an unknown day'}{unbuilt}"))
