"""Hear a whole recording with any engine's ear: pieces, language, guard, cues. Knows no engine and no model."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from pipeline.errors import InputError
from pipeline.ingest.audio import RATE, listen
from pipeline.model import Doubt, Origin, Segment, Transcript, Word
from pipeline.transcribe import guard, hints
from pipeline.transcribe.base import Ear, Identity, Progress, Stretch
from pipeline.transcribe.cues import cut, settled
from pipeline.transcribe.digest import sha256_of
from pipeline.transcribe.pieces import Piece, pieces

# Changes whenever this module, the pieces or the guard would make other words of the same audio; belongs in `settings`.
METHOD = 2
# A list of 37 names once took a file from 1.9 to 86.7 % WER: few names help, many harm.
MOST_HINTS = 12
# Below this share of speech under words, a run with hints is compared with one without.
GOOD_COVER = 0.8
# So often must a hinted name be heard plainly before the rest of a piece is trusted with it.
PROOFS = 2
GAP_MARGIN_SECONDS = 0.3
SURE_OF_LANGUAGE = 0.8
# Languages that write no blanks between words; engines give their words one by one.
UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


class Engine(Protocol):
    """What `hear` needs of an engine: who it is, what it was told, and an ear."""

    @property
    def identity(self) -> Identity:
        """Return all that decides the words, as Transcriber.identity; its "settings" hold METHOD."""

    @property
    def language(self) -> str:
        """Return the code of the language that is spoken, or "" to have it recognised."""

    @property
    def piece_seconds(self) -> float:
        """Return how much is heard at once; longer audio is cut at pauses, so that memory does not grow with it."""

    def ear(self) -> Ear:
        """Load the model; called once for a file with speech in it. Raise InputError where it cannot be loaded."""


class Heard(NamedTuple):
    """What a piece came to: words by its own clock, and where they may be wrong."""

    words: tuple[Word, ...]
    doubts: tuple[Doubt, ...]


def hear(engine: Engine, audio: Path, where: str, told: tuple[str, ...], progress: Progress) -> Transcript:
    """Transcribe a file; names in `told` beyond the twelfth are not used."""
    duration = listen(audio, where).duration
    names = told[:MOST_HINTS]
    language = engine.language
    segments: list[Segment] = []
    doubts: list[Doubt] = []
    ear: Ear | None = None
    for piece in pieces(audio, where, engine.piece_seconds):
        if piece.speech:
            ear = ear or _checked(engine.ear(), language)
            language, doubt = _language(ear, piece, language)
            heard = _heard(ear, piece, language, names, _scaled(progress, piece, duration))
            segments += _moved(heard.words, piece.start, language)
            doubts += [*doubt, *(_later(note, piece.start) for note in heard.doubts)]
    if not segments:
        doubts.append(Doubt(0.0, duration, "no speech was recognised"))
    progress(1.0)
    origin = _origin(engine.identity, sha256_of(audio, where), names)
    return Transcript(language=language, segments=tuple(segments), origin=origin, doubts=tuple(doubts))


def joined(parts: Sequence[Word], language: str) -> tuple[Word, ...]:
    """Join what an engine gives as parts of one written word ("top", "-seller"): a word's text starts with a blank."""
    words: list[Word] = []
    for part in parts:
        if words and not part.text.startswith(" ") and language not in UNSPACED:
            left = words[-1]
            words[-1] = Word(left.start, part.end, left.text + part.text, min(left.probability, part.probability))
        else:
            words.append(part)
    return settled(words)


def _origin(identity: Identity, audio_sha256: str, names: tuple[str, ...]) -> Origin:
    settings = identity["settings"]
    threads = identity["threads"]
    return Origin(
        engine=str(identity["engine"]),
        version=str(identity["version"]),
        model=str(identity["model"]),
        model_sha256=str(identity["model_sha256"]),
        audio_sha256=audio_sha256,
        threads=threads if isinstance(threads, int) else 0,
        settings=(settings if isinstance(settings, dict) else {}) | {"hints": ", ".join(names)},
    )


def _checked(ear: Ear, language: str) -> Ear:
    if language and language not in ear.languages:
        known = ", ".join(sorted(ear.languages))
        raise InputError(f'the speech model knows no language "{language}"', "content/show.toml", f"It knows: {known}.")
    return ear


