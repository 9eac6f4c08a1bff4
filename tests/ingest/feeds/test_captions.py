"""Transcripts that were published with an episode."""

import json

import pytest

from pipeline import formats, vtt
from pipeline.errors import ItemError
from pipeline.ingest.feeds import captions
from pipeline.ingest.feeds.record import Tag
from tests import show
from tests.make import segment, transcript

SAID = transcript(
    segment("Welcome to the table.", 0.0, "Ada Byron"),
    segment("I am glad to be here.", 3.0, "Grace Holt"),
    segment("Note: this is no speaker.", 6.0, "Grace Holt"),
)


def heard(text: str) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in vtt.parse(text, "t").segments]


@pytest.mark.parametrize("form", ["vtt", "srt", "json"])
def test_what_we_publish_ourselves_is_read_back_with_its_speakers(form: str) -> None:
    text = captions.as_vtt(formats.FORMATS[form].render(SAID).encode(), form, "en", "t")
    assert vtt.joined(words for _, words in heard(text)).replace("\xa0", " ") == vtt.joined(one.text for one in SAID.segments)
    assert {name for name, _ in heard(text)} == {"Ada Byron", "Grace Holt"}


def test_json_of_single_words_becomes_sentences() -> None:
    words = [
        {"startTime": n / 2, "endTime": n / 2 + 0.4, "body": word, "speaker": "Ada"}
        for n, word in enumerate(["It", "is", "so.", "Is", "it?"])
    ]
    assert heard(captions.as_vtt(json.dumps({"segments": words}).encode(), "json", "en", "t")) == [
        ("Ada", "It is so."),
        ("Ada", "Is it?"),
    ]


def test_json_without_ends_and_out_of_order_is_read() -> None:
    rows = [{"startTime": 5, "body": "B."}, {"startTime": 1, "body": "A."}]
    assert heard(captions.as_vtt(json.dumps({"segments": rows}).encode(), "json", "en", "t")) == [("", "A."), ("", "B.")]


def test_a_colon_in_one_line_makes_no_speaker() -> None:
    lines = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{text}\n\n" for n, text in enumerate(("One: a.", "Two: b.", "Three: c.", "d"))
    )
    assert {name for name, _ in heard(captions.as_vtt(lines.encode(), "srt", "en", "t"))} == {""}


@pytest.mark.parametrize(
    ("form", "data"), [("vtt", b"<html>"), ("srt", b"hello"), ("json", b"[]"), ("json", b'{"segments":[]}'), ("vtt", b"WEBVTT\n")]
)
def test_what_is_no_transcript_is_refused(form: str, data: bytes) -> None:
    with pytest.raises(ItemError):
        captions.as_vtt(data, form, "en", "t")


def test_the_best_form_in_the_language_of_the_show_is_taken_first() -> None:
    def tag(media_type: str, language: str = "", url: str = "https://a/t") -> Tag:
        return Tag("", {"url": url, "type": media_type, "language": language})

    html, srt, json_, german, by_name = (
        tag("text/html"), tag("application/srt"), tag("application/json"), tag("text/vtt", "de"), tag("", url="https://a/t.vtt?x=1"),
    )  # fmt: skip
    assert captions.best([html, srt, json_, german, by_name], "en-GB") == [by_name, json_, srt, german]


@pytest.mark.skipif(not show.SHARED.is_dir(), reason="!!! ../shared IS ABSENT: PUBLISHED TRANSCRIPTS WERE NOT READ")
def test_transcripts_of_the_specification_and_of_real_shows_are_read() -> None:
    examples = show.SHARED / "data/podcast/podcasting20/transcripts"
    for form in captions.KINDS:
        assert heard(captions.as_vtt((examples / f"example.{form}").read_bytes(), form, "en", form)), form
    for path in sorted((show.SHARED / "data/podcast/transcripts/talkpython-vtt").glob("*.vtt")):
        assert captions.as_vtt(path.read_bytes(), "vtt", "en", path.name)
