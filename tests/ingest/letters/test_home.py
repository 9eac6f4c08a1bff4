"""Bringing letters in again: nothing is written twice, and what the host wrote stays hers."""

import json
import shutil
from pathlib import Path

import pytest

from tests import show
from tests.ingest.letters import exports
from tests.ingest.letters.exports import SAMPLES, bring, letters, text_of
from tests.show import podloom

ONE = {"7.slow-trust": ("Slow Trust", "<p>Text.</p>")}


def test_bringing_everything_in_twice_changes_nothing(bare: Path, tmp_path: Path) -> None:
    word = exports.word(tmp_path / "w.docx", "<w:p><w:r><w:t>Word.</w:t></w:r></w:p>")
    sources = [SAMPLES / name for name in ("substack-export", "buttondown-export", "beehiiv-export", "wordpress-wxr", "eml")]
    sources += [word, exports.ghost(tmp_path / "ghost.json")]
    bring(bare, *sources)
    before = show.stats_of(bare / "content")
    again = bring(bare, *sources)
    assert show.stats_of(bare / "content") == before
    assert {one.state for one in again.values()} == {"same", "left out", "failed"}
    assert {one.state for one in again.values() if one.target} == {"same"}


def test_the_same_export_gives_the_same_bytes_in_any_order(bare: Path, tmp_path: Path) -> None:
    posts = {"1.a": ("Same", "<p>One.</p>"), "2.a": ("Other", "<p>Two.</p>"), "3.a": ("Third", "<p>Three.</p>")}
    first = exports.substack(tmp_path / "one", posts)
    second = exports.substack(tmp_path / "two", dict(reversed(posts.items())))
    other = tmp_path / "other"
    shutil.copytree(bare, other)
    bring(bare, first)
    bring(other, second)
    assert show.bytes_of(bare / "content") == show.bytes_of(other / "content")
    assert [*letters(bare)] == ["2025-05-01-a-2.md", "2025-05-01-a-3.md", "2025-05-01-a.md"]


def test_a_letter_that_changed_there_changes_here_under_its_old_address(bare: Path, tmp_path: Path) -> None:
    bring(bare, exports.substack(tmp_path / "in", ONE))
    changed = {"7.another-slug": ("Slower Trust", "<p>Better text.</p>")}
    (one,) = bring(bare, exports.substack(tmp_path / "in", changed, post_date="2025-05-02T00:00:00Z")).values()
    assert (one.state, one.target) == ("updated", "content/newsletters/2025-05-01-slow-trust.md")
    (letter,) = letters(bare).values()
    assert "slug: slow-trust\n" in letter
    assert "date: 2025-05-02\n" in letter
    assert text_of(letter) == "Better text."


