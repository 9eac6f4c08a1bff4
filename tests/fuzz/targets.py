"""What strangers' bytes are given to, one function a format: it returns what it read there, or refuses with an error of ours."""

import datetime
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipeline import body, check, correct, decisions, encoding, glossary, language, settings, vtt
from pipeline.cli.asking import answers
from pipeline.errors import InputError, ShowError
from pipeline.ingest import chapters, charset, draft, feeds, ledger, letters, picture
from pipeline.ingest.feeds import announced, captions
from pipeline.settings import site
from tests.ingest.letters import exports

Target = Callable[[bytes], object]
_NAMES = re.compile(r"\{(\w+)\}")
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


def _vtt(data: bytes) -> object:
    read = vtt.parse(encoding.text(data, "x.vtt"), "x.vtt")
    again = vtt.parse(vtt.render(read), "x.vtt")
    assert [one.text for one in again.segments] == [vtt.tidy(one.text) for one in read.segments if vtt.tidy(one.text)]
    return read.segments


def _captions(data: bytes) -> object:
    read = []
    for form in captions.KINDS:
        with suppress(ShowError):
            read.append(vtt.parse(captions.as_vtt(data, form, "en", "x"), "x"))
    return read


def _feed(data: bytes) -> object:
    return feeds.read(data, "x.xml").entries


def _announced(data: bytes) -> object:
    return announced.feeds(charset.decoded(data), "https://a.example/x/")


def _draft(data: bytes) -> object:
    return draft.issue(encoding.text(data, "x.md"), "x.md", "x")[0].blocks


def _markdown(data: bytes) -> object:
    html = body.render(data.decode("utf-8", "replace"))
    assert "<script" not in html.lower()
    assert body.clean(html) == html or body.clean(body.clean(html)) == body.clean(html)
    return html


def _import(suffix: str) -> Target:
    def target(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"2025-06-01-x{suffix}")
            path.write_bytes(data)
            with letters.opened(path) as bundle:
                inside = letters.contents(bundle, deep=letters.is_zip(path))
                return [one for one in letters.read(bundle, inside.parts, datetime.UTC) if isinstance(one, letters.Letter)]

    return target


