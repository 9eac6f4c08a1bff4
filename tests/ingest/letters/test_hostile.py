"""Hostile letters and exports: nothing breaks, nothing gets out, and the rest still comes in."""

import io
import json
import re
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from pipeline import body
from pipeline.errors import InputError, ItemError
from pipeline.ingest import draft
from pipeline.ingest.letters import letter
from pipeline.ingest.start import start
from pipeline.model import Fact
from tests import show
from tests.ingest.letters import exports
from tests.ingest.letters.exports import SAMPLES, bring, letters

GENERATOR = show.SHARED / "hostile/tools/gen.py"
ABSENT = "!!! HOSTILE LETTERS WERE NOT TRIED: ../shared/hostile is absent"
# Told clearly instead of being brought in: no words or no date at all, a code page that nobody can know, larger than any letter.
TOLD = {"tabs.md", "newlines.md", "no_frontmatter.md", "cp1252.md", "one_line_5mb.md", "one_line_5mb_nospace.md"}


class Case(Fact, frozen=True):
    """A hostile file and what may come of it."""

    path: Path
    outcome: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Case]]:
    if not GENERATOR.is_file():
        pytest.skip(ABSENT)
    folder = tmp_path_factory.mktemp("hostile")
    subprocess.run([sys.executable, str(GENERATOR), "shared", str(folder)], check=True, capture_output=True, timeout=300)
    told = json.loads((folder / "expected.json").read_text())["files"]
    yield [
        Case(_dated(folder / one["path"]), one["outcome"], tuple(one["must"]), tuple(one["must_not"]))
        for one in told
        if one["kind"] == "newsletters"
    ]
    shutil.rmtree(folder)


def _dated(path: Path) -> Path:
    """Give a page the date without which it would be refused."""
    return path.rename(path.with_name(f"2025-06-01-{path.name}")) if path.suffix == ".html" else path


def shown(root: Path) -> str:
    """Return what the site would show of all letters."""
    found = [draft.issue(text, name, "x")[0] for name, text in letters(root).items()]
    return "\n".join([block.html for one in found for block in one.blocks] + [escape(one.title) for one in found])


def test_each_hostile_letter_comes_to_what_is_expected_of_it(cases: list[Case], tmp_path: Path) -> None:
    wrong: list[str] = []
    for number, case in enumerate(cases):
        root = tmp_path / str(number)
        start(root, "T", (), bare=True)
        before = {path for path in tmp_path.iterdir() if path.is_dir()}
        try:
            states = {one.state for one in bring(root, case.path).values()}
        except InputError:
            states = {"refused"}
        good = case.outcome in ("ok", "sanitised") and case.path.name not in TOLD
        page = shown(root)
        wrong += [f"{case.path.name}: {states}"] if good and not states <= {"added", "same"} else []
        wrong += [f"{case.path.name}: {states}"] if case.outcome == "quarantined" and not states & {"failed", "refused"} else []
        wrong += [f"{case.path.name} shows {one}" for one in case.must_not if one in page]
        wrong += [f"{case.path.name} lacks {one}" for one in case.must if good and one not in page]
        assert {path for path in tmp_path.iterdir() if path.is_dir()} == before
        assert {path.suffix for path in (root / "content/newsletters").rglob("*")} <= {".md"}
    assert wrong == []


def test_one_bad_letter_of_a_folder_does_not_stop_the_others(cases: list[Case], bare: Path) -> None:
    folder = next(case.path.parent for case in cases if case.path.name == "yaml_bomb.md")
    done = bring(bare, folder)
    assert {one.state for one in done.values()} >= {"added", "failed"}
    assert any("title: A letter" in text for text in letters(bare).values())
    assert all(one.problem.strip() for one in done.values() if one.state == "failed")


