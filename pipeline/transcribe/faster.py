"""Transcribe with faster-whisper on this machine's processor. Fetches no model and trusts no word outside speech.

int8, beam 5, sequential: the most accurate of the settings measured on 1,255 words (4.6 % WER, batched 14.2 %).
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import InputError
from pipeline.ingest.audio import RATE, blocks, listen
from pipeline.model import Doubt, Fact, Origin, Segment, Transcript, Word
from pipeline.transcribe import guard, weights
from pipeline.transcribe.base import Identity, Progress, Setting, Stretch
from pipeline.transcribe.cues import cut, settled
from pipeline.transcribe.digest import sha256_of

if TYPE_CHECKING:
    import numpy as np
    from faster_whisper import WhisperModel
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

# Changes whenever this module or the guard would make other words of the same audio.
METHOD = 1
CUT_PAUSE_SECONDS = 0.5
# A list of 37 names once took a file from 1.9 to 86.7 % WER: few names help, many harm.
MOST_HINTS = 12
# Below this share of speech under words, a run with hints is compared with one without.
GOOD_COVER = 0.8
GAP_MARGIN_SECONDS = 0.3
SURE_OF_LANGUAGE = 0.8
# Languages that write no blanks between words; faster-whisper gives their words one by one.
UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


class Piece(NamedTuple):
    """A part of a recording: where it starts in it, its samples, and where in the part speech was heard."""

    start: float
    samples: "Samples"
    speech: tuple[Stretch, ...]


class Ear(NamedTuple):
    """A loaded model and how many beams its search keeps."""

    model: "WhisperModel"
    beam: int


class Heard(NamedTuple):
    """What a piece came to: words by its own clock, and where they may be wrong."""

    words: tuple[Word, ...]
    doubts: tuple[Doubt, ...]


class Faster(Fact, frozen=True):
    """The default engine. `language` is a code such as "en", or "" to have it recognised.

    Longer audio than `piece_seconds` is heard piece by piece, cut at a pause, so that memory does not grow with it.
    """

    found: weights.Found
    language: str = ""
    threads: int = 1
    beam: int = 5
    piece_seconds: float = 600.0

    @property
    def identity(self) -> Identity:
        """Return all that decides the words besides audio and hints; the thread count does, as sums are split by it."""
        return {
            "engine": "faster-whisper",
            "version": f"{version('faster-whisper')} (ctranslate2 {version('ctranslate2')})",
            "model": self.found.name,
            "model_sha256": weights.digest(self.found),
            "threads": self.threads,
            "settings": _settings(self),
        }

    def transcribe(self, audio: Path, where: str, hints: tuple[str, ...], progress: Progress) -> Transcript:
        """Transcribe a file; names in `hints` beyond the twelfth are not used."""
        _check_language(self)
        duration = listen(audio, where).duration
        names = hints[:MOST_HINTS]
        language = self.language
        segments: list[Segment] = []
        doubts: list[Doubt] = []
        model: WhisperModel | None = None
        for piece in _pieces(audio, where, self.piece_seconds):
            if piece.speech:
                model = model or _checked(_loaded(self.found, self.threads), self.language)
                language, doubt = _language(model, piece, language)
                heard = _heard(Ear(model, self.beam), piece, language, names, _scaled(progress, piece, duration))
                segments += _moved(heard.words, piece.start, language)
                doubts += [*doubt, *(_later(note, piece.start) for note in heard.doubts)]
        if not segments:
            doubts.append(Doubt(0.0, duration, "no speech was recognised"))
        progress(1.0)
        origin = _origin(self, sha256_of(audio, where), names)
        return Transcript(language=language, segments=tuple(segments), origin=origin, doubts=tuple(doubts))


def _settings(engine: Faster) -> dict[str, Setting]:
    return {
        "beam": engine.beam,
        "compute": "int8",
        "language": engine.language,
        "method": METHOD,
        "piece_seconds": engine.piece_seconds,
    }


def _origin(engine: Faster, audio_sha256: str, names: tuple[str, ...]) -> Origin:
    return Origin(
        engine="faster-whisper",
        version=str(engine.identity["version"]),
        model=engine.found.name,
        model_sha256=weights.digest(engine.found),
        audio_sha256=audio_sha256,
        threads=engine.threads,
        settings=_settings(engine) | {"hints": ", ".join(names)},
    )


def _check_language(engine: Faster) -> None:
    if engine.found.name.endswith(".en") and engine.language not in ("", "en"):
        raise InputError(
            f'speech model "{engine.found.name}" knows English only, and the language is "{engine.language}"',
            "content/show.toml",
            "Choose a model without `.en` in its name; see `podloom models`.",
        )


def _checked(model: "WhisperModel", language: str) -> "WhisperModel":
    if language and language not in model.supported_languages:
        known = ", ".join(sorted(model.supported_languages))
        raise InputError(f'the speech model knows no language "{language}"', "content/show.toml", f"It knows: {known}.")
    return model


def _loaded(found: weights.Found, threads: int) -> "WhisperModel":
    """Load a model from memory; with its tokenizer among the files, nothing is ever asked of the hub.

    Each file gets a model of its own (0.7 s): CTranslate2 draws lots from a generator that lives as long as a model's
    threads, so with a shared one an episode's words would depend on what was transcribed before it.
    """
    from faster_whisper import WhisperModel

    files = weights.read(found)
    try:
        model = WhisperModel(found.name, device="cpu", compute_type="int8", cpu_threads=threads, files=files)
    except (RuntimeError, ValueError) as fault:
        raise InputError(f'speech model "{found.name}" cannot be loaded ({fault})', found.source, weights.REMEDY) from fault
    if model.model.n_mels != model.feature_extractor.mel_filters.shape[0]:
        lack = f'speech model "{found.name}" needs its preprocessor_config.json'
        raise InputError(lack, found.source, "Put that file beside model.bin; it comes with the model.")
    return model


# ---- pieces ------------------------------------------------------------------------------------


def _pieces(audio: Path, where: str, seconds: float) -> Iterator[Piece]:
    """Cut a recording at pauses into pieces of about so many seconds; the last one may be up to twice as long."""
    import numpy as np

    start = 0
    held: Samples | None = None
    for block in blocks(audio, where, seconds):
        if held is not None:
            speech = _speech(held)
            at = _pause(speech, len(held) / RATE)
            cut_at = round(at * RATE)
            yield Piece(start / RATE, held[:cut_at], tuple(stretch for stretch in speech if stretch.end <= at))
            start += cut_at
            block = np.concatenate([held[cut_at:], block])
        held = block
    if held is not None:
        yield Piece(start / RATE, held, _speech(held))


def _pause(speech: Sequence[Stretch], seconds: float) -> float:
    """Return the middle of the last long enough pause in the second half of a piece, or its end."""
    ends = [0.0, *(stretch.end for stretch in speech)]
    starts = [*(stretch.start for stretch in speech), seconds]
    pauses = [(end + begin) / 2 for end, begin in zip(ends, starts, strict=True) if begin - end >= CUT_PAUSE_SECONDS]
    return next((at for at in reversed(pauses) if at > seconds / 2), seconds)


def _speech(samples: "Samples") -> tuple[Stretch, ...]:
    """Find speech with the silero model that comes with faster-whisper."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=300, speech_pad_ms=50)
    found = get_speech_timestamps(samples, options)
    return tuple(Stretch(span["start"] / RATE, span["end"] / RATE) for span in found)


