"""Measure how well speakers are told apart: words given to the wrong person, words left unnamed, seconds. Changes nothing.

    python bench/speakers.py FOLDER --truth DIR

Takes each audio file in `FOLDER` with `<slug>.json` (turns and their segments) in `DIR`: words are matched by their text.
A file with a `.rttm` beside it, or in `DIR`, and no text is judged by the time: shares of seconds under words instead of words.
The number of voices is taken from the truth, as front matter gives it. Where `<file>.tracks/` is, its tracks are judged too.
`--words` keeps transcripts for the next run.
"""

import argparse
import json
import resource
import time
from difflib import SequenceMatcher
from itertools import permutations
from pathlib import Path

import msgspec

from pipeline.ingest.audio import listen
from pipeline.model import Transcript
from pipeline.settings import Transcribe
from pipeline.transcribe import engines, naming, speakers, voices

Judged = list[tuple[str, str, float]]  # who speaks, who was said to, and how much that weighs


def main() -> None:
    """Print a row for each file and one for all."""
    options = _options()
    files = [path for path in sorted(options.folder.iterdir()) if path.suffix in (".mp3", ".flac", ".wav", ".m4a")]
    print(f"{'file':32} {'voices':>6} {'wrong %':>8} {'unnamed %':>10} {'names':>6} {'cpu s per hour':>15}")
    everything: Judged = []
    for path in files:
        slug = _slug(path)
        truth = options.truth / f"{slug}.json"
        turns = next((one for one in (path.with_suffix(".rttm"), options.truth / f"{slug}.rttm") if one.is_file()), None)
        if not truth.is_file() and not turns:
            continue
        said = _said(path, options.words)
        count = len(_people(truth)) if truth.is_file() else len({name for _, _, name in _rttm(turns)}) if turns else 0
        cpu = time.process_time()
        told = voices.tell_apart(path, path.name, said, count, lambda _: None)
        cpu = (time.process_time() - cpu) * 3600 / listen(path, path.name).duration
        judged = _by_text(told, truth) if truth.is_file() else _by_time(told, turns) if turns else []
        suits = _suits(judged)
        judged = [(person, suits.get(label, ""), weight) for person, label, weight in judged]
        named = _named(told, truth, suits) if truth.is_file() else ""
        _row(slug, count, judged, named, cpu)
        everything += judged
        if (tracks := _tracks(path)) and truth.is_file():
            _row(f"{slug}, by tracks", len(tracks), _by_text(speakers.by_tracks(said, tracks), truth), "", 0.0)
    _row("all", 0, everything, "", 0.0)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure who is said to speak against who does.")
    parser.add_argument("folder", type=Path, help="folder of audio files named NN-<slug>.mp3 or <slug>.flac")
    parser.add_argument("--truth", type=Path, required=True, help="folder of <slug>.json or <slug>.rttm")
    parser.add_argument("--words", type=Path, help="folder that keeps the transcripts (default: transcribe anew)")
    return parser.parse_args()


def _slug(path: Path) -> str:
    return path.stem[3:] if path.stem[:2].isdigit() else path.stem


def _tracks(path: Path) -> dict[str, Path]:
    """Return the track of each speaker by the id that the truth gives them, where there are any."""
    return {track.stem: track for track in sorted(path.with_suffix(".tracks").glob("*"))}


def _said(path: Path, folder: Path | None) -> Transcript:
    """Transcribe a file, or take what an earlier run heard."""
    kept = folder / f"{path.stem}.json" if folder else None
    if kept and kept.is_file():
        return msgspec.json.decode(kept.read_bytes(), type=Transcript)
    heard = engines.choose(Transcribe(), "en", Path()).transcribe(path, path.name, (), lambda _: None)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(msgspec.json.encode(heard))
    return heard


def _row(slug: str, count: int, judged: Judged, named: str, cpu: float) -> None:
    """Print the shares; each label is taken for the person whom that suits best."""
    total = sum(weight for _, _, weight in judged) or 1.0
    unnamed = sum(weight for _, label, weight in judged if not label) / total
    wrong = sum(weight for person, label, weight in judged if label and person != label) / total
    print(
        f"{slug:32} {count or '':>6} {100 * wrong:8.2f} {100 * unnamed:10.2f} {named:>6} {f'{cpu:.0f}' if cpu else '':>15}",
        flush=True,
    )


def _by_text(told: Transcript, path: Path) -> Judged:
    """Match heard words with those of the script; a misheard word goes with the matched one before it."""
    script = [
        (_key(word), turn["speaker"])
        for turn in json.loads(path.read_text("utf-8"))["turns"]
        for segment in turn["segments"]
        for word in segment["text"].split()
    ]
    heard = [(_key(word.text), segment.speaker) for segment in told.segments for word in segment.words]
    matcher = SequenceMatcher(None, [word for word, _ in script], [word for word, _ in heard], autojunk=False)
    people: list[str] = [""] * len(heard)
    for block in matcher.get_matching_blocks():
        people[block.b : block.b + block.size] = [person for _, person in script[block.a : block.a + block.size]]
    for index in range(1, len(people)):
        people[index] = people[index] or people[index - 1]
    return [(person, label, 1.0) for person, (_, label) in zip(people, heard, strict=True)]


def _by_time(told: Transcript, path: Path) -> Judged:
    """Judge each word by the middle of its time; where two speak at once either is right."""
    turns = _rttm(path)
    judged: Judged = []
    for segment in told.segments:
        for word in segment.words:
            middle = (word.start + word.end) / 2
            around = {name for start, end, name in turns if start <= middle <= end}
            if len(around) == 1:
                judged.append((around.pop(), segment.speaker, word.end - word.start))
    return judged


def _suits(judged: Judged) -> dict[str, str]:
    """Return the person for each label by the assignment that is right most often."""
    labels = sorted({label for _, label, _ in judged if label})
    people = sorted({person for person, _, _ in judged})
    people += [f"nobody {number}" for number in range(len(labels) - len(people))]

    def right(order: tuple[str, ...]) -> float:
        suits = dict(zip(labels, order, strict=True))
        return sum(weight for person, label, weight in judged if suits.get(label) == person)

    return dict(zip(labels, max(permutations(people, len(labels)), key=right), strict=True))


def _named(told: Transcript, path: Path, suits: dict[str, str]) -> str:
    """Say how many people got their own name from the words alone, and how many got another's."""
    speakers = json.loads(path.read_text("utf-8"))["speakers"]
    people = {person["id"]: person["name"] for person in speakers}
    hosts = tuple(person["name"] for person in speakers if person["role"] == "host")
    guests = tuple(person["name"] for person in speakers if person["role"] != "host")
    given = naming.names(told, hosts, guests, ())
    right = sum(people.get(suits[label]) == name for label, name in given.items())
    return f"{right}/{len(people)}" + (f" ({len(given) - right} wrong)" if right < len(given) else "")


def _people(path: Path) -> list[str]:
    return [person["name"] for person in json.loads(path.read_text("utf-8"))["speakers"]]


def _rttm(path: Path) -> list[tuple[float, float, str]]:
    rows = [line.split() for line in path.read_text("utf-8").splitlines() if line.startswith("SPEAKER")]
    return [(float(row[3]), float(row[3]) + float(row[4]), row[7]) for row in rows]


def _key(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


if __name__ == "__main__":
    main()