def packed(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


LETTER = ("2025-01-02-good.html", b"<p>Good.</p>")


@pytest.mark.parametrize("name", ["../evil.html", "/srv/evil.html", "a/../../evil.html", "..\\evil.html", "C:\\evil.html"])
def test_a_zip_that_reaches_out_of_itself_is_refused_whole(bare: Path, tmp_path: Path, name: str) -> None:
    (one,) = bring(bare, packed(tmp_path / "in.zip", LETTER, (name, b"<p>x</p>"))).values()
    assert one.state == "failed"
    assert "names a file outside itself" in one.problem
    assert letters(bare) == {}


def test_a_zip_with_a_file_without_a_name_is_refused(bare: Path, tmp_path: Path) -> None:
    (one,) = bring(bare, packed(tmp_path / "in.zip", LETTER, (zipfile.ZipInfo(""), b"<p>x</p>"))).values()
    assert "a file in it has no name" in one.problem


def test_a_zip_of_a_version_that_nobody_reads_is_refused(bare: Path, tmp_path: Path) -> None:
    path = tmp_path / "late.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "# A\n\nText.\n")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 6] = 161
    path.write_bytes(data)
    (one,) = bring(bare, path).values()
    assert "late.zip: the zip is damaged: zip file version 16.1\n  Download it again." in one.problem


def test_a_zip_with_a_link_in_it_is_refused(bare: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("passwd.html")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    (one,) = bring(bare, packed(tmp_path / "in.zip", LETTER, (link, b"/etc/passwd"))).values()
    assert "a link to another file" in one.problem


def test_a_file_that_unpacks_to_more_than_a_letter_is_left_and_the_rest_comes_in(bare: Path, tmp_path: Path) -> None:
    bomb = packed(tmp_path / "in.zip", LETTER, ("2025-01-03-bomb.html", b"<p>" + b"x" * (70 << 20)))
    done = bring(bare, bomb)
    assert {name: one.state for name, one in done.items()} == {"2025-01-02-good.html": "added", "2025-01-03-bomb.html": "failed"}
    assert "larger than 64 MiB" in done["2025-01-03-bomb.html"].problem


def test_a_link_in_a_folder_leads_nowhere(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("<p>Secret.</p>")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/2025-01-02-good.html").write_text("<p>Good.</p>")
    (tmp_path / "in/2025-01-03-evil.html").symlink_to(tmp_path / "secret.html")
    bring(bare, tmp_path / "in")
    assert [*letters(bare)] == ["2025-01-02-good.md"]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE rss [<!ENTITY leak SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.2:8766/x.dtd">',
    ],
)
def test_entities_of_an_export_are_not_resolved(bare: Path, tmp_path: Path, head: str) -> None:
    source = (SAMPLES / "wordpress-wxr/sample.xml").read_text()
    source = source.replace("<rss ", f"{head}\n<rss ", 1).replace("<title>Basic Post</title>", "<title>Basic &leak; Post</title>")
    (tmp_path / "in.xml").write_text(source)
    bring(bare, tmp_path / "in.xml")
    whole = "".join(letters(bare).values())
    assert "Another Post" in whole
    assert "root:" not in whole
    assert "lollol" not in whole


def test_an_export_whose_entities_grow_without_end_is_refused(bare: Path, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "' + "&a;" * 100 + '"><!ENTITY leak "' + "&b;" * 1000 + '">]>'
    source = (SAMPLES / "wordpress-wxr/sample.xml").read_text().replace("<rss ", f"{bomb}\n<rss ", 1)
    (tmp_path / "in.xml").write_text(source.replace("<title>Basic Post</title>", "<title>Basic &leak; Post</title>"))
    (one,) = bring(bare, tmp_path / "in.xml").values()
    assert "entities that would grow without end" in one.problem


def test_a_word_document_with_entities_or_without_end_is_refused(bare: Path, tmp_path: Path) -> None:
    good = exports.word(tmp_path / "good.docx", "<w:p><w:r><w:t>Word.</w:t></w:r></w:p>").read_bytes()
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(into, "w") as target:
        for name in source.namelist():
            mark = b'<!DOCTYPE d [<!ENTITY a "b">]>' if name == "word/document.xml" else b""
            target.writestr(name, source.read(name).replace(b"<w:document", mark + b"<w:document", 1))
    (tmp_path / "entities.docx").write_bytes(into.getvalue())
    (tmp_path / "cut.docx").write_bytes(good[: len(good) // 2])
    done = bring(bare, tmp_path / "entities.docx", tmp_path / "cut.docx", tmp_path / "good.docx")
    assert {name: one.state for name, one in done.items()} == {
        "entities.docx": "failed",
        "cut.docx": "failed",
        "good.docx": "added",
    }


def test_front_matter_cannot_be_broken_out_of(bare: Path, tmp_path: Path) -> None:
    title = 'A"\ndraft: false\nslug: ../../evil\n---\n<script>x()</script> \u202e\x00'
    bring(bare, exports.substack(tmp_path / "in", {"7.a": (title, "<p>---</p><p>title: evil</p>")}))
    ((name, letter),) = letters(bare).items()
    meta, _ = draft.split(letter, name)
    assert set(meta) == {"title", "date", "slug", "source", "imported"}
    assert meta["slug"] == "a"


ODD = "http://[bad/x"
FEED = f"<rss><channel><title>T</title><item><title>A</title><guid>urn:a</guid><link>{ODD}</link>{{}}</item>{{}}</channel></rss>"
DATE = "<pubDate>Tue, 18 Mar 2025 12:00:00 +0000</pubDate><description>Words.</description>"
SITE = (SAMPLES / "wordpress-wxr/sample.xml").read_text()


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("feed.xml", FEED.format(DATE, f"<item><title>B</title><guid>urn:b</guid>{DATE}</item>"), 2),
        ("feed.atom", (f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><id>urn:a</id><link href="{ODD}"/>'
         "<published>2025-03-18T12:00:00Z</published><content>Words.</content></entry></feed>"), 1),
        ("2025-03-04-page.html", f'<html><head><link rel="canonical" href="{ODD}"></head><p>Hi there.</p></html>', 1),
        ("2025-03-04-embed.html", f'<html><head><title>t</title></head><p>Hi there.</p><iframe src="{ODD}"></iframe></html>', 1),
        ("posts.csv", f"id,web_title,content_html,status,url,publish_date\n1,T,<p>x</p>,published,{ODD},2025-03-04\n", 1),
        ("site.xml", re.sub(r"<link>[^<]*</link>", f"<link>{ODD}</link>", SITE), 3),
    ],
)  # fmt: skip
def test_an_address_that_nobody_can_read_costs_no_letter(bare: Path, tmp_path: Path, name: str, text: str, count: int) -> None:
    (tmp_path / name).write_text(text)
    done = bring(bare, tmp_path / name)
    assert not any(one.state == "failed" for one in done.values()), done
    assert len(letters(bare)) == count


def test_what_a_parser_stumbles_over_is_the_fault_of_its_letter_alone() -> None:
    def stumble() -> letter.Letter:
        return letter.Letter("", str(int("no number")), "", "", "")

    fault = letter.tried(stumble, "in.xml")
    assert isinstance(fault, ItemError)
    assert fault.where == "in.xml"


def test_an_excerpt_of_brackets_without_end_is_read_at_once() -> None:
    before = time.process_time()
    assert body.words("<" * 60_000 + "<b>x</b>").endswith("x")
    assert time.process_time() - before < 1.0


def test_the_words_of_an_excerpt_stay_whole_and_its_scripts_away() -> None:
    assert body.words("<p>un<em>believ</em>able</p><p>news &amp; more</p><script>x()</script>") == "unbelievable news & more"


@pytest.mark.parametrize("tag", ["code", "kbd", "samp"])
def test_no_block_in_a_piece_of_code_is_read_as_markdown(tag: str) -> None:
    for inside in ("a<p>![t](https://t.example/p.png)</p><p># h</p>", "![t](https://t.example/p.png)\n[^1]: z", "![t](h)<br># h"):
        page = exports.shown(f"<p><{tag}>{inside}</{tag}></p>")
        assert "<img" not in page
        assert "<h" not in page


@pytest.mark.parametrize("day", ["0" * 90 + "3", "9" * 40, "-1", "\u0663"])
def test_a_mail_of_no_day_that_a_calendar_has_is_the_fault_of_that_mail_alone(bare: Path, tmp_path: Path, day: str) -> None:
    for name, written in (("bad", day), ("good", "3")):
        head = f"From: a@b.example\nSubject: {name}\nDate: Tue, {written} Jun 2025 08:00:00 +0000\n\n{name.title()} words.\n"
        (tmp_path / f"{name}.eml").write_text(head)
    done = bring(bare, tmp_path / "bad.eml", tmp_path / "good.eml")
    assert done["good.eml"].state == "added"
    assert done["bad.eml"].state in ("added", "failed")
    assert done["bad.eml"].state == "added" or done["bad.eml"].problem
