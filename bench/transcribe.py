"""Measure transcription: words wrong, processor seconds, memory, and how near cues start to where sentences do.

    python bench/transcribe.py FOLDER                                  # FOLDER/references.json: {"stem": "what is said"}
    python bench/transcribe.py FOLDER --truth DIR                      # DIR/<slug>.txt, lines of `Name: words`
    python bench/transcribe.py FOLDER --engine faster,fast,openai-cli  # each in a process of its own, one after the other
    python bench/transcribe.py FOLDER --joined                         # all in one file, every other recording quiet

`openai-cli` is the `whisper` command as it comes (5 beams), with the same weights: it needs podloom[openai-whisper]. The
last column is how much less processor time than it an engine took in the same run. For the times of cues, `--truth` must
hold `<slug>.json` with turns and their segments. Changes nothing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

from pipeline.ingest.audio import RATE, decode

NORMAL = EnglishTextNormalizer()
SOUNDS = (".mp3", ".flac", ".m4a", ".wav", ".ogg", ".opus")
LOUD_DECIBEL = -18.0
# The quiet ones in turn, below the loud: a guest far from the microphone.
QUIETER_DECIBEL = (-20.0, -25.0, -30.0, -35.0)
PAUSE_SECONDS = 0.4
Said = list[tuple[str, bool, float]]


class Recording(NamedTuple):
    """A file, what is said in it, whose names may be hinted at, and where its truth in time is ("" for nowhere)."""

    slug: str
    path: Path
    text: str
    names: tuple[str, ...] = ()
    times: str = ""


class Run(NamedTuple):
    """What one engine came to: the words of each recording with their starts, and what that took."""

    words: list[Said]
    doubts: list[list[str]]
    cpu: float
    wall: float
    megabytes: int


def main() -> None:
    """Print a table: a row for each engine and recording, and one for each engine."""
    options = _options()
    if options.child:
        _child(options)
        return
    with tempfile.TemporaryDirectory() as folder:
        recordings = list(_recordings(options))
        if options.joined:
            recordings = [_joined(recordings, Path(folder))]
        runs = {name: _run(name, recordings, options, Path(folder)) for name in options.engine.split(",")}
        seconds = sum(len(decode(one.path)) for one in recordings) / RATE
    _print(recordings, runs, seconds, options.out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure transcription against the truth.")
    parser.add_argument("folder", type=Path, help="folder of audio files, named as the truth names them or NN-<slug>")
    parser.add_argument("--truth", type=Path, help="folder of <slug>.txt and <slug>.json (default: FOLDER/references.json)")
    parser.add_argument("--engine", default="faster", help="of faster, fast, openai-cli; several with commas")
    parser.add_argument("--joined", action="store_true", help="join all into one file, loud and quiet in turn")
    parser.add_argument("--only", default="", help="slugs with commas (default: all)")
    parser.add_argument("--model", default="base")
    parser.add_argument("--language", default="en")
    parser.add_argument("--threads", type=int, default=1, help="of our engines; openai-cli takes what it takes")
    parser.add_argument("--names", default="", help="names to hint at, with commas, besides the people of the truth")
    parser.add_argument("--no-hints", dest="hints", action="store_false", help="hint at no names")
    parser.add_argument("--out", type=Path, help="write what was heard into this folder")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


# ---- what is measured --------------------------------------------------------------------------


def _recordings(options: argparse.Namespace) -> Iterator[Recording]:
    """Yield the audio files that the truth knows."""
    listed = options.folder / "references.json"
    texts = json.loads(listed.read_text("utf-8")) if not options.truth else {}
    told = tuple(name.strip() for name in options.names.split(",") if name.strip())
    for path in sorted(path for path in options.folder.rglob("*") if path.suffix in SOUNDS):
        for slug in (path.stem, path.stem[3:], path.parent.name):
            script = options.truth / f"{slug}.txt" if options.truth else None
            if not slug or not (slug in texts or (script and script.is_file())):
                continue
            if not options.only or slug in options.only.split(","):
                times = script.with_suffix(".json") if script else None
                names = _people(times) if times and options.hints else ()
                text = _spoken(script) if script else texts[slug]
                yield Recording(slug, path, text, (*names, *told), str(times) if times and times.is_file() else "")
            break


def _spoken(path: Path) -> str:
    """Return the words of a script without the names before the colons."""
    return " ".join(line.split(": ", 1)[-1] for line in path.read_text("utf-8").splitlines() if line.strip())


def _people(path: Path) -> tuple[str, ...]:
    truth = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return tuple(person["name"] for person in truth.get("speakers", ()))


def _joined(recordings: Sequence[Recording], folder: Path) -> Recording:
    """Join recordings, longest and shortest in turn: the first of each pair loud, the second quiet, 0.4 s between them."""
    import numpy as np

    sounds = sorted(((decode(one.path), one) for one in recordings), key=lambda pair: (-len(pair[0]), pair[1].slug))
    order = [sounds[index // 2 if index % 2 == 0 else -1 - index // 2] for index in range(len(sounds))]
    parts = []
    for index, (samples, _) in enumerate(order):
        level = LOUD_DECIBEL + (QUIETER_DECIBEL[index // 2 % len(QUIETER_DECIBEL)] if index % 2 else 0.0)
        gain = 10 ** (level / 20) / max(float(np.sqrt(np.mean(np.square(samples)))), 1e-9)
        parts += [np.clip(samples * gain, -1, 1), np.zeros(round(PAUSE_SECONDS * RATE), np.float32)]
    path = folder / "joined.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.concatenate(parts) * 32767).astype("<i2").tobytes())
    names = tuple(dict.fromkeys(name for one in recordings for name in one.names))
    return Recording("joined", path, " ".join(one.text for _, one in order), names)


# ---- engines -----------------------------------------------------------------------------------


def _run(name: str, recordings: Sequence[Recording], options: argparse.Namespace, folder: Path) -> Run:
    """Let one engine hear all recordings in a process of its own, and ask the system what it took."""
    result = folder / f"{name}.json"
    command = _cli(recordings, options, folder) if name == "openai-cli" else _ours(name, recordings, options, result)
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{name} failed")
    words, doubts = _written(recordings, folder) if name == "openai-cli" else json.loads(result.read_text("utf-8"))
    return Run(words, doubts, used.ru_utime + used.ru_stime, time.perf_counter() - started, used.ru_maxrss // 1024)


def _ours(name: str, recordings: Sequence[Recording], options: argparse.Namespace, result: Path) -> list[str]:
    work = {"engine": name, "recordings": [[str(one.path), one.names] for one in recordings], "result": str(result)}
    same = ["--model", options.model, "--language", options.language, "--threads", str(options.threads)]
    return [sys.executable, __file__, str(options.folder), *same, "--child", json.dumps(work)]


def _child(options: argparse.Namespace) -> None:
    """Transcribe as podloom does, one file after the other."""
    from pipeline.transcribe import weights
    from pipeline.transcribe.faster import Faster

    work = json.loads(options.child)
    engine = Faster(weights.find(options.model), options.language, options.threads, fast=work["engine"] == "fast")
    words, doubts = [], []
    for path, names in work["recordings"]:
        said = engine.transcribe(Path(path), path, tuple(names), lambda _: None)
        words.append([(word.text, index == 0, word.start) for cue in said.segments for index, word in enumerate(cue.words)])
        doubts.append([f"{doubt.start:.2f}-{doubt.end:.2f}: {doubt.why}" for doubt in said.doubts])
    Path(work["result"]).write_text(json.dumps([words, doubts]), "utf-8")


def _cli(recordings: Sequence[Recording], options: argparse.Namespace, folder: Path) -> list[str]:
    """Return the command of openai-whisper's own command line, its model written from the weights that we hear with."""
    from pipeline.transcribe import weights
    from pipeline.transcribe.openai import write_checkpoint

    model = folder / "model.pt"
    write_checkpoint(weights.find(options.model), model)
    whisper = str(Path(sys.executable).with_name("whisper"))
    output = ["--output_dir", str(folder / "cli"), "--output_format", "json"]
    return [whisper, *(str(one.path) for one in recordings), "--model", str(model), "--language", options.language, *output]