def _language(ear: Ear, piece: Piece, wanted: str) -> tuple[str, tuple[Doubt, ...]]:
    """Recognise the language at the start of speech, and doubt the wanted one where it is surely another.

    German forced to English gives fluent, wrong English.
    """
    if len(ear.languages) == 1:
        return next(iter(ear.languages)), ()
    begin = piece.speech[0].start
    code, sure = ear.language(piece.within(Stretch(begin, begin + 30.0)))
    if not wanted or wanted == code or sure < SURE_OF_LANGUAGE:
        return wanted or code, ()
    why = f'this sounds like "{code}", and was written down as "{wanted}"'
    return wanted, (Doubt(round(piece.start, 3), round(piece.start + piece.seconds, 3), why),)


# ---- words -------------------------------------------------------------------------------------


def _heard(ear: Ear, piece: Piece, language: str, names: tuple[str, ...], progress: Progress) -> Heard:
    """Recognise a piece, then look again at what was lost; hints that did harm are left out."""
    words, loops = guard.without_loops(_guarded(ear, piece, language, names, progress))
    if names and (loops or guard.covered(words, piece.speech) < GOOD_COVER):
        plain, plain_loops = guard.without_loops(_guarded(ear, piece, language, (), progress))
        if guard.covered(plain, piece.speech) > guard.covered(words, piece.speech):
            words, loops = plain, plain_loops
    elif names:
        words = _without_echoes(ear, piece, words, language, names)
    for gap in guard.gaps(words, piece.speech):
        words = guard.inserted(words, _found_in(ear, piece, gap, language), gap)
    lost = [Doubt(gap.start, gap.end, "somebody speaks, and no words were found") for gap in guard.gaps(words, piece.speech)]
    twice = [Doubt(loop.start, loop.end, "a phrase came out over and over; one was kept") for loop in loops]
    words = guard.from_speech_on(words, piece.speech)
    return Heard(words, tuple(sorted((*lost, *twice), key=lambda doubt: doubt.start)))


def _guarded(ear: Ear, piece: Piece, language: str, names: tuple[str, ...], progress: Progress) -> tuple[Word, ...]:
    prompt = f"{', '.join(names)}." if names else ""
    words = ear.words(piece.samples, piece.speech, language, prompt, progress)
    return guard.within_speech(words, piece.speech)


def _without_echoes(ear: Ear, piece: Piece, words: tuple[Word, ...], language: str, names: tuple[str, ...]) -> tuple[Word, ...]:
    """Take out each hinted name that only the hint put there; one that was heard plainly a few times needs no more proof."""
    proofs: Counter[str] = Counter()
    sure: frozenset[str] = frozenset()
    at = 0
    while hit := next((hit for hit in hints.hits(words, names, sure) if hit.start >= at), None):
        name = words[hit.start : hit.stop]
        plain = hints.beside(_plain(ear, piece, hints.around(words, hit), language), name)
        at = hit.stop
        if hints.heard(name, plain):
            proofs.update(hints.sound(word.text) for word in name)
            sure = frozenset(part for part, count in proofs.items() if count >= PROOFS)
        else:
            kept = hints.instead(words, hit, plain)
            at += len(kept) - len(words)
            words = kept
    return words


def _plain(ear: Ear, piece: Piece, stretch: Stretch, language: str) -> tuple[Word, ...]:
    """Recognise a stretch with no hints."""
    samples = piece.within(stretch)
    whole = (Stretch(0.0, len(samples) / RATE),)
    words = ear.words(samples, whole, language, "", lambda _: None)
    return tuple(_word_later(word, stretch.start) for word in words)


def _found_in(ear: Ear, piece: Piece, gap: Stretch, language: str) -> tuple[Word, ...]:
    """Recognise a stretch alone: what was skipped in the flow of an episode is found nearly always."""
    wide = Stretch(max(0.0, gap.start - GAP_MARGIN_SECONDS), gap.end + GAP_MARGIN_SECONDS)
    return guard.within_speech(_plain(ear, piece, wide, language), piece.speech)


def _moved(words: Sequence[Word], seconds: float, language: str) -> tuple[Segment, ...]:
    return cut([_word_later(word, seconds) for word in words], "" if language in UNSPACED else " ")


def _word_later(word: Word, seconds: float) -> Word:
    return Word(word.start + seconds, word.end + seconds, word.text, word.probability)


def _later(doubt: Doubt, seconds: float) -> Doubt:
    return Doubt(round(doubt.start + seconds, 3), round(doubt.end + seconds, 3), doubt.why)


def _scaled(progress: Progress, piece: Piece, duration: float) -> Progress:
    """Tell how far the whole file is when told how far a piece is."""
    return lambda share: progress(min(1.0, (piece.start + share * piece.seconds) / duration))
