"""Write a show with as many episodes and letters as one likes, to see what it costs. Same arguments, same bytes.

    python bench/many.py FOLDER [--episodes 1000] [--words 10000] [--issues 500]

What is said is mixed from the halves of the sentences that the tagger learns from, in some thousand different turns, so that
reading it costs what it costs at a second time. Transcripts come with the episodes; the audio is one second of silence.
"""

import argparse
import datetime
import itertools
import random
import shutil
import wave
from collections.abc import Sequence
from pathlib import Path

from pipeline.tag.evidence import sentences
from pipeline.tag.examples import shipped

HOUSE = Path(__file__).resolve().parent.parent
HOSTS = ("Mira Halden",)
GUESTS = 100
TURNS = 4_000  # different ones
TURN_WORDS = 55
WORDS_A_SECOND = 2.6
LETTER_WORDS = 600
FIRST_DAY = datetime.date(2006, 6, 5)
MOST_WEEKS = 1_050  # so that the last is not of the future; the newest year of 1,000 episodes has 30 of them


def main() -> None:
    """Write the show."""
    parser = argparse.ArgumentParser(description="Write a large show.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--episodes", type=int, default=1_000)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--issues", type=int, default=500)
    options = parser.parse_args()
    show(options.folder, options.episodes, options.words, options.issues)


def show(root: Path, episodes: int, words: int, issues: int) -> None:
    """Write a show into an empty folder."""
    chance = random.Random(11)  # noqa: S311 - a mixture, not a secret
    turns = sayings(chance)
    (root / "content/newsletters").mkdir(parents=True)
    (root / "content/show.toml").write_text(
        f'[show]\ntitle = "A Long Show"\nhosts = ["{HOSTS[0]}"]\nurl = "https://long-show.example/"\n'
    )
    shutil.copy(HOUSE / "content/themes.toml", root / "content/themes.toml")
    shutil.copy(HOUSE / "mkdocs.yml", root / "mkdocs.yml")
    silence(root / "silence.wav")
    for number in range(episodes):
        episode(root, number, words, turns, chance)
    for number in range(issues):
        _issue(root, number, turns, chance)


def episode(root: Path, number: int, words: int, turns: Sequence[str], chance: random.Random) -> Path:
    """Add the episode of that number."""
    guest = f"Guest {_spelled(number % GUESTS)}"
    folder = root / f"content/episodes/episode-{number:04}"
    folder.mkdir(parents=True)
    (folder / "audio.wav").hardlink_to(root / "silence.wav")
    day = FIRST_DAY + datetime.timedelta(days=number % MOST_WEEKS * 7 + number // MOST_WEEKS % 7)
    opening = chance.choice(turns)
    title = f"{_spelled(number)}: {' '.join(opening.split()[:5])}".replace('"', "")
    notes = " ".join(chance.choice(turns) for _ in range(2))
    (folder / "episode.md").write_text(f'---\ntitle: "{title}"\ndate: {day}\nguest: {guest}\n---\n\n{notes}\n')
    (folder / "transcript.vtt").write_text(_spoken(words, (HOSTS[0], guest), turns, chance))
    return folder


def silence(path: Path) -> None:
    """Write a second of it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\0\0" * 8_000)


def sayings(chance: random.Random) -> list[str]:
    """Return some thousand different turns."""
    halves = [part.split() for example in shipped() for part in sentences(example.text) if len(part.split()) >= 6]
    turns = []
    for _ in range(TURNS):
        said: list[str] = []
        while len(said) < TURN_WORDS - 8:
            first, second = chance.choice(halves), chance.choice(halves)
            said += [*first[: len(first) // 2], *second[len(second) // 2 :]]
        turns.append(" ".join(said))
    return turns


def _spoken(words: int, speakers: Sequence[str], turns: Sequence[str], chance: random.Random) -> str:
    lines, said, second = ["WEBVTT", ""], 0, 1.0
    for speaker in itertools.cycle(speakers):
        if said >= words:
            break
        turn = chance.choice(turns)
        for sentence in sentences(turn):
            end = second + len(sentence.split()) / WORDS_A_SECOND
            lines += [f"{_clock(second)} --> {_clock(end)}", f"<v {speaker}>{sentence}", ""]
            second = end + 0.2
        said += len(turn.split())
    return "\n".join(lines)


def _issue(root: Path, number: int, turns: Sequence[str], chance: random.Random) -> None:
    day = FIRST_DAY + datetime.timedelta(days=number * 14 + 3)
    body = "\n\n".join(chance.choice(turns) for _ in range(LETTER_WORDS // TURN_WORDS))
    title = f"Letter {_spelled(number)}"
    path = root / f"content/newsletters/{day}-letter-{number:04}.md"
    path.write_text(f"---\ntitle: {title}\ndate: {day}\n---\n\n{body}\n")


def _clock(seconds: float) -> str:
    minutes, thousandths = divmod(round(1000 * seconds), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"


def _spelled(number: int) -> str:
    """Return a name for a number that reads like a word, no two alike."""
    letters = ""
    for vowel in "aeiou":
        number, at = divmod(number, 16)
        letters += "bdfghjklmnprstvw"[at] + vowel
        if not number:
            break
    return letters.capitalize()


if __name__ == "__main__":
    main()
