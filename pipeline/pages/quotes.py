"""Choose what to quote of a passage: always one person's words, from a sentence that has a second. Renders nothing."""

import math
from collections.abc import Iterable, Sequence

import msgspec

from pipeline.model import Passage, Sentence, Turn
from pipeline.text import brief

LONG = 320  # characters: about five lines of a card; a longer speech is quoted by the sentence that matters
SMALL = 170  # characters of a quote in a narrow column
_SHORT = 90  # a quote shorter than this says little alone, so that the sentence after it comes along
_SLACK = 0.05  # seconds: addresses hold tenths

Run = Sequence[Turn]  # what one person says in one go, over one line or several


class Quote(msgspec.Struct, frozen=True):
    """Words of one speaker, the second where they begin, and the line that they begin in; no second in a letter."""

    text: str
    start: float | None
    speaker: str
    line: Turn


def quotation(passage: Passage, wanted: str | float = "", limit: int = LONG, by: str | None = None) -> Quote:
    """Return what to quote of a passage, within `limit` characters.

    `wanted` is a sentence of it, or the second of one; `by` is the speaker whose words are asked for. What its speaker
    says there in one go is quoted whole where that is short enough, or else from the wanted sentence. Nothing wanted, or
    not found: the longest that anybody says in one go. A second is kept to: the quote begins there.
    """
    runs = _runs(passage, by)
    if not runs or not passage.text:
        return Quote("", passage.start, by or passage.speaker, passage.turns[0])
    found = _found(runs, wanted) if wanted != "" else None
    if found is None and isinstance(wanted, str) and wanted and len({line.speaker for line in passage.turns}) == 1:
        line = runs[0][0]
        return Quote(brief(wanted, limit), line.sentences[0].start, line.speaker, line)
    run, first = found or (max(runs, key=lambda run: len(_text(run))), 0)
    if not isinstance(wanted, float) and len(text := _text(run)) <= limit:
        return Quote(text, run[0].sentences[0].start, run[0].speaker, run[0])
    line, sentence = _nth(run, first)
    text = brief(_opening(one.text for one in _sentences(run)[first:]), limit)
    return Quote(text, sentence.start, line.speaker, line)


def spot(passage: Passage, wanted: str) -> Quote | None:
    """Return one sentence of a passage with who says it and when; None where the passage does not hold it."""
    found = _found(_runs(passage, None), wanted)
    if found is None:
        return None
    line, sentence = _nth(*found)
    return Quote(sentence.text, sentence.start, line.speaker, line)


def at(line: Passage | Turn, seconds: float) -> str:
    """Return the fragment that plays from a second; the anchor of the line, or of the passage, where it begins there."""
    if abs(seconds - (line.start or 0)) < 2 * _SLACK:
        return f"#{line.id}"
    return f"#t={math.floor(seconds * 10) / 10:g}"


def _runs(passage: Passage, by: str | None) -> list[list[Turn]]:
    runs: list[list[Turn]] = []
    for line in passage.turns:
        if runs and runs[-1][0].speaker == line.speaker:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs if by is None else [run for run in runs if run[0].speaker == by]


def _sentences(run: Run) -> list[Sentence]:
    return [sentence for line in run for sentence in line.sentences]


def _nth(run: Run, at: int) -> tuple[Turn, Sentence]:
    """Return a sentence of a run by its number, with the line that it stands in."""
    return [(line, sentence) for line in run for sentence in line.sentences][at]


def _found(runs: Sequence[Run], wanted: str | float) -> tuple[Run, int] | None:
    """Return the run that holds what is wanted, and the number of that sentence in it."""
    for run in runs:
        texts = [one.text for line in run for one in line.sentences]
        if wanted in texts:  # no other is likelier, and so it nearly always is
            return run, texts.index(wanted)
    places = [(run, at, sentence) for run in runs for at, sentence in enumerate(_sentences(run))]
    if isinstance(wanted, float):
        heard = [(run, at) for run, at, sentence in places if (sentence.start or 0.0) <= wanted + _SLACK]
        return heard[-1] if heard else None
    likeness = [_likeness(sentence.text, wanted) for _, _, sentence in places]
    best = max(likeness, default=0)
    return places[likeness.index(best)][:2] if best else None


def _likeness(sentence: str, wanted: str) -> int:
    """Return how surely a sentence is the wanted one: it may have been cut elsewhere, and "Yes." stands in many."""
    return 2 * len(wanted) if wanted in sentence else len(sentence) if sentence in wanted else 0


def _text(run: Run) -> str:
    return " ".join([sentence.text for line in run for sentence in line.sentences])


def _opening(sentences: Iterable[str]) -> str:
    quote = ""
    for sentence in sentences:
        if len(quote) >= _SHORT:
            break
        quote = f"{quote} {sentence}".strip()
    return quote
