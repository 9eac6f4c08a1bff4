"""What the stages that find themes do. Decides nothing."""

from collections.abc import Mapping
from pathlib import Path

from pipeline import decisions as deciding
from pipeline import settings
from pipeline import tag as tagging
from pipeline.decisions import Decision, Lesson, Written
from pipeline.model import Passage
from pipeline.settings import Settings
from pipeline.stage import Inputs, Made
from pipeline.steps.common import THEMES, VECTORS, encode, one, themes

SHOWN_WORDS = 8  # of a passage that a note is about


def tagger(_: Settings, __: Path) -> Mapping[str, str]:
    """Name all that decides the tags besides passages, themes and decisions."""
    return {f"tagger.{name}": str(value) for name, value in tagging.identity().items()}


def load(root: Path, workspace: Path) -> None:
    """Learn the show's themes, as the stages of an item do; it takes two thirds of a second, half of it to load the encoder."""
    if (path := root / THEMES).exists():
        deciding.learn(settings.themes(path), (), workspace / VECTORS)


def vectors(inputs: Inputs) -> Made:
    """Say what every passage of an item means, for what compares passages of different items."""
    return one(
        "vectors", tagging.meanings(inputs.record("passages", tuple[Passage, ...]), tagging.kept(inputs.workspace / VECTORS))
    )


def tag(inputs: Inputs) -> Made:
    """Find the themes of every passage of an item, as the machine and the host have them together."""
    known = themes(inputs)
    if not known:
        return Made({"mentions": encode(()), "near": encode(()), "counts": encode((0, 0))})
    decided, unclear = deciding.today(_written(inputs).decisions, known)
    own = [decision for decision in decided if decision.item == inputs.item.key]
    passages, pinned = inputs.record("passages", tuple[Passage, ...]), inputs.record("pins", tuple[str, ...])
    found = deciding.tag(deciding.learn(known, decided, inputs.workspace / VECTORS).tagger, passages, pinned, own)
    notes = [f"{_named(decision)}, which is not there any more. It is kept, and learned from" for decision in found.gone]
    theirs = [decision for decision in unclear if decision.item == inputs.item.key]
    notes += [f"{_named(decision)}, but that theme is gone or was split. It is kept" for decision in theirs]
    asked = sum(mention.strength == "likely" for mention in found.mentions) + len(found.near)
    outputs = {"mentions": found.mentions, "near": found.near, "counts": (len(found.mentions), asked)}
    return Made({name: encode(value) for name, value in outputs.items()}, tuple(notes))


def decisions(inputs: Inputs) -> Made:
    """Say what of the host's decisions cannot be used; the stage *tag* reads them itself."""
    known, written = themes(inputs), _written(inputs)
    items = {name.removeprefix("pins/") for name in inputs.digests if name.startswith("pins/")}
    notes = [str(fault) for fault in written.faults]
    lost = [decision for decision in written.decisions if decision.item not in items]
    notes += [f"{_named(decision)} of {decision.item}, which this build does not hold. It is kept" for decision in lost]
    if known and written.decisions:
        notes += _doubted(deciding.learn(known, deciding.today(written.decisions, known).decisions, inputs.workspace / VECTORS))
    return one("decided", len(written.decisions), tuple(notes))


def _written(inputs: Inputs) -> Written:
    return deciding.read(inputs.read(deciding.NAME)) if inputs.has(deciding.NAME) else Written((), ())


def _doubted(lesson: Lesson) -> list[str]:
    if lesson.examples and lesson.before is None:
        reason = "cannot be measured: no theme has five examples besides them. Write some at the themes in content/themes.toml"
        return [f"whether the decisions make the tagger better {reason}"]
    if not lesson.refused:
        return []
    fall = f"its cross-validated F1 would fall from {lesson.before} to {lesson.after}"
    return [f"the tagger did not learn from the decisions: {fall}. Each holds for its own passage all the same"]


def _named(decision: Decision) -> str:
    words = decision.quote.split()
    quote = " ".join(words[:SHOWN_WORDS]) + ("..." if len(words) > SHOWN_WORDS else "")
    where, did = f"{deciding.NAME}:{decision.line}", {"add": "added to", "remove": "removed from"}[decision.verdict]
    return f'{where}: "{decision.theme}" was {did} {decision.passage} ("{quote}")'