def _language(model: "WhisperModel", piece: Piece, wanted: str) -> tuple[str, tuple[Doubt, ...]]:
    """Recognise the language at the start of speech, and doubt the wanted one where it is surely another.

    German forced to English gives fluent, wrong English.
    """
    if not model.model.is_multilingual:
        return "en", ()
    begin = round(piece.speech[0].start * RATE)
    code, sure, _ = model.detect_language(piece.samples[begin : begin + 30 * RATE])
    if not wanted or wanted == code or sure < SURE_OF_LANGUAGE:
        return wanted or code, ()
    end = piece.start + len(piece.samples) / RATE
    why = f'this sounds like "{code}", and was written down as "{wanted}"'
    return wanted, (Doubt(round(piece.start, 3), round(end, 3), why),)


# ---- words -------------------------------------------------------------------------------------


def _heard(ear: Ear, piece: Piece, language: str, names: tuple[str, ...], progress: Progress) -> Heard:
    """Recognise a piece, then look again at what was lost; hints that did harm are left out."""
    words, loops = guard.without_loops(_guarded(ear, piece, language, names, progress))
    if names and (loops or guard.covered(words, piece.speech) < GOOD_COVER):
        plain, plain_loops = guard.without_loops(_guarded(ear, piece, language, (), progress))
        if guard.covered(plain, piece.speech) > guard.covered(words, piece.speech):
            words, loops = plain, plain_loops
    for gap in guard.gaps(words, piece.speech):
        words = guard.inserted(words, _found_in(ear, piece, gap, language), gap)
    lost = [Doubt(gap.start, gap.end, "somebody speaks, and no words were found") for gap in guard.gaps(words, piece.speech)]
    twice = [Doubt(loop.start, loop.end, "a phrase came out over and over; one was kept") for loop in loops]
    words = guard.from_speech_on(words, piece.speech)
    return Heard(words, tuple(sorted((*lost, *twice), key=lambda doubt: doubt.start)))