def _file(read: Callable[[Path], object], name: str) -> Target:
    """Return a target that reads a file of a show."""

    def target(data: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            return read(path)

    return target


def _decisions(data: bytes) -> object:
    return (*decisions.read(data).decisions, *decisions.read_links(data).decisions)


def _zip(files: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return into.getvalue()


def _word() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = exports.word(Path(folder, "x.docx"), "<w:p><w:r><w:t>Word.</w:t></w:r></w:p>")
        with zipfile.ZipFile(path) as archive:
            return _zip(
                {name: archive.read(name) for name in archive.namelist()}
            )  # without the time of day, so that a run can be repeated


def _picture(data: bytes) -> object:
    return picture.fitted(data, "x.png")


def _words(path: Path) -> object:
    """Read a show's own words, and say each as pages do."""
    read = language.load(path.parent.parent, "en")
    for key, word in read.words.items():
        for text in (word,) if isinstance(word, str) else word:
            said = text.format(*"ab", **dict.fromkeys(_NAMES.findall(text), "x"))
            assert len(said) <= len(text) + 2 * text.count("{"), key
    return read.words


def _sources(path: Path) -> object:
    """Read what came in, put it in order, and find it as it was."""
    read = ledger.Ledger(path.parent.parent)
    read.close()
    assert ledger.Ledger(path.parent.parent).rows == read.rows
    return read.rows


def _answers(path: Path) -> object:
    """Take answers that fit no question."""

    def refuse(_: answers.Answer, where: str) -> None:
        raise InputError("no such question is open", where, "See which are.")

    return answers.take(path, "Write answers.", refuse).faults


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
        lambda data: chapters.parse(data, "x"),
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
        _file(lambda path: (*settings.people(path), *settings.things(path)), "content/people.toml"),
        (b'[[person]]\nslug = "a"\nname = "A"\n[[book]]\nslug = "b"\nname = "B"\n',),
    ),
    "glossary": (_file(glossary.load, "content/glossary.toml"), (b'[[term]]\nwrite = "Trust"\nheard = ["thrust"]\n',)),
    "mkdocs": (_file(site.read, "mkdocs.yml"), (b"site_name: T\ntheme: {name: material}\nnav:\n  - A: a.md\n",)),
    "corrections": (
        lambda data: correct.read(encoding.text(data, "x"), "x"),
        (b'[[correction]]\nat = "00:00:01.000"\nuntil = "00:00:02.000"\nbefore = "a"\nafter = "b"\nleft = "c"\nright = "d"\n',),
    ),
    "decisions": (
        _decisions,
        (
            b'{"item":"episode/a","passage":"t-1","theme":"x","verdict":"add","quote":"y","start":1.0,"end":2.0}\n',
            (
                b'{"type":"sparked","source":{"kind":"issue","slug":"b","passage":"p-1","quote":"z"},'
                b'"target":{"kind":"episode","slug":"a"},"verdict":"accept","reason":"r"}\n'
            ),
        ),
    ),
    "published": (
        _file(lambda path: check.published(path.parent.parent), "content/published.jsonl"),
        (b'{"item":"episode/a","date":"2025-06-01","guid":"g"}\n',),
    ),
    "announced": (
        _announced,
        (
            b"<!doctype html><base href='/y/'><link rel=alternate type=application/rss+xml href=feed title=A><p>x",
            b"<html><head><link rel='alternate' type='application/atom+xml' href='//b.example/f'/></head></html>",
        ),
    ),
    "JSON export": (
        _import(".json"),
        (
            (
                b'{"db":[{"data":{"posts":[{"id":"1","uuid":"u","title":"T","slug":"t","html":"<p>x</p>","status":"published",'
                b'"published_at":"2025-06-01T08:00:00.000Z"}],"users":[{"id":"2","name":"A"}],'
                b'"posts_authors":[{"post_id":"1","author_id":"2"}]}}]}'
            ),
            b'[{"id":"1","subject":"T","slug":"t","body":"x","publish_date":"2025-06-01T08:00:00Z","status":"sent"}]',
        ),
    ),
    "Markdown letter": (_import(".md"), (b"# T\n\nText with ![a](b.png 't').\n", b"T\n===\n\nText.\n")),
    "zip": (
        _import(".zip"),
        (
            _zip(
                {
                    "posts.csv": b"post_id,post_date,is_published,title\n1.t,2025-06-01T08:00:00.000Z,true,T\n",
                    "posts/1.t.html": b"<p>x</p>",
                }
            ),
        ),
    ),
    "Word": (_import(".docx"), (_word(),)),
    "foreign HTML": (
        lambda data: exports.markdown(charset.decoded(data), "https://a.example/"),
        (b"<h2>a</h2><p>b<br><br>c <a href='/x'>d</a></p><ul><li>e</ul><pre>f</pre><table><tr><td>g</table><hr>x",),
    ),
    "sources": (
        _file(_sources, ledger.NAME),
        (b'{"id":"a","source":"s","place":"episodes/a","lines":{"title":"0"}}\n{"id":"b","source":""}\n',),
    ),
    "words": (
        _file(_words, language.OWN),
        (b'[letter]\nby = "von {author}"\n[script]\nto = "{} bis {}"\n[count]\nletters = ["{count} a", "{count} b"]\n',),
    ),
    "answers": (_file(_answers, "answers.jsonl"), (b'{"id":"q1","answer":"yes"}\n{"id":"q2","answer":"no","who":"A"}\n',)),
    "picture": (_picture, (exports.picture(3, 2), exports.picture(3, 2, "JPEG"), exports.picture(3, 2, "GIF"))),
}