def _written(recordings: Sequence[Recording], folder: Path) -> tuple[list[Said], list[list[str]]]:
    heard = [json.loads((folder / "cli" / f"{one.path.stem}.json").read_text("utf-8"))["segments"] for one in recordings]
    words = [
        [(word, index == 0, segment["start"]) for segment in segments for index, word in enumerate(segment["text"].split())]
        for segments in heard
    ]
    return words, [[] for _ in recordings]


# ---- what is printed ---------------------------------------------------------------------------


def _print(recordings: Sequence[Recording], runs: dict[str, Run], seconds: float, out: Path | None) -> None:
    print(f"{'engine':11} {'file':26} {'WER %':>6} {'cues':>5} {'start error s: median':>22} {'worst':>6}")
    for name, run in runs.items():
        for one, said, doubts in zip(recordings, run.words, run.doubts, strict=True):
            text = " ".join(word for word, _, _ in said)
            errors = _start_errors(said, one.times)
            times = f"{statistics.median(errors):22.3f} {max(errors):6.2f}" if errors else ""
            rate = 100 * jiwer.wer(NORMAL(one.text), NORMAL(text))
            print(f"{name:11} {one.slug:26} {rate:6.2f} {sum(first for _, first, _ in said):5} {times}")
            print("".join(f"{'':11}   doubt {doubt}\n" for doubt in doubts), end="")
            if out:
                (out / name).mkdir(parents=True, exist_ok=True)
                (out / name / f"{one.slug}.txt").write_text(text, "utf-8")
    print(f"\n{'engine':11} {'WER %':>6} {'cpu s':>7} {'a second':>9} {'wall s':>7} {'peak MB':>8} {'less cpu':>9}")
    least = runs["openai-cli"].cpu if "openai-cli" in runs else None
    for name, run in runs.items():
        rate = 100 * jiwer.wer([NORMAL(one.text) for one in recordings], [NORMAL(_text(said)) for said in run.words])
        times = f"{least / run.cpu:8.1f}x" if least else ""
        print(f"{name:11} {rate:6.2f} {run.cpu:7.1f} {run.cpu / seconds:9.4f} {run.wall:7.1f} {run.megabytes:8} {times}")


def _text(said: Said) -> str:
    return " ".join(word for word, _, _ in said)


def _start_errors(said: Said, truth: str) -> list[float]:
    """Return how far each cue starts from the true sentence that begins with the same word."""
    if not truth:
        return []
    turns = json.loads(Path(truth).read_text("utf-8"))["turns"]
    cues = [segment for turn in turns for segment in turn["segments"]]
    true_words = [(_key(word), index == 0, cue["start"]) for cue in cues for index, word in enumerate(cue["text"].split())]
    heard = [(_key(word), first, start) for word, first, start in said]
    matcher = SequenceMatcher(None, [word[0] for word in true_words], [word[0] for word in heard], autojunk=False)
    pairs = (
        (true_words[block.a + step], heard[block.b + step]) for block in matcher.get_matching_blocks() for step in range(block.size)
    )
    return [abs(true[2] - word[2]) for true, word in pairs if true[1] and word[1]]


def _key(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


if __name__ == "__main__":
    main()
