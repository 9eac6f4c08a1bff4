import io
import json
import re
from html.parser import HTMLParser
from itertools import groupby, pairwise

import av
import pytest
from hypothesis import given, settings

from pipeline import vtt
from pipeline.formats import FORMATS
from pipeline.model import Segment, Transcript, Word
from pipeline.transcribe.cues import cut
from tests.make import segment, transcript
from tests.talks import talking, tidied, transcripts

TALK = transcript(
    segment("Welcome to Q&A.", 0.0, "Mira Halden"),
    segment("One rule: <script>never</script> rush.", 3601.25, "Mira Halden"),
    segment("Agreed.", 3605.0, "Tobias Renner"),
    Segment(3606.0, 3607.0, "  "),
    segment("Note: nobody knows who said this.", 3608.0),
)


def test_each_format_has_a_suffix_and_a_bare_media_type() -> None:
    assert {name: (form.suffix, form.media_type) for name, form in FORMATS.items()} == {
        "vtt": (".vtt", "text/vtt"),
        "json": (".json", "application/json"),
        "srt": (".srt", "application/x-subrip"),
        "txt": (".txt", "text/plain"),
        "html": (".html", "text/html"),
    }


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_transcript_gives_the_same_text_and_an_empty_one_is_no_error(name: str) -> None:
    render = FORMATS[name].render
    assert render(TALK) == render(TALK)
    assert "Welcome" not in render(Transcript(language="", segments=()))


@pytest.mark.parametrize("name", ["vtt", "srt", "html"])
def test_no_format_that_players_show_as_html_carries_a_tag_from_speech(name: str) -> None:
    assert "<script>" not in FORMATS[name].render(TALK)


def test_json_is_that_of_podcasting_2_0() -> None:
    made = json.loads(FORMATS["json"].render(TALK))
    assert made["version"] == "1.0.0"
    assert made["segments"][0] == {"startTime": 0.0, "endTime": 0.9, "speaker": "Mira Halden", "body": "Welcome to Q&A."}
    assert "speaker" not in made["segments"][-1]
    assert len(made["segments"]) == 4


def test_srt_cards_have_two_lines_of_32_characters_and_two_digit_hours() -> None:
    long = " ".join(f"word{number}" for number in range(40))
    made = FORMATS["srt"].render(transcript(segment(long, 10.0, "Ann"), segment("Yes.", 30.0, "Bob")))
    cards = made.strip().split("\n\n")
    for number, card in enumerate(cards, 1):
        head, times, *lines = card.split("\n")
        assert head == str(number)
        assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", times)
        assert 1 <= len(lines) <= 2
        assert all(len(line) <= 32 for line in lines)
    assert cards[0].split("\n")[2].startswith("Ann: word0")
    assert sum("Ann:" in card for card in cards) == 1
    assert cards[-1].endswith("Bob: Yes.")


def test_srt_times_go_forward() -> None:
    long = " ".join(f"word{number}" for number in range(40))
    made = FORMATS["srt"].render(transcript(segment(long, 10.0, "Ann")))
    times = re.findall(r"(\S+) --> (\S+)", made)
    assert all(start < end for start, end in times)
    assert all(before[1] == after[0] for before, after in pairwise(times))


def test_a_colon_in_unnamed_speech_is_not_taken_for_a_speaker() -> None:
    assert "Note:\u00a0nobody" in FORMATS["srt"].render(TALK)


def test_text_and_html_have_a_paragraph_a_turn() -> None:
    assert FORMATS["txt"].render(TALK).split("\n\n")[1] == "Tobias Renner: Agreed."
    page = FORMATS["html"].render(TALK)
    assert page.count("<p>") == 3
    assert "<cite>Mira Halden:</cite>\n<time>0:00</time>\n<p>Welcome to Q&amp;A. One rule: &lt;script&gt;" in page
    assert "<time>1:00:05</time>" in page
    assert '<html lang="en">' in page


def test_vtt_of_the_mapping_is_that_of_the_parser() -> None:
    kept = vtt.parse(FORMATS["vtt"].render(TALK), "x.vtt").segments
    assert [cue.text for cue in kept] == [cue.text for cue in TALK.segments if cue.text.strip()]


# ---- what other readers find in them, whatever was said


def written(name: str, made: Transcript) -> str:
    """Render as a file holds it."""
    return FORMATS[name].render(made).encode("utf-8").decode("utf-8")


def turns(made: Transcript) -> list[tuple[str, str]]:
    """Return speaker and words of each turn."""
    runs = groupby(tidied(made).segments, key=lambda one: one.speaker)
    return [(speaker, vtt.joined(one.text for one in run)) for speaker, run in runs]


