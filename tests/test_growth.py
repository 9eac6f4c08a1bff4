"""What strangers wrote takes time in proportion to its length: four times as much takes about four times as long, not sixteen."""

import time
from collections.abc import Callable

import pytest

from pipeline import redact, vtt
from pipeline.email import columns
from pipeline.feeds import rss_faults
from pipeline.feeds.release import _CREDIT as CREDIT
from pipeline.ingest import add, bare
from pipeline.ingest.feeds import mended, shelf
from pipeline.ingest.letters import markup, paragraphs, settling, writer, writing
from pipeline.link import phrases
from tests.check import examples

FOLD = 4
MOST = 9  # between the 4 of what is read once and the 16 of what is read once a character: a busy machine stays below
SHORT_SECONDS = 0.25  # a machine that does other things shows this much by chance


def seconds(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began


def pictured(text: str) -> str:
    return settling._IN_TEXT.sub("", text)


CASES: dict[str, tuple[Callable[[str], object], Callable[[int], str], int]] = {
    "pictures in a listing": (examples.body, lambda size: "```\n" + "<img " * size, 5_000),
    "a heading full of spaces": (lambda text: bare.read(text, "x.md"), lambda size: "# a" + " " * size + "b", 6_000),
    "rules at the end": (writing._spaced, lambda size: "a\n\n" + "---\n\n" * size + "b", 2_500),
    "breaks before a word": (writer._unbroken, lambda size: "a" + "\\\n" * size + "b", 6_000),
    "a picture without an end": (pictured, lambda size: "![](a" * size, 4_000),
    "a title without an end": (pictured, lambda size: '![](a "b ' * size, 3_000),
    "CDATA without an end": (lambda text: markup._OUTSIDE.sub(b"", text.encode()), lambda size: "<![CDATA[" * size, 3_000),
    "listings without an end": (paragraphs.html, lambda size: "<pre>" * size, 5_000),
    "captions without an end": (paragraphs.html, lambda size: "[caption]" * size, 4_000),
    "links without an end": (paragraphs.html, lambda size: "[caption]" + "<a " * size + "[/caption]", 24_000),
    "embeds without an end": (paragraphs.html, lambda size: "[embed http://a " * size, 2_000),
    "addresses of an embed": (paragraphs.html, lambda size: "[embed " + "http://a " * size, 10_000),
    "sounds without an end": (paragraphs.html, lambda size: "[audio http://a " * size, 2_000),
    "galleries without an end": (paragraphs.html, lambda size: "[gallery " * size, 4_000),
    "doctypes without an end": (lambda text: mended.mend(text, "x"), lambda size: "<!DOCTYPE a []" * size, 3_000),
    "a tag without an end": (lambda text: mended.mend(text, "x"), lambda size: "<" + "a" * size + "!", 6_000),
    "spaces in front matter": (shelf._LINE.findall, lambda size: "title: a" + " " * size + "b", 8_000),
    "spaces in a tag of names": (add._named_in, lambda size: "a" + " " * size + "b", 8_000),
    "spaces in credits": (CREDIT.fullmatch, lambda size: "a" + " " * size + "(", 8_000),
    "links of a feed": (rss_faults._RELATIVE.search, lambda size: "<a " * size, 6_000),
    "markup of a feed": (rss_faults._MARKUP.search, lambda size: "<a " * size, 24_000),
    "a long word of colons": (lambda text: columns._is_address(text), lambda size: "a:" * size, 8_000),
    "quotes without a fellow": (lambda text: phrases.in_quotes(text, "x"), lambda size: "'a " * size, 4_000),
    "German quotes without a fellow": (lambda text: phrases.in_quotes(text, "x"), lambda size: "\u00bb" * size, 12_000),
    "a voice without an end": (vtt.VOICE.search, lambda size: "<v" + " " * size, 8_000),
    "a head of spaces": (vtt.LANGUAGE.match, lambda size: " " * size, 12_000),
    "a question of an address": (lambda text: redact.of_address("https://a.example/?" + text), lambda size: "a" * size, 8_000),
}


@pytest.mark.parametrize("name", CASES)
def test_four_times_as_much_takes_no_sixteen_times_as_long(name: str) -> None:
    work, text, size = CASES[name]
    once = min(seconds(work, text(size)) for _ in range(2))
    assert seconds(work, text(size * FOLD)) < MOST * once + SHORT_SECONDS
