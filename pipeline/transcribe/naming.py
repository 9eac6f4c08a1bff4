"""Say which voice is whose by what is said: "I'm Mira", "welcome, Tobias". Hears no sound, and never names by guess.

Only the people of the episode can be named. Each thing said is a piece of evidence for or against a voice being a person; a
voice is named when the evidence speaks for one way of giving the names out and hardly for any other.
"""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import NamedTuple

from pipeline.model import Segment, Transcript
from pipeline.transcribe.calling import Call, calls

# "I'm Mira" and "welcome, Mira" settle it, a mere "..., Mira?" does not: that may be said in somebody else's words.
TELLS = 3
CALLS = 1
LEAST = 3
# What speaks against a name may be a third of what speaks for it at most: people quote each other.
OUTWEIGHS = 3
# Names for six voices can be given out in 720 ways; more people than that are named by their tracks or by hand.
MOST = 6


class Evidence(NamedTuple):
    """How much speaks for (or, below 0, against) a voice being a person."""

    voice: str
    person: str
    weight: int


def names(transcript: Transcript, hosts: Sequence[str], guests: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """Return the name of each voice that can be told; the transcript's speakers are voices "1", "2", ... by first hearing.

    `wanted` are the names in the order in which the voices are first heard, as the front matter may give them: the truth.
    Where fewer voices were told apart, the order tells no more who is who, and only what is said counts.
    """
    voices = sorted({segment.speaker for segment in transcript.segments if segment.speaker}, key=_number)
    if wanted and len(voices) >= len(wanted):
        return {voice: wanted[_number(voice) - 1] for voice in voices if _number(voice) <= len(wanted)}
    people = tuple(dict.fromkeys(wanted or (*hosts, *guests)))
    if not people or max(len(people), len(voices)) > MOST:
        return {}
    return _given(voices, people, _evidence(_turns(transcript.segments), people))


def rename(transcript: Transcript, mapping: Mapping[str, str]) -> Transcript:
    """Put names in the place of voices; a voice without a name gets ""."""
    segments = tuple(
        Segment(segment.start, segment.end, segment.text, mapping.get(segment.speaker, ""), segment.words)
        for segment in transcript.segments
    )
    return Transcript(language=transcript.language, segments=segments, origin=transcript.origin, doubts=transcript.doubts)


def notes(voices: Sequence[str] | set[str], given: Mapping[str, str]) -> tuple[str, ...]:
    """Tell the host which voices have no name, and how to give them one; nothing where all have."""
    nameless = sorted((voice for voice in voices if voice not in given), key=_number)
    if not nameless:
        return ()
    which = f"voice {nameless[0]} has" if len(nameless) == 1 else f"voices {', '.join(nameless)} have"
    return (f"{which} no name, as nothing said tells it. Write `speakers:` with the names in the order of first speaking.",)


def _number(voice: str) -> int:
    return int(voice) if voice.isdigit() else 0


def _turns(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Join what one voice says in a row, and leave out what nobody is known to say."""
    turns: list[Segment] = []
    for segment in segments:
        if turns and turns[-1].speaker == segment.speaker:
            before = turns.pop()
            text = f"{before.text} {segment.text}"
            turns.append(Segment(before.start, segment.end, text, segment.speaker, before.words + segment.words))
        else:
            turns.append(segment)
    return tuple(turns)


def _evidence(turns: Sequence[Segment], people: Sequence[str]) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for index, turn in enumerate(turns):
        if turn.speaker:
            before, after = _neighbour(turns[:index][::-1], turn.speaker), _neighbour(turns[index + 1 :], turn.speaker)
            for call in calls(turn.text, people):
                found += _weighed(call, turn.speaker, before, after)
    return tuple(found)


def _neighbour(turns: Sequence[Segment], speaker: str) -> str:
    """Return the voice of the nearest turn, "" where that is nobody's or the speaker's own."""
    return turns[0].speaker if turns and turns[0].speaker != speaker else ""


def _weighed(call: Call, speaker: str, before: str, after: str) -> list[Evidence]:
    """Say what a call means: who says "I'm Mira" is Mira; who says "welcome, Tobias" is not, and who answers is."""
    if call.kind == "self":
        return [Evidence(speaker, call.person, TELLS)]
    weight = CALLS if call.kind == "call" else TELLS
    addressed = (before or after) if call.kind == "thanks" else (after or before)
    against = [Evidence(speaker, call.person, -weight)]
    if call.kind == "presents":  # "my guest is Tobias": he may answer much later
        return against
    return [*against, Evidence(addressed, call.person, weight)] if addressed else against


def _given(voices: Sequence[str], people: Sequence[str], evidence: Sequence[Evidence]) -> dict[str, str]:
    """Give the names out in the way that most speaks for, and keep those that stand against any other way."""
    places = (*people, *[""] * max(0, len(voices) - len(people)))
    ways = [dict(zip(voices, way, strict=True)) for way in dict.fromkeys(permutations(places, len(voices)))]
    scores = [_score(way, evidence) for way in ways]
    if not ways or not evidence:
        return {}
    score, best = max(zip(scores, ways, strict=True), key=lambda pair: pair[0])
    sure = {}
    for voice, person in best.items():
        others = [other for other, way in zip(scores, ways, strict=True) if way[voice] != person]
        if person and score - max(others, default=0) >= LEAST and _outweighs(voice, person, best, evidence):
            sure[voice] = person
    return sure


def _score(way: Mapping[str, str], evidence: Sequence[Evidence]) -> int:
    return sum(one.weight for one in evidence if way.get(one.voice) == one.person)


def _outweighs(voice: str, person: str, way: Mapping[str, str], evidence: Sequence[Evidence]) -> bool:
    """Say whether the evidence about a voice or a person agrees with the way well enough."""
    touching = [one for one in evidence if voice == one.voice or person == one.person]
    agrees = [(way.get(one.voice) == one.person) == (one.weight > 0) for one in touching]
    weights = [abs(one.weight) for one in touching]
    right = sum(weight for weight, agreed in zip(weights, agrees, strict=True) if agreed)
    return right >= OUTWEIGHS * (sum(weights) - right)
