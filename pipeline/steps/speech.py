"""What the stages between a recording and its transcript do. Decides nothing."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from pipeline import correct, glossary, vtt
from pipeline.clock import stamp
from pipeline.errors import ItemError
from pipeline.ingest import tracks as trackings
from pipeline.model import Cast, Transcript, Voices
from pipeline.settings import Settings, Transcribe
from pipeline.stage import Inputs, Made
from pipeline.steps.common import decode, encode, one, people
from pipeline.transcribe import engines, naming, speakers
from pipeline.transcribe import voices as voicing

# What a person's transcript.vtt said before another engine's words took its place, with her corrections in them.
FORMER = "transcript.former.vtt"
NO_VOICES = "speakers: names people whom nothing here can tell apart; install podloom[speakers] (README, Start your own show)"
UNHEARD = "transcript.vtt came with the episode: kept, and the audio not heard; `podloom build --again {slug}` hears it too"


def engine(chosen: Settings, root: Path) -> Mapping[str, str]:
    """Name all that decides the words of a transcript besides audio and settings."""
    return {
        f"engine.{name}": str(value)
        for name, value in engines.choose(chosen.transcribe, chosen.show.language, root).identity.items()
    }


def hear(inputs: Inputs) -> Made:
    """Turn speech into words."""
    cast = inputs.record("speakers", Cast)
    chosen = engines.choose(inputs.setting("transcribe", Transcribe), inputs.setting("show.language", str), inputs.workspace.parent)
    hints = glossary.hints(_terms(inputs), (*cast.guests, *cast.hosts), [person.name for person in people(inputs)])
    return one("heard", chosen.transcribe(inputs.path("audio"), inputs.where("audio"), hints, inputs.progress))


def _terms(inputs: Inputs) -> tuple[glossary.Term, ...]:
    name = "content/glossary.toml"
    return glossary.load(inputs.path(name)) if inputs.has(name) else ()


def diarizer(_: Settings, __: Path) -> Mapping[str, str]:
    """Name all that decides who is heard where besides the audio."""
    return {f"voices.{name}": str(value) for name, value in voicing.identity().items()}


def voices(inputs: Inputs) -> Made:
    """Tell the speakers of each word apart: by their tracks, or by their voices where their number is known."""
    tracks, count = inputs.paths("tracks/"), inputs.record("count", int)
    if not inputs.has("heard") or not (tracks or count):
        return Made({})
    heard = inputs.record("heard", Transcript)
    if any(segment.speaker for segment in heard.segments):  # recorded words may come with their speakers
        return Made({})
    if tracks:
        wheres = {name: inputs.where(f"tracks/{name}") for name in tracks}
        notes = (f"{count} people speak, and tracks/ has {len(tracks)}: the others' words stay unnamed",)
        named = Voices("tracks", speakers.by_tracks(heard, tracks, wheres))
        return one("voices", named, notes if len(tracks) < count else ())
    if count > 1 and not voicing.available():
        asked = inputs.record("speakers", Cast).speakers
        return Made({}, (NO_VOICES,) if asked else ())
    told = voicing.tell_apart(inputs.path("audio"), inputs.where("audio"), heard, count, inputs.progress)
    return one("voices", Voices("sound", told))


def transcribe(inputs: Inputs) -> Made:
    """Write the transcript: words, names and glossary by the machine, corrections by a person, whose word counts."""
    written = _corrections(inputs)
    under, changed = _under(inputs)
    if not inputs.has("heard"):
        return Made({"corrections": encode(written), "under": under}, (*changed, UNHEARD.format(slug=inputs.item.slug)))
    plain, notes = _plain(inputs)
    try:
        hers = _hers(inputs)
    except ItemError:  # the next stage tells it
        kept_so_far = {name: data for name in ("machine", "draft") if (data := inputs.last(name))}
        return Made({**kept_so_far, "corrections": encode(written), "under": under})
    last = inputs.last("machine")
    kept = correct.keep(plain, inputs.digests["heard"], written, hers, decode(last, type=correct.Last) if last else None)
    outputs = {
        "machine": encode(correct.Last(plain, inputs.digests["heard"], kept.corrections)),
        "draft": encode(kept.draft),
        "corrections": encode(kept.corrections),
        "orphans": encode(kept.orphans),
        "under": under,
    }
    if kept.text is not None:
        outputs["transcript.vtt"] = vtt.render(kept.text).encode()
    if kept.corrections != written:
        outputs[correct.NAME] = correct.write(kept.corrections).encode()
    if hers is not None and kept.text is not None:
        former, note = inputs.text("transcript.vtt"), ""
        if not kept.merged:
            note = f"other words were heard, and your corrections put into them; your former file is {FORMER}"
        elif vtt.holds_more(former, hers):
            note = f"names or terms were put into your transcript; notes and marks of your own are in your former file, {FORMER}"
        if note:
            outputs[FORMER], notes = former.encode(), (*notes, note)
    lost = correct.lost_note(kept, inputs.item.slug)
    stands = hers is not None and kept.text is None
    return Made(outputs, (*notes, *lost, *(changed if stands else ())), ("transcript.vtt",) if kept.merged else ())


def _under(inputs: Inputs) -> tuple[bytes, tuple[str, ...]]:
    """Note which audio a person's transcript was first seen with; say so where it has another now."""
    now = (inputs.digests.get("transcript.vtt", ""), inputs.digests["audio"])
    last = decode(found, type=tuple[str, str]) if (found := inputs.last("under")) else now
    if last[0] != now[0] or last[1] == now[1]:
        return encode(now), ()
    return encode(last), ("the audio changed under your transcript, so its words and times may no longer fit",)