def _guarded(ear: Ear, piece: Piece, language: str, names: tuple[str, ...], progress: Progress) -> tuple[Word, ...]:
    words = _recognised(ear, piece.samples, language, names, progress)
    return guard.within_speech(words, piece.speech)


def _found_in(ear: Ear, piece: Piece, gap: Stretch, language: str) -> tuple[Word, ...]:
    """Recognise a stretch alone: what was skipped in the flow of an episode is found nearly always."""
    begin = max(0.0, gap.start - GAP_MARGIN_SECONDS)
    samples = piece.samples[round(begin * RATE) : round((gap.end + GAP_MARGIN_SECONDS) * RATE)]
    words = _recognised(ear, samples, language, (), lambda _: None)
    return guard.within_speech(tuple(_word_later(word, begin) for word in words), piece.speech)


def _recognised(ear: Ear, samples: "Samples", language: str, names: tuple[str, ...], progress: Progress) -> tuple[Word, ...]:
    """Run the model over samples; the seed is set, as it falls back to drawing by lot where it is unsure."""
    import ctranslate2

    ctranslate2.set_random_seed(0)
    segments, _ = ear.model.transcribe(
        samples,
        language=language,
        beam_size=ear.beam,
        word_timestamps=True,
        initial_prompt=f"{', '.join(names)}." if names else None,
    )
    words: list[Word] = []
    for segment in segments:
        for word in segment.words or ():
            spoken = Word(float(word.start), float(word.end), word.word, float(word.probability))
            if words and not word.word.startswith(" ") and language not in UNSPACED:
                words[-1] = _joined(words[-1], spoken)  # "top" and "-seller" are one word to a reader
            else:
                words.append(spoken)
        progress(segment.end * RATE / len(samples))
    return settled(words)


def _joined(left: Word, right: Word) -> Word:
    return Word(left.start, right.end, left.text + right.text, min(left.probability, right.probability))


def _moved(words: Sequence[Word], seconds: float, language: str) -> tuple[Segment, ...]:
    return cut([_word_later(word, seconds) for word in words], "" if language in UNSPACED else " ")


def _word_later(word: Word, seconds: float) -> Word:
    return Word(word.start + seconds, word.end + seconds, word.text, word.probability)


def _later(doubt: Doubt, seconds: float) -> Doubt:
    return Doubt(round(doubt.start + seconds, 3), round(doubt.end + seconds, 3), doubt.why)


def _scaled(progress: Progress, piece: Piece, duration: float) -> Progress:
    """Tell how far the whole file is when told how far a piece is."""
    seconds = len(piece.samples) / RATE
    return lambda share: progress(min(1.0, (piece.start + share * seconds) / duration))