@given(transcripts())
def test_json_is_read_back_with_times_speakers_and_words(made: Transcript) -> None:
    read = json.loads(written("json", made))["segments"]
    cues = [(one["startTime"], one["endTime"], one.get("speaker", ""), one["body"]) for one in read]
    assert cues == [(one.start, one.end, one.speaker, one.text) for one in tidied(made).segments]
    assert all(one.get("speaker") != "" for one in read)


class Page(HTMLParser):
    """Collects the text of each element, and the names of all."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.tag = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, _: object) -> None:
        self.tag = tag
        self.texts.append((tag, ""))

    def handle_endtag(self, _: str) -> None:
        self.tag = ""

    def handle_data(self, data: str) -> None:
        if self.tag:
            self.texts[-1] = (self.tag, self.texts[-1][1] + data)


@given(transcripts())
def test_html_is_read_back_with_speakers_and_words_and_has_no_other_element(made: Transcript) -> None:
    texts = Page(written("html", made)).texts
    assert {tag for tag, _ in texts} <= {"html", "meta", "title", "body", "cite", "time", "p"}
    said = [(tag, text) for tag, text in texts if tag in ("cite", "p")]
    assert said == [pair for who, words in turns(made) for pair in ([("cite", f"{who}:"), ("p", words)] if who else [("p", words)])]


@given(transcripts())
def test_plain_text_is_read_back_a_paragraph_a_turn(made: Transcript) -> None:
    paragraphs = [f"{who}: {words}" if who else words for who, words in turns(made)]
    assert written("txt", made) == "\n\n".join(paragraphs) + "\n"
    assert not any("\n" in one for one in paragraphs)


def cards(text: str) -> list[tuple[float, float, list[str]]]:
    """Read SubRip as FFmpeg does."""
    with av.open(io.BytesIO(text.encode()), format="srt") as file:
        found = [(packet.pts, packet.duration, bytes(packet).decode()) for packet in file.demux() if packet.pts is not None]
    return [(start / 1000, (start + length) / 1000, said.split("\n")) for start, length, said in found]


@given(talking(max_words=12))
def test_ffmpeg_reads_srt_back_with_times_speakers_and_words(made: Transcript) -> None:
    found = cards(written("srt", made))
    wanted = []
    for speaker, run in groupby(made.segments, key=lambda one: one.speaker):
        wanted += [f"{speaker}: {one.text}" if speaker and at == 0 else one.text for at, one in enumerate(run)]
    assert vtt.joined(line for _, _, lines in found for line in lines) == " ".join(wanted)
    assert all(start <= end for start, end, _ in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert all(len(lines) <= 2 and all(len(line) <= 32 for line in lines) for _, _, lines in found)
    if made.segments:
        assert (found[0][0], found[-1][1]) == (made.segments[0].start, made.segments[-1].end)


@given(transcripts())
def test_nothing_that_is_said_makes_a_card_or_a_tag_of_its_own_in_srt(made: Transcript) -> None:
    text = written("srt", made)
    for number, card in enumerate(text.split("\n\n")[:-1], 1):
        head, times, *lines = card.split("\n")
        assert head == str(number)
        assert re.fullmatch(r"\d\d+:\d\d:\d\d,\d{3} --> \d\d+:\d\d:\d\d,\d{3}", times)
        assert lines
        assert all(lines)
        assert not any(sign in line for line in lines for sign in "<>")


# ---- cues


@settings(deadline=None)
@given(talking(max_words=60))
def test_cues_have_two_lines_of_65_characters_and_none_lies_over_another(made: Transcript) -> None:
    words = [word for one in made.segments for word in one.words]
    cues = cut(words)
    assert [word.text for cue in cues for word in cue.words] == [word.text for word in words]
    for cue in cues:
        lines = vtt.wrap(cue.text, vtt.LINE)
        assert len(lines) <= 2
        assert all(len(line) <= vtt.LINE for line in lines)
        assert cue.start < cue.end
        inside = pairwise(word.text for word in cue.words)
        assert not any(before in ("slowly.", "Why?", "no!") and after in ("We", "Why?", "Q4", "Mr.") for before, after in inside)
    assert all(before.end <= after.start for before, after in pairwise(cues))


def test_cues_of_japanese_have_two_lines_of_65_characters_too() -> None:
    words = [Word(at / 5, at / 5 + 0.2, "\u95a2\u4fc2") for at in range(200)]
    for cue in cut(words, ""):
        lines = vtt.wrap(cue.text, vtt.LINE)
        assert len(lines) <= 2
        assert all(len(line) <= vtt.LINE for line in lines)
