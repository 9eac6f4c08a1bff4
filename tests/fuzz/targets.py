"""What strangers' bytes are given to, one function a format: each may refuse with an error of ours, and do nothing else."""

import datetime
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipeline import body, correct, decisions, encoding, glossary, settings, vtt
from pipeline.errors import ShowError
from pipeline.ingest import chapters, draft, feeds, letters
from pipeline.ingest.feeds import captions
from pipeline.settings import site

Target = Callable[[bytes], None]
ITEM = "<item><title>A &amp; B</title><guid>g</guid><pubDate>Tue, 03 Jun 2025 08:00:00 +0000</pubDate><description>x</description>"
SETTINGS = """[show]
title = "T"
hosts = ["A"]
[network]
allow = ["127.0.0.1:80"]
[[sources]]
url = "https://a.example/f"
[feeds]
[publish]
to = "out"
"""


def _vtt(data: bytes) -> None:
    read = vtt.parse(encoding.text(data, "x.vtt"), "x.vtt")
    again = vtt.parse(vtt.render(read), "x.vtt")
    assert [one.text for one in again.segments] == [vtt.tidy(one.text) for one in read.segments if vtt.tidy(one.text)]


def _captions(data: bytes) -> None:
    for form in captions.KINDS:
        with suppress(ShowError):
            vtt.parse(captions.as_vtt(data, form, "en", "x"), "x")


def _feed(data: bytes) -> None:
    feeds.read(data, "x.xml")


def _draft(data: bytes) -> None:
    text = encoding.text(data, "x.md")
    draft.issue(text, "x.md", "x")


def _markdown(data: bytes) -> None:
    html = body.render(data.decode("utf-8", "replace"))
    assert "<script" not in html.lower()
    assert body.clean(html) == html or body.clean(body.clean(html)) == body.clean(html)


def _import(suffix: str) -> Target:
    def target(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"2025-06-01-x{suffix}")
            path.write_bytes(data)
            with letters.opened(path) as bundle:
                inside = letters.contents(bundle, deep=letters.is_zip(path))
                list(letters.read(bundle, inside.parts, datetime.UTC))

    return target


def _file(read: Callable[[Path], object], name: str) -> Target:
    """Return a target that reads a file of a show."""

    def target(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            read(path)

    return target


def _decisions(data: bytes) -> None:
    decisions.read(data)
    decisions.read_links(data)


# Each with what it begins from, so that its inside is reached.
TARGETS: dict[str, tuple[Target, tuple[bytes, ...]]] = {
    "vtt": (_vtt, (b"WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada Byron>Trust &amp; <b>measures</b>.\n\nNOTE x\n",)),
    "captions": (
        _captions,
        (b'{"segments":[{"startTime":0.5,"endTime":1,"body":"hi","speaker":"A"}]}', b"1\n00:00:01,000 --> 00:00:02,000\nA: hi\n"),
    ),
    "feed": (
        _feed,
        (
            f'<?xml version="1.0"?><rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>T</title>{ITEM}</item></channel></rss>'.encode(),
        ),
    ),
    "front matter": (
        _draft,
        (b"---\ntitle: 'A: B'\ndate: 2025-06-01\ntags: [a, \"b\"]\nguests:\n  - C\n---\n\nText[^1] with *words*.\n\n[^1]: note\n",),
    ),
    "markdown": (_markdown, (b'# a\n\n<b onclick=x>[x](javascript:y) ![z](a.png "t")</b>\n\n| a |\n|---|\n| b |\n',)),
    "chapters": (
        lambda data: chapters.parse(data, "x") and None,
        (b'{"version":"1.2.0","chapters":[{"startTime":0,"title":"a","toc":false}]}',),
    ),
    "page": (
        _import(".html"),
        (
            b"<html><head><title>T</title><script type=application/ld+json>{}</script></head><body><h1>a</h1><p>b<a href='//x'>c</a><iframe src=x></iframe></p></body></html>",
        ),
    ),
    "export": (_import(".xml"), (f"<rss><channel>{ITEM}<link>https://a.example/x</link></item></channel></rss>".encode(),)),
    "mail": (
        _import(".eml"),
        (
            b"From: a@b.c\nSubject: =?utf-8?q?x?=\nDate: Tue, 03 Jun 2025 08:00:00 +0000\nContent-Type: multipart/alternative; boundary=q\n\n--q\nContent-Type: text/html\n\n<p>x</p>\n--q--\n",
        ),
    ),
    "table": (
        _import(".csv"),
        (b"id,web_title,content_html,status,url,publish_date\n1,T,<p>x</p>,published,https://a.example,2025-03-04\n",),
    ),
    "settings": (_file(lambda path: settings.load(path.parent.parent), "content/show.toml"), (SETTINGS.encode(),)),
    "themes": (
        _file(settings.themes, "content/themes.toml"),
        (b'[[theme]]\nslug = "a"\nname = "A"\nwords = ["x"]\nexamples = ["y"]\nwas = ["b"]\n',),
    ),
    "people": (
        _file(lambda path: (settings.people(path), settings.things(path)), "content/people.toml"),
        (b'[[person]]\nslug = "a"\nname = "A"\n[[book]]\nslug = "b"\nname = "B"\n',),
    ),
    "glossary": (_file(glossary.load, "content/glossary.toml"), (b'[[term]]\nwrite = "Trust"\nheard = ["thrust"]\n',)),
    "mkdocs": (_file(site.read, "mkdocs.yml"), (b"site_name: T\ntheme: {name: material}\nnav:\n  - A: a.md\n",)),
    "corrections": (
        lambda data: correct.read(encoding.text(data, "x"), "x") and None,
        (b'[[correction]]\nat = "00:00:01.000"\nuntil = "00:00:02.000"\nbefore = "a"\nafter = "b"\nleft = "c"\nright = "d"\n',),
    ),
    "decisions": (_decisions, (b'{"item":"episode/a","start":1.0,"theme":"x","verdict":"add","text":"y"}\n',)),
}
