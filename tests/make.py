"""Small makers of values for tests. Asserts nothing."""

import html
import math
import struct
import wave
from pathlib import Path

from pipeline.model import (
    Block,
    Chapter,
    Episode,
    Evidence,
    Issue,
    Library,
    Link,
    Mention,
    Passage,
    Person,
    Place,
    Segment,
    Sentence,
    Show,
    Theme,
    Transcript,
    Word,
)

RATE = 16_000


def words(text: str, start: float = 0.0, seconds: float = 0.3, pause: float = 0.0) -> tuple[Word, ...]:
    """Make words that follow one another, each of the same length."""
    step = seconds + pause
    return tuple(
        Word(round(start + step * index, 3), round(start + step * index + seconds, 3), word)
        for index, word in enumerate(text.split())
    )


def segment(text: str, start: float = 0.0, speaker: str = "", seconds: float = 0.3) -> Segment:
    """Make a segment with its words."""
    spoken = words(text, start, seconds)
    return Segment(start, spoken[-1].end, text, speaker, spoken)


def transcript(*segments: Segment, language: str = "en") -> Transcript:
    """Make a transcript that nobody's engine wrote."""
    return Transcript(language=language, segments=segments)


def wav(path: Path, *parts: tuple[float, float], hertz: float = 440.0) -> Path:
    """Write a WAV file of tones, each given as (seconds, loudness from 0 to 1)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for seconds, loudness in parts:
            samples = (
                round(loudness * 32000 * math.sin(2 * math.pi * hertz * index / RATE)) for index in range(round(seconds * RATE))
            )
            file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


def spoken(start: float, text: str, speaker: str = "", seconds: float = 10.0) -> Passage:
    """Make a passage of speech whose sentences end with a full stop and follow one another evenly."""
    parts = [part.strip() + "." for part in text.split(".") if part.strip()]
    step = seconds / max(1, len(parts))
    sentences = tuple(Sentence(part, round(start + step * index, 3)) for index, part in enumerate(parts))
    return Passage(f"t-{int(start)}", text, sentences, start, start + seconds, speaker)


def conversation(start: float, *said: tuple[str, str], seconds: float = 10.0) -> Passage:
    """Make a passage of several turns of (speaker, text), each of the same length; texts end with a full stop."""
    turns = [spoken(start + seconds * at, text, speaker, seconds) for at, (speaker, text) in enumerate(said)]
    sentences = [
        Sentence(sentence.text, sentence.start, turn.speaker, "" if at else turn.id)
        for turn in turns
        for at, sentence in enumerate(turn.sentences)
    ]
    text = " ".join(sentence.text for sentence in sentences)
    most = max(turns, key=lambda turn: len(turn.text)).speaker
    return Passage(turns[0].id, text, tuple(sentences), start, turns[-1].end, most)


def written(number: int, text: str) -> Passage:
    """Make a passage of a letter."""
    return Passage(f"p-{number}", text, tuple(Sentence(part.strip() + ".") for part in text.split(".") if part.strip()))


def mention(passage: Passage, theme: str, score: float = 0.9, words: tuple[str, ...] = ()) -> Mention:
    """Make a mention that rests on the last sentence of its passage."""
    return Mention(passage.id, theme, score, "strong", Evidence(passage.sentences[-1].text, words))


def blocks(*passages: Passage) -> tuple[Block, ...]:
    """Make the blocks of a letter: a paragraph for each passage."""
    return tuple(Block(f"<p>{html.escape(one.text)}</p>", one.text, one.id) for one in passages)


def table() -> Library:
    """Make a small show: two episodes, two letters, three themes, two people, and links between them."""
    bond = spoken(1.5, "Who picks up the phone. That is the bond.", "Mira Halden")
    count = spoken(12.0, "We count the days. Days until a senior meeting.", "Ines Caldeira")
    clock = spoken(3.0, "Two clocks under one roof. The quarter must close.", "Mira Halden")
    swifts = written(1, "My neighbour counts swifts. He takes the average.")
    doubt = written(2, "Trust is not a quantity. I said so to Ines.")
    phone = written(1, "Eleven numbers. Three people picked up.")
    return Library(
        Show("The Alliance Table", tagline="Hands", hosts=("Mira Halden",), letters="Table Letters"),
        themes=(
            Theme("relationships", "Relationships at the core", "Relationships", "Who carries the bond."),
            Theme("measurement", "Measuring partnerships", "Measurement", "What can be counted.", counts="Counting."),
            Theme("tea", "Tea and biscuits", "Tea", "What is drunk."),
        ),
        people=(
            Person("ines-caldeira", "Ines Caldeira", ("Ines",), "Counts days"),
            Person("mira-halden", "Mira Halden"),
        ),
        episodes=(
            Episode("two-clocks", "Two Clocks", "2025-04-15", "audio.m4a", 60.0, 2, "Of two clocks.", (), ("Mira Halden",)),
            Episode(
                *("warm-numbers", "Warm Numbers", "2025-03-18", "audio.mp3", 60.0, 1, "Of warm numbers."),
                guests=("Ines Caldeira",),
                hosts=("Mira Halden",),
                notes_html="<p>With [[ines-caldeira]] on [[counting|a letter]] and [[nobody|no one]].</p>",
                chapters=(Chapter(0.0, "Welcome"), Chapter(11.5, "Days")),
            ),
        ),
        issues=(
            Issue("phone", "Who Picks Up", "2025-06-10", "Of phones.", blocks=blocks(phone)),
            Issue("counting", "Counting", "2025-03-04", "Of swifts.", blocks=blocks(swifts, doubt)),
        ),
        passages={
            "episode/two-clocks": (clock,),
            "episode/warm-numbers": (bond, count),
            "issue/phone": (phone,),
            "issue/counting": (swifts, doubt),
        },
        mentions={
            "episode/two-clocks": (mention(clock, "tea", words=("roof",)),),
            "episode/warm-numbers": (
                mention(bond, "relationships"),
                mention(count, "measurement", words=("days",)),
                mention(count, "relationships", 0.6),
            ),
            "issue/phone": (mention(phone, "relationships"),),
            "issue/counting": (mention(swifts, "measurement", words=("counts", "average")),),
        },
        links=(
            Link(
                "sparked",
                Place("issue", "counting", "p-2"),
                Place("episode", "warm-numbers", "t-12", 12.0),
                "Two weeks later Ines replies.",
                "Sent two weeks earlier.",
                "Trust is not a quantity.",
            ),
            Link(
                "mentions",
                Place("issue", "counting", "p-2"),
                Place("person", "ines-caldeira"),
                "Names Ines.",
                "Named in this letter.",
                "I said so to Ines.",
            ),
        ),
    )
