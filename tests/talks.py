"""Hypothesis strategies for transcripts that nobody is kind to. Asserts nothing."""

import msgspec
from hypothesis import strategies as st

from pipeline import vtt
from pipeline.model import Segment, Transcript, Word

# What breaks formats: marks of each of them, blanks and ends of lines of all kinds, both directions, pairs cut in two.
TRICKS = (
    *("-->", "&", "&amp;", "&lt", "<", ">", "</v>", "<v Bob>", "<i>", "<script>alert(1)</script>", "<!--", "]]>", "{\\an8}"),
    *("\n", "\n\n", "\r\n\r\n", "\t", "\0", "\f", "\v", "\x1b[31m", "\x85", "\u2028", "\u2029", "\ufeff", "\u00a0", "\u3000"),
    *("WEBVTT", "NOTE", "STYLE", "REGION", "1", "00:01.000", "00:00:01,000 --> 00:00:02,000", ": ", "Note: ", '"', "'", "\\", "%"),
    *("\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "\u202e", "\u200f", "\u200d", "\U0001f469\u200d\U0001f680"),
    *("\ud83d", "\udc69", "x" * 200, "\u65e5\u672c\u8a9e\u3002" * 20, "e\u0301", "\u0939\u093f\u0928\u094d\u0926\u0940"),
)
rough = st.lists(st.one_of(st.sampled_from(TRICKS), st.text(max_size=12)), max_size=8).flatmap(
    lambda parts: st.sampled_from([" ", "", "\n"]).map(lambda glue: glue.join(parts))
)
plain = st.lists(st.sampled_from(["We", "measure", "trust,", "slowly.", "Q&A", "a"]), min_size=1, max_size=60).map(" ".join)
names = st.one_of(st.just(""), st.sampled_from(["Mira Halden", "Ann --"]), st.just("R&D <x> > y"), rough)


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Cues in order, none over another, with any words and speakers."""
    segments = []
    at = draw(st.one_of(st.integers(0, 10_000_000), st.just(359_999_000)))
    for _ in range(draw(st.integers(0, 6))):
        end = at + draw(st.integers(1, 20_000))
        segments.append(Segment(at / 1000, end / 1000, draw(st.one_of(rough, plain)), draw(names)))
        at = end + draw(st.integers(0, 5000))
    return Transcript(language=draw(st.sampled_from(["", "en", "pt-BR"])), segments=tuple(segments))


def tidied(made: Transcript) -> Transcript:
    """Return what any format keeps of a transcript: blanks as one, no cue without words."""
    kept = (msgspec.structs.replace(one, text=vtt.tidy(one.text), speaker=vtt.tidy(one.speaker)) for one in made.segments)
    return msgspec.structs.replace(made, segments=tuple(one for one in kept if one.text))


@st.composite
def talking(draw: st.DrawFn, max_words: int) -> Transcript:
    """Cues of ordinary words with times, one after the other, with pauses of several lengths."""
    texts = st.sampled_from(
        ["We", "measure", "trust,", "slowly.", "Why?", "Q4", "1", "e.g.", "partnership-building", "Mr.", "a", "no!"]
    )
    segments, at = [], 0
    for _ in range(draw(st.integers(0, 5))):
        words = []
        for _ in range(draw(st.integers(1, max_words))):
            end = at + draw(st.integers(100, 900))
            words.append(Word(at / 1000, end / 1000, draw(texts)))
            at = end + draw(st.sampled_from([0, 0, 0, 40, 700, 2000]))
        text = " ".join(word.text for word in words)
        speaker = draw(st.sampled_from(["", "Mira Halden", "Ann"]))
        segments.append(Segment(words[0].start, words[-1].end, text, speaker, tuple(words)))
    return Transcript(language="en", segments=tuple(segments))
