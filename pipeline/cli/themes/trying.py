"""`podloom themes try`: print the themes of texts, or of a transcript."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from pipeline import decisions as deciding
from pipeline import encoding, holding, segment, tag, vtt
from pipeline.cli.asking.lines import rows
from pipeline.cli.common import Common, common, examples, spelled
from pipeline.cli.themes.common import known
from pipeline.decisions import Decision
from pipeline.disk import read_whole
from pipeline.errors import InputError
from pipeline.model import UNREAD, Theme


class Line(msgspec.Struct, frozen=True):
    """One text to try."""

    text: str
    id: str = ""


@click.command(
    "try",
    epilog=examples(
        "podloom themes try notes.jsonl",
        'echo \'{"id": "a", "text": "We count warm numbers: twice a year both teams score their trust."}\' | podloom themes try -',
        "podloom themes try content/episodes/the-warm-numbers/transcript.vtt",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@common
def try_(options: Common, file: Path) -> int:
    """Tag lines of {"id", "text"} JSON, or the passages of a .vtt file.

    Prints one line of JSON for each: its themes with score, strength ("strong" or "likely") and evidence. A .vtt file ends
    with a line for the whole episode. FILE may be - for standard input.

    What you decided about themes was learned from here as in a build. Passages of a transcript that lies in content/ also get
    what you decided about them; a line stands alone. A text of fewer than six words has no theme.
    """
    themes = known(options)
    decisions = _decisions(options, themes)
    tagger = deciding.learn(themes, decisions).tagger
    if file.suffix.lower() == ".vtt":
        item = f"episode/{file.absolute().parent.name}"
        here = file.absolute().is_relative_to(options.root.absolute() / "content/episodes")
        _try_transcript(tagger, themes, file, [one for one in decisions if here and one.item == item])
        return 0
    for line in [_line(text, where) for where, text in rows(file)]:
        found = [_found(one.theme, one.score, one.strength, one.evidence) for one in tagger.explain(line.text)]
        _print({"id": line.id, "themes": found})
    return 0


def _decisions(options: Common, themes: tuple[Theme, ...]) -> tuple[Decision, ...]:
    """Read what the host decided, under the themes of today; a line that is no decision is told."""
    file = options.root / deciding.NAME
    written = deciding.read(read_whole(file) if file.is_file() else b"")
    for fault in written.faults:
        click.echo(str(fault), err=True)
    return deciding.today(written.decisions, themes).decisions


def _line(text: str, where: str) -> Line:
    try:
        return msgspec.json.decode(text, type=Line)
    except UNREAD as fault:
        raise InputError(f"this is no line to try: {fault}", where, 'Write {"id": "a", "text": "..."}.') from fault


def _try_transcript(tagger: "tag.Tagger", themes: tuple[Theme, ...], file: Path, decisions: Sequence[Decision]) -> None:
    try:
        said = vtt.parse(encoding.text(read_whole(file), str(file)), str(file))
    except OSError as fault:
        raise InputError(f"the file cannot be read: {fault}", str(file), "Check its name.") from fault
    turns = segment.turns(said)
    # Decisions cut no talk anew, here as in a build.
    passages = segment.speech(turns, tag.part(deciding.learn(themes, ()).tagger, turns))
    mentions = deciding.tag(tagger, passages, (), decisions).mentions if themes else ()
    for passage in passages:
        own = [_found(one.theme, one.score, one.strength, (one.evidence,)) for one in mentions if one.passage == passage.id]
        _print({"id": passage.id, "start": passage.start, "end": passage.end, "speaker": passage.speaker, "themes": own})
    _print({"episode": {"themes": holding.themes(passages, mentions)}})


def _found(theme: str, score: float, strength: str, evidence: tuple[object, ...]) -> dict[str, object]:
    return {"theme": theme, "score": score, "strength": strength, "evidence": spelled(evidence)}


def _print(value: object) -> None:
    click.echo(msgspec.json.encode(value))
