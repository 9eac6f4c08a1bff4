"""Keep what a person did to a transcript when the machine's version changes: what she wrote stays, wherever it fits."""

from typing import NamedTuple

from pipeline.clock import stamp
from pipeline.correct.apply import apply
from pipeline.correct.carry import carry
from pipeline.correct.derive import Correction, derive
from pipeline.correct.words import said
from pipeline.model import Fact, Transcript

# Who changed more of the words than this wrote a transcript of her own: no machine's version takes its place.
MOSTLY_HERS = 0.2
MOST_SHOWN = 3


class Kept(NamedTuple):
    """What came of a person's work.

    `corrections` is all that she ever changed; `draft` the machine's version with it. `text` is what transcript.vtt
    should say, None where the file is hers and stays as it is; `merged` says that it is hers, with something of ours put in.
    `orphans` are corrections whose place is gone.
    """

    corrections: tuple[Correction, ...]
    draft: Transcript
    text: Transcript | None
    orphans: tuple[Correction, ...]
    merged: bool = False


class Last(Fact, frozen=True):
    """What the machine made last time: its own words, which words it heard before names and glossary, the corrections."""

    plain: Transcript
    heard: str
    corrections: tuple[Correction, ...]


def keep(plain: Transcript, heard: str, written: tuple[Correction, ...], hers: Transcript | None, last: Last | None) -> Kept:
    """Settle what a transcript says.

    `plain` is the machine's version now, made of the recognised words with the digest `heard`; `written` stands in
    corrections.toml; `hers` is a transcript.vtt that a person edited, `last` what she edited (None where nobody knows).
    """
    if hers is None:
        done = apply(plain, written)
        return Kept(written, done.transcript, done.transcript, done.orphans)
    if last is None:
        done = apply(plain, written)
        return Kept(written, done.transcript, None, done.orphans)
    edits = derive(last.plain, hers)
    corrections = _together(edits, written, hers, last)
    done = apply(plain, corrections)
    if plain == last.plain or _mostly_hers(edits, last.plain):
        return Kept(corrections, done.transcript, None, done.orphans)
    if heard == last.heard:
        text = _merged(hers, edits, last.plain, plain)
        return Kept(corrections, done.transcript, text, done.orphans, merged=True)
    return Kept(corrections, done.transcript, done.transcript, done.orphans)


def _together(
    edits: tuple[Correction, ...], written: tuple[Correction, ...], hers: Transcript, last: Last
) -> tuple[Correction, ...]:
    """Add to her edits the older corrections, but for those that she took back: her text would be another with them."""
    timed = carry(hers, last.plain)
    others = [one for one in written if one not in edits]
    return (*edits, *(one for one in others if one not in last.corrections or not _changes(timed, one)))


def _changes(transcript: Transcript, one: Correction) -> bool:
    done = apply(transcript, [one])
    return not done.orphans and bool(derive(transcript, done.transcript))


def _mostly_hers(edits: tuple[Correction, ...], plain: Transcript) -> bool:
    changed = sum(max(len(one.before.split()), len(one.after.split())) for one in edits if one.what == "words")
    return changed > MOSTLY_HERS * sum(len(said(segment)) for segment in plain.segments)


def _merged(hers: Transcript, edits: tuple[Correction, ...], old: Transcript, new: Transcript) -> Transcript:
    """Put into her text what names and glossary changed since, but where she wrote herself."""
    ours = [one for one in derive(old, new) if not any(_meet(one, edit) for edit in edits)]
    return apply(carry(hers, old), ours).transcript


def _meet(one: Correction, other: Correction) -> bool:
    return one.what == other.what and one.start <= other.end and other.start <= one.end


def lost_note(kept: Kept, slug: str) -> tuple[str, ...]:
    """Say which corrections no longer fit; one note for all of them, none where all do."""
    if not kept.orphans:
        return ()
    shown = [f'{stamp(one.start)[:8]} "{one.before}" -> "{one.after}"' for one in kept.orphans[:MOST_SHOWN]]
    more = [f"and {len(kept.orphans) - MOST_SHOWN} more"] if len(kept.orphans) > MOST_SHOWN else []
    head = f"{len(kept.orphans)} of {len(kept.corrections)} corrections no longer fit the transcript: "
    return (head + "; ".join([*shown, *more]) + f". They are kept; review them with `podloom correct {slug}`.",)
