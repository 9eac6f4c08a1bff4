"""Measure transcription: word error rate, seconds, and how near cues start to where sentences do. Changes nothing.

    python bench/transcribe.py FOLDER_OF_AUDIO --truth DIR

`DIR` holds `<slug>.txt` (lines of `Name: words`) and, for the times, `<slug>.json` with turns and their segments.
"""

import argparse
import json
import resource
import statistics
import time
from difflib import SequenceMatcher
from pathlib import Path

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

from pipeline.model import Transcript
from pipeline.transcribe import weights
from pipeline.transcribe.faster import Faster

NORMAL = EnglishTextNormalizer()


def main() -> None:
    """Print a row for each file and one for all."""
    options = _options()
    files = sorted(path for path in options.folder.rglob("*") if _slug(path, options.truth))
    engine = Faster(weights.find(options.model), language=options.language, threads=options.threads)
    print(f"{'file':28} {'WER %':>6} {'wall s':>7} {'cpu s':>6} {'cues':>5} {'start error s: median':>22} {'worst':>6}")
    references, hypotheses, walls, cpus = [], [], 0.0, 0.0
    for path in files:
        slug = _slug(path, options.truth)
        hints = _people(options.truth / f"{slug}.json") if options.hints else ()
        wall, cpu = time.perf_counter(), time.process_time()
        transcript = engine.transcribe(path, path.name, hints, lambda _: None)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        reference = _spoken(options.truth / f"{slug}.txt")
        hypothesis = " ".join(segment.text for segment in transcript.segments)
        errors = _start_errors(transcript, options.truth / f"{slug}.json")
        times = f"{statistics.median(errors):22.3f} {max(errors):6.2f}" if errors else ""
        rate = 100 * jiwer.wer(NORMAL(reference), NORMAL(hypothesis))
        print(f"{slug:28} {rate:6.2f} {wall:7.1f} {cpu:6.1f} {len(transcript.segments):5} {times}", flush=True)
        for doubt in transcript.doubts:
            print(f"  doubt {doubt.start:.2f}-{doubt.end:.2f}: {doubt.why}")
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / f"{slug}.txt").write_text(hypothesis, "utf-8")
        references.append(NORMAL(reference))
        hypotheses.append(NORMAL(hypothesis))
        walls, cpus = walls + wall, cpus + cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{'all':28} {100 * jiwer.wer(references, hypotheses):6.2f} {walls:7.1f} {cpus:6.1f}   peak {memory} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure transcription against the truth.")
    parser.add_argument("folder", type=Path, help="folder of audio files named NN-<slug>.mp3, or <slug>/audio.mp3")
    parser.add_argument("--truth", type=Path, required=True, help="folder of <slug>.txt and <slug>.json")
    parser.add_argument("--model", default="base")
    parser.add_argument("--language", default="en")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-hints", dest="hints", action="store_false", help="do not tell the names of the people")
    parser.add_argument("--out", type=Path, help="write what was heard into this folder")
    return parser.parse_args()


def _slug(path: Path, truth: Path) -> str:
    """Return the slug of an audio file that the truth knows, "" for any other file."""
    names = (path.stem, path.stem[3:], path.parent.name) if path.suffix in (".mp3", ".flac", ".m4a", ".wav") else ()
    return next((name for name in names if name and (truth / f"{name}.txt").is_file()), "")


def _spoken(path: Path) -> str:
    """Return the words of a script without the names before the colons."""
    return " ".join(line.split(": ", 1)[-1] for line in path.read_text("utf-8").splitlines() if line.strip())


def _people(path: Path) -> tuple[str, ...]:
    truth = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return tuple(person["name"] for person in truth.get("speakers", ()))


def _start_errors(transcript: Transcript, path: Path) -> list[float]:
    """Return how far each cue starts from the true sentence that begins with the same word."""
    if not path.is_file():
        return []
    truth = [segment for turn in json.loads(path.read_text("utf-8"))["turns"] for segment in turn["segments"]]
    true_words = [(_key(word), index == 0, cue["start"]) for cue in truth for index, word in enumerate(cue["text"].split())]
    heard = [(_key(word.text), index == 0, cue.start) for cue in transcript.segments for index, word in enumerate(cue.words)]
    matcher = SequenceMatcher(None, [word[0] for word in true_words], [word[0] for word in heard], autojunk=False)
    pairs = (
        (true_words[block.a + step], heard[block.b + step]) for block in matcher.get_matching_blocks() for step in range(block.size)
    )
    return [abs(true[2] - said[2]) for true, said in pairs if true[1] and said[1]]


def _key(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


if __name__ == "__main__":
    main()
