"""`podloom themes`: try the themes on texts, score them on labelled lines."""

import sys
from pathlib import Path

import click
import msgspec

from pipeline import segment, tag, vtt
from pipeline import settings as reading
from pipeline.cli.common import Common, common, examples, spelled
from pipeline.errors import InputError
from pipeline.house import house
from pipeline.model import Mention, Passage, Theme
from pipeline.tag.report import Rates

# A theme holds the episode at 20 % of its tagged words: F1 .95 on the demo's episodes, measured before the project started.
HOLDS_SHARE = 0.2


class Line(msgspec.Struct, frozen=True):
    """One text to try."""

    text: str
    id: str = ""


@click.group()
def themes() -> None:
    """Try the themes on a text, or score them on labelled lines."""


@themes.command(
    "try",
    epilog=examples(
        "podloom themes try notes.jsonl",
        'echo \'{"id": "a", "text": "We count warm numbers."}\' | podloom themes try -',
        "podloom themes try content/episodes/the-warm-numbers/transcript.vtt",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@common
def try_(options: Common, file: Path) -> int:
    """Tag lines of {"id", "text"} JSON, or the passages of a .vtt file.

    Prints one line of JSON for each: its themes with score, strength ("strong" or "likely") and evidence. A .vtt file ends
    with a line for the whole episode. FILE may be - for standard input.
    """
    tagger = tag.train(_themes(options))
    if file.suffix.lower() == ".vtt":
        _try_transcript(tagger, file)
        return 0
    for line in _lines(file):
        _print(
            {
                "id": line.id,
                "themes": [_found(one.theme, one.score, one.strength, one.evidence) for one in tagger.explain(line.text)],
            }
        )
    return 0


@themes.command(epilog=examples("podloom themes score labelled.jsonl", "podloom themes score labelled.jsonl --json | jq .macro"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--folds", default=5, show_default=True, type=click.IntRange(0, 50), help="0 judges by the shipped examples alone.")
@common
def score(options: Common, file: Path, folds: int) -> int:
    """Print precision, recall and F1 on lines with gold "themes", and the false-positive rate on those without a theme.

    The figures are cross-validated: every line is judged by a tagger that never saw it.
    """
    known = _themes(options)
    lines = tag.read_examples(file, str(file), [theme.slug for theme in known])
    found = tag.score(lines, known, folds)
    options.emit(found)
    if not options.json:
        for row in found.themes:
            options.say(f"{_rates(row.theme, row.rates)}  ({row.gold} lines)")
        options.say(_rates("macro", found.macro))
        options.say(_rates("micro", found.micro))
        options.say(f"false-positive rate on {found.themeless} lines without a theme: {found.false_positive_rate}")
    return 0


def _rates(name: str, rates: Rates) -> str:
    return f"{name:<24} P {rates.precision:.3f}  R {rates.recall:.3f}  F1 {rates.f1:.3f}"


def _themes(options: Common) -> tuple[Theme, ...]:
    """The show's own themes; those that travel with Podloom where there is no show."""
    own = options.root / "content/themes.toml"
    return reading.themes(own if own.exists() else house() / "content/themes.toml")


def _lines(file: Path) -> list[Line]:
    where = "standard input" if str(file) == "-" else str(file)
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise InputError(f"the file cannot be read: {fault.strerror}", where, "Check its name.") from fault
    except UnicodeDecodeError as fault:
        raise InputError("the file is not UTF-8", where, "Save it as UTF-8.") from fault
    found = []
    for number, row in enumerate(text.split("\n"), 1):
        if row.strip():
            try:
                found.append(msgspec.json.decode(row, type=Line))
            except msgspec.MsgspecError as fault:
                raise InputError(
                    f"this is no line to try: {fault}", f"{where}:{number}", 'Write {"id": "a", "text": "..."}.'
                ) from fault
    return found


def _try_transcript(tagger: "tag.Tagger", file: Path) -> None:
    try:
        said = vtt.parse(file.read_text(encoding="utf-8-sig"), str(file))
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"the file cannot be read: {fault}", str(file), "Check its name; it must be UTF-8.") from fault
    passages = segment.speech(said)
    mentions = tagger.tag(passages)
    for passage in passages:
        own = [_found(one.theme, one.score, one.strength, (one.evidence,)) for one in mentions if one.passage == passage.id]
        _print({"id": passage.id, "start": passage.start, "end": passage.end, "speaker": passage.speaker, "themes": own})
    _print({"episode": {"themes": holds(passages, mentions)}})


def holds(passages: tuple[Passage, ...], mentions: tuple[Mention, ...]) -> list[str]:
    """Return the themes of a whole episode: those on at least a fifth of its tagged words."""
    words = {passage.id: len(passage.text.split()) for passage in passages}
    tagged = sum(words[one] for one in {mention.passage for mention in mentions})
    shares: dict[str, int] = {}
    for mention in mentions:
        shares[mention.theme] = shares.get(mention.theme, 0) + words[mention.passage]
    return [theme for theme, count in shares.items() if count >= HOLDS_SHARE * tagged]


def _found(theme: str, score: float, strength: str, evidence: tuple[object, ...]) -> dict[str, object]:
    return {"theme": theme, "score": score, "strength": strength, "evidence": spelled(evidence)}


def _print(value: object) -> None:
    click.echo(msgspec.json.encode(value))