def _corrections(inputs: Inputs) -> tuple[correct.Correction, ...]:
    return correct.read(inputs.text(correct.NAME), inputs.where(correct.NAME)) if inputs.has(correct.NAME) else ()


def _hers(inputs: Inputs) -> Transcript | None:
    """Return the transcript that a person edited."""
    if not inputs.has("transcript.vtt"):
        return None
    return vtt.parse(inputs.text("transcript.vtt"), inputs.where("transcript.vtt"))


def _plain(inputs: Inputs) -> tuple[Transcript, tuple[str, ...]]:
    """Return the machine's own version, with names for voices and the glossary's spellings."""
    cast = inputs.record("speakers", Cast)
    notes: tuple[str, ...] = ()
    said = inputs.record("heard", Transcript)
    if inputs.has("voices"):
        found = inputs.record("voices", Voices)
        labels = {segment.speaker for segment in found.transcript.segments if segment.speaker}
        if found.by == "tracks":
            names = {label: trackings.person(label, cast.hosts, cast.guests) for label in labels}
        else:
            names = naming.names(found.transcript, cast.hosts, cast.guests, cast.speakers)
            notes = naming.notes(labels, names)
        said = naming.rename(found.transcript, names)
    said = glossary.replace(said, _terms(inputs))
    # As it will be read back: the words of an untouched cue are then equal to those of the draft.
    return correct.carry(vtt.parse(vtt.render(said), "transcript.vtt"), said), notes


def transcript(inputs: Inputs) -> Made:
    """Read the transcript as people left it, with word times from the machine's draft."""
    written = vtt.parse(inputs.text("transcript.vtt"), inputs.where("transcript.vtt"))
    draft = inputs.record("draft", Transcript) if inputs.has("draft") else None
    machine = inputs.record("machine", correct.Last).plain if inputs.has("machine") else None
    carried = correct.carry(written, draft)
    edits = correct.derive(machine, written) if machine else inputs.record("corrections", tuple[correct.Correction, ...])
    # Against the machine's own words: what was corrected once is in the draft already, and no doubt of it is left.
    doubts = correct.open_doubts(machine.doubts if machine else (), edits)
    carried = msgspec.structs.replace(carried, doubts=doubts)
    notes = tuple(f"{stamp(doubt.start)}: {doubt.why}" for doubt in doubts)
    return Made({"transcript": encode(carried), "edited": encode(edits), "vtt": vtt.render(written).encode()}, notes)