def test_a_letter_in_which_the_host_wrote_stays_hers(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", ONE)
    bring(bare, folder)
    path = bare / "content/newsletters/2025-05-01-slow-trust.md"
    hers = path.read_text().replace("Text.", "My better text.")
    path.write_text(hers)
    (one,) = bring(bare, folder).values()
    assert one.state == "same"  # nothing changed there, so there is nothing to tell
    exports.substack(folder, {"7.slow-trust": ("Slow Trust", "<p>Their new text.</p>")})
    (one,) = bring(bare, folder).values()
    assert one.state == "kept"
    assert "yours stays as it is" in one.why
    assert path.read_text() == hers


def test_a_host_who_publishes_a_draft_is_not_overruled(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", ONE, is_published="false")
    bring(bare, folder)
    path = bare / "content/newsletters/2025-05-01-slow-trust.md"
    path.write_text(path.read_text().replace("draft: true\n", ""))
    bring(bare, folder)
    assert "draft:" not in path.read_text()


def test_a_draft_that_was_published_there_is_one_no_more(bare: Path, tmp_path: Path) -> None:
    bring(bare, exports.substack(tmp_path / "in", ONE, is_published="false"))
    bring(bare, exports.substack(tmp_path / "in", ONE))
    (letter,) = letters(bare).values()
    assert "draft:" not in letter


def test_a_file_that_the_host_renamed_is_found_by_its_source(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", ONE)
    bring(bare, folder)
    (bare / "content/newsletters/2025-05-01-slow-trust.md").rename(bare / "content/newsletters/first.md")
    assert [one.state for one in bring(bare, folder).values()] == ["same"]
    assert [*letters(bare)] == ["first.md"]


def test_a_letter_that_the_host_took_out_stays_out_until_she_asks_for_it_again(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", ONE)
    bring(bare, folder)
    path = bare / "content/newsletters/2025-05-01-slow-trust.md"
    path.unlink()
    (one,) = bring(bare, folder).values()
    assert (one.state, one.target) == ("removed", "content/newsletters/2025-05-01-slow-trust.md")
    post = {"title": "Slow  trust", "slug": "slow-trust", "published_at": "2025-05-01T09:00:00Z"}
    (other,) = bring(bare, exports.ghost(tmp_path / "g.json", **post)).values()
    assert other.state == "removed"  # the same letter from another system
    assert letters(bare) == {}
    (one,) = bring(bare, folder, again=True).values()
    assert one.state == "added"
    assert [one.state for one in bring(bare, folder).values()] == ["same"]


def test_one_line_taken_out_of_the_ledger_brings_one_letter_back(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", {**ONE, "8.other": ("Other", "<p>Text.</p>")})
    bring(bare, folder)
    for path in (bare / "content/newsletters").glob("*.md"):
        path.unlink()
    told = podloom(bare, "add", str(folder), check=True).stdout
    assert told.count("stays out  content/newsletters/") == 2
    assert "content/sources.jsonl" in told
    ledger = bare / "content/sources.jsonl"
    ledger.write_text("".join(line for line in ledger.read_text().splitlines(keepends=True) if "slow-trust" not in line))
    podloom(bare, "add", str(folder), check=True)
    assert [*letters(bare)] == ["2025-05-01-slow-trust.md"]


def test_the_settings_say_where_the_show_is_made(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", ONE, post_date="2025-05-01T23:30:00.000Z")
    settings = bare / "content/show.toml"
    settings.write_text(settings.read_text().replace('timezone = ""', 'timezone = "Europe/Amsterdam"'))
    podloom(bare, "add", str(folder), check=True)
    assert [*letters(bare)] == ["2025-05-02-slow-trust.md"]
    settings.write_text(settings.read_text().replace("Amsterdam", "Atlantis"))
    done = podloom(bare, "add", str(folder))
    assert done.returncode == 2
    assert '"Europe/Atlantis" is no timezone' in done.stderr


def test_letters_of_a_saved_feed_that_share_a_link_all_come_in(bare: Path, tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>{title}</title><link>https://a.example/</link><description>Words of {title}.</description>"
        "<pubDate>Tue, 03 Jun 2025 08:00:00 GMT</pubDate></item>"
        for title in ("One", "Two")
    )
    saved = tmp_path / "saved.xml"
    saved.write_text(f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>')
    assert [one.state for one in bring(bare, saved).values()] == ["added", "added"]
    assert [one.state for one in bring(bare, saved).values()] == ["same", "same"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_file_that_another_editor_saved_is_read_and_no_edit(bare: Path, tmp_path: Path, encoding: str) -> None:
    export = exports.substack(tmp_path / "in", ONE)
    bring(bare, export)
    (path,) = (bare / "content/newsletters").glob("*.md")
    path.write_bytes(path.read_text().encode(encoding))
    before = path.read_bytes()
    (one,) = bring(bare, export).values()
    assert (one.state, one.problem) == ("same", "")
    assert path.read_bytes() == before


def test_line_ends_of_another_system_are_no_edit(bare: Path, tmp_path: Path) -> None:
    bring(bare, exports.substack(tmp_path / "in", ONE))
    path = bare / "content/newsletters/2025-05-01-slow-trust.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (one,) = bring(bare, exports.substack(tmp_path / "in", {"7.slow-trust": ("Slow Trust", "<p>New.</p>")})).values()
    assert one.state == "updated"


def test_one_letter_from_two_systems_comes_in_once(bare: Path, tmp_path: Path) -> None:
    bring(bare, exports.substack(tmp_path / "in", ONE))
    post = {"title": "Slow  trust", "slug": "slow-trust", "published_at": "2025-05-01T09:00:00Z"}
    (one,) = bring(bare, exports.ghost(tmp_path / "g.json", **post)).values()
    assert one.state == "left out"
    assert "content/newsletters/2025-05-01-slow-trust.md" in one.why
    assert len(letters(bare)) == 1


def test_two_letters_with_one_slug_have_two_addresses(bare: Path, tmp_path: Path) -> None:
    bring(bare, exports.substack(tmp_path / "in", ONE))
    bring(bare, exports.ghost(tmp_path / "g.json", slug="slow-trust"))
    assert [*letters(bare)] == ["2025-02-03-slow-trust-2.md", "2025-05-01-slow-trust.md"]


def test_a_letter_without_a_good_slug_gets_one(bare: Path, tmp_path: Path) -> None:
    posts = {
        "1.": ("Über Größe", "<p>x</p>"),
        "2.%E3%81%82": ("あ", "<p>x</p>"),
        "3.CON": ("Con", "<p>x</p>"),
        "4.untitled": ("", ""),
    }
    done = bring(bare, exports.substack(tmp_path / "in", posts))
    assert [*letters(bare)] == ["2025-05-01-con.md", "2025-05-01-letter-substack-2.md", "2025-05-01-uber-grosse.md"]
    assert "has no title" in done["4.untitled.html"].problem


def test_the_command_line_says_what_came_in_and_why_the_rest_did_not(bare: Path) -> None:
    done = podloom(bare, "add", str(SAMPLES / "substack-export"), check=True)
    assert "added  content/newsletters/2019-07-26-plain-text.md\n" in done.stdout
    assert "an episode of the podcast: bring it in with its audio" in done.stdout
    assert "2 added, 3 left out." in done.stdout
    rows = json.loads(podloom(bare, "add", str(SAMPLES / "substack-export"), "--json", check=True).stdout)
    assert {row["state"] for row in rows} == {"same", "left out"}
    assert all(row["why"] for row in rows if row["state"] == "left out")
    zone = podloom(bare, "add", str(SAMPLES / "substack-export"), "--timezone", "Atlantis/Here")
    assert zone.returncode == 2
    assert "Europe/Amsterdam" in zone.stderr
