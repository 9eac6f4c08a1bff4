import json
import re
from itertools import pairwise

import pytest

from pipeline import vtt
from pipeline.formats import FORMATS
from pipeline.model import Segment, Transcript
from tests.make import segment, transcript

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
