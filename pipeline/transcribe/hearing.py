"""Hear a whole recording with any engine's ear: pieces, language, guard, cues. Knows no engine and no model."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from pipeline import heap, sums
from pipeline.errors import InputError
from pipeline.ingest.audio import RATE, examine
from pipeline.model import Doubt, Origin, Segment, Transcript, Word
from pipeline.transcribe import guard, hints
from pipeline.transcribe.base import Ear, Identity, Progress, Stretch
from pipeline.transcribe.cues import cut, settled
from pipeline.transcribe.digest import sha256_of
from pipeline.transcribe.pieces import Piece, pieces

# Changes whenever this module, the pieces or the guard would make other words of the same audio; belongs in `settings`.
METHOD = 5
# Names come in order of worth, and each is looked for in all that was said.
MOST_HINTS = 40
# So many places in a minute are heard again for a name, the likeliest ones: 0.15 s of work for each.
CANDIDATES_PER_MINUTE = 1.5
LEAST_CANDIDATES = 3
# A list of 37 names once took a file from 1.9 to 86.7 % WER: few in a prompt help, many harm.
PROMPT_NAMES = 6
# What repeats itself in less than this is a slip at a seam, and nothing can have been said there.
LONG_LOOP_SECONDS = 0.5
GAP_MARGIN_SECONDS = 0.3
LANGUAGE_SECONDS = 30.0
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
    """Transcribe a file; names in `told` beyond MOST_HINTS are not used."""
    sums.alike()
    heap.reuse()
    examined = examine(audio, where)
    duration = examined.sound.duration
    names = told[:MOST_HINTS]
    language = engine.language
    segments: list[Segment] = []
    doubts = list(examined.doubts)
    ear: Ear | None = None
    for piece in pieces(audio, where, engine.piece_seconds):
        if piece.speech:
            ear = ear or _checked(engine.ear(), language)
            spoken, doubt = _language(ear, piece, engine.language, language)
            language = language or spoken
            heard = _heard(ear, piece, spoken, names, _scaled(progress, piece, duration))
            segments += _moved(heard.words, piece.start, spoken)
            doubts += [*doubt, *(_later(note, piece.start) for note in heard.doubts)]
        heap.trim()
    if not segments:
        doubts.append(Doubt(0.0, duration, "no speech was recognised"))
    progress(1.0)
    origin = _origin(engine.identity, sha256_of(audio, where), names)
    return Transcript(
        language=language, segments=tuple(segments), origin=origin, doubts=tuple(sorted(doubts, key=lambda doubt: doubt.start))
    )


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


def _language(ear: Ear, piece: Piece, wanted: str, before: str) -> tuple[str, tuple[Doubt, ...]]:
    """Return the language to write a piece in, and doubt it where another is surely spoken, or another than `before`.

    German forced to English gives fluent, wrong English; so what was wanted is kept, and what was only recognised is not.
    """
    if len(ear.languages) == 1:
        return next(iter(ear.languages)), ()
    begin = piece.speech[0].start
    code, sure = ear.language(piece.within(Stretch(begin, begin + LANGUAGE_SECONDS)))
    if code == (wanted or before or code):
        return code, ()
    if sure < SURE_OF_LANGUAGE:
        return wanted or before, ()
    remedy = f'if "{code}" is right, write language = "{code}" under [transcribe] in content/show.toml'
    why = (
        f'this sounds like "{code}", and was written down as "{wanted}": {remedy}' if wanted else f'from here on "{code}" is spoken'
    )
    return wanted or code, (Doubt(round(piece.start, 3), round(piece.start + piece.seconds, 3), why),)


# ---- words -------------------------------------------------------------------------------------


def _heard(ear: Ear, piece: Piece, language: str, names: tuple[str, ...], progress: Progress) -> Heard:
    """Recognise a piece, look again at what was lost, and then for names."""
    found = ear.words(piece.samples, piece.speech, language, "", progress)
    words, loops = guard.without_loops(guard.within_speech(found, piece.speech))
    for gap in guard.gaps(words, piece.speech):
        words = guard.inserted(words, _found_in(ear, piece, gap, language), gap)
    words, guessed = guard.believed(words)
    lost = [Doubt(gap.start, gap.end, "somebody speaks, and no words were found") for gap in guard.gaps(words, piece.speech)]
    music = [Doubt(run.start, run.end, "this sounded a little like speech; what it seemed to say was left out") for run in guessed]
    twice = [
        Doubt(loop.start, loop.end, "a phrase came out over and over; one was kept")
        for loop in loops
        if loop.seconds >= LONG_LOOP_SECONDS
    ]
    words = guard.from_speech_on(_named(ear, piece, words, language, names), piece.speech)
    return Heard(words, tuple(sorted((*lost, *music, *twice), key=lambda doubt: doubt.start)))


def _named(ear: Ear, piece: Piece, words: tuple[Word, ...], language: str, names: tuple[str, ...]) -> tuple[Word, ...]:
    """Put names where they were misheard; the words that stand for one are heard again with it."""
    most = max(LEAST_CANDIDATES, round(piece.seconds / 60 * CANDIDATES_PER_MINUTE))
    asked = sorted(hints.candidates(words, names)[:most], reverse=True)  # from the last on, so that places hold
    for one in asked:
        for stretch in hints.around(words, one):
            told = _again(ear, piece, stretch, language, _prompt(one.name, names))
            if name := hints.proved(words, one, told):
                words = (*words[: one.first], *name, *words[one.last :])
                break
    return words


def _prompt(name: str, names: tuple[str, ...]) -> str:
    """Return a prompt with a name in a list of others: one that stands alone is taken for said, and skipped.

    With "Glossary:" before them 16 of 16 misheard names of three demo episodes came right, without it 15, and 13 alone.
    """
    others = [one for one in names if name not in one]
    own = next((one for one in names if name in one), name)
    return f"Glossary: {', '.join((*others[: PROMPT_NAMES - 1], own))}."


def _again(ear: Ear, piece: Piece, stretch: Stretch, language: str, prompt: str) -> tuple[Word, ...]:
    """Recognise a stretch alone."""
    samples = piece.within(stretch)
    whole = (Stretch(0.0, len(samples) / RATE),)
    words = ear.words(samples, whole, language, prompt, lambda _: None)
    return tuple(_word_later(word, stretch.start) for word in words)


def _found_in(ear: Ear, piece: Piece, gap: Stretch, language: str) -> tuple[Word, ...]:
    """Recognise a stretch alone: what was skipped in the flow of an episode is found nearly always."""
    wide = Stretch(max(0.0, gap.start - GAP_MARGIN_SECONDS), gap.end + GAP_MARGIN_SECONDS)
    return guard.within_speech(_again(ear, piece, wide, language, ""), piece.speech)


def _moved(words: Sequence[Word], seconds: float, language: str) -> tuple[Segment, ...]:
    return cut([_word_later(word, seconds) for word in words], "" if language in UNSPACED else " ")


def _word_later(word: Word, seconds: float) -> Word:
    return Word(word.start + seconds, word.end + seconds, word.text, word.probability)


def _later(doubt: Doubt, seconds: float) -> Doubt:
    return Doubt(round(doubt.start + seconds, 3), round(doubt.end + seconds, 3), doubt.why)


def _scaled(progress: Progress, piece: Piece, duration: float) -> Progress:
    """Tell how far the whole file is when told how far a piece is."""
    return lambda share: progress(min(1.0, (piece.start + share * piece.seconds) / duration))
