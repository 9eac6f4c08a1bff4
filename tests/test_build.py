"""The whole line over a tiny show: what runs, what does not, and what a person keeps."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import decisions
from pipeline.store import Store
from tests import show
from tests.ingest.feeds.shop import Shop, follow
from tests.show import podloom
from tests.web import Web


def test_a_build_makes_a_page_for_every_item(built: Path) -> None:
    site = built / "build/site"
    pages = {str(path.parent.relative_to(site)) for path in site.rglob("index.html")}
    assert {".", "episodes/counting-warmth", "episodes/two-clocks", "letters/slow-bread", "letters/afterwards"} <= pages
    assert {"themes/measurement", "people/grace-holt", "about", "letters", "people"} <= pages


def test_a_second_build_does_nothing_and_changes_no_byte(built: Path) -> None:
    show.built(built)  # the fixture is a copy: its large files are looked at once
    before = show.stats_of(built)
    again = show.built(built)
    assert again["made"] == []
    assert show.stats_of(built) == before


def test_editing_one_newsletter_redoes_only_it_and_what_depends_on_it(built: Path) -> None:
    letter = built / "content/newsletters/2025-03-01-afterwards.md"
    letter.write_text(letter.read_text().replace("five indicators", "six indicators"))
    made = show.built(built)["made"]
    assert isinstance(made, list)
    items = {row["item"] for row in made}
    assert {row["item"] for row in made if row["stage"] in ("issue", "passages", "tag")} == {"issue/afterwards"}
    assert not any(item.startswith("episode/") or item == "issue/slow-bread" for item in items)
    assert "views/view/letters/afterwards/" in items
    assert "views/view/letters/slow-bread/" not in items
    assert "views/view/episodes/two-clocks/" not in items
    assert "shell" not in {row["stage"] for row in made}
    assert "six indicators" in (built / "build/site/letters/afterwards/index.html").read_text()


def test_a_slug_that_is_nowhere_is_told_before_any_feed_is_asked(tmp_path: Path) -> None:
    web = Web()
    shop = Shop(tmp_path / "show", web)
    shop.offer()
    follow(shop)
    done = podloom(shop.root, "build", "--again", "two-clock")
    web.close()
    assert done.returncode == 2
    assert 'Did you mean "two-clocks"?' in done.stderr
    assert web.asked == []


def test_why_names_the_file_that_changed(built: Path) -> None:
    letter = built / "content/newsletters/2025-03-01-afterwards.md"
    letter.write_text(letter.read_text() + "\nOne more line.\n")
    said = podloom(built, "why", "afterwards", "issue")
    assert "issue.md changed" in said.stdout
    assert podloom(built, "why", "slow-bread", "issue").stdout.count("none changed") == 1


def test_why_names_the_setting_that_changed(built: Path) -> None:
    settings = built / "content/show.toml"
    settings.write_text(settings.read_text() + "threads = 2\n")
    assert "transcribe.threads: 1 -> 2" in podloom(built, "why", "two-clocks", "hear").stdout


def test_another_title_of_the_show_transcribes_nothing_again(built: Path) -> None:
    settings = built / "content/show.toml"
    settings.write_text(settings.read_text().replace("The Long Table", "The Longer Table"))
    made = show.built(built)["made"]
    assert isinstance(made, list)
    assert not {row["stage"] for row in made} & {"sound", "transcribe", "tag"}
    assert "The Longer Table" in (built / "build/site/index.html").read_text()


def test_a_word_that_a_person_edited_stays_is_shown_and_is_reported(built: Path) -> None:
    transcript = built / "content/episodes/counting-warmth/transcript.vtt"
    transcript.write_text(transcript.read_text().replace("scorecard", "thermometer"))
    first = show.built(built)
    assert first["edited"] == ["episode/counting-warmth"]
    page = (built / "build/site/episodes/counting-warmth/index.html").read_text()
    assert "thermometer" in page
    assert "scorecard." not in page
    assert "thermometer" in transcript.read_text()
    status = podloom(built, "status")
    assert "edited" in status.stdout
    assert '"scorecard." -> "thermometer."' in status.stdout
    assert show.built(built)["made"] == []


def test_pages_quote_an_edited_transcript_as_it_is_with_a_memory_and_without(built: Path, tmp_path: Path) -> None:
    transcript = built / "content/episodes/counting-warmth/transcript.vtt"
    transcript.write_text(transcript.read_text().replace("scorecard", "thermometer"))
    other = tmp_path / "without"
    shutil.copytree(built, other)
    kept = show.receipts(other, "show/show")
    del kept["views"]
    Store(other / "build").keep_receipts({"show/show": json.dumps(kept).encode()})
    show.built(built)
    show.built(other)
    assert show.bytes_of(built / "build/site") == show.bytes_of(other / "build/site")
    assert "thermometer" in (built / "build/site/themes/measurement/index.html").read_text()


def test_what_pages_remember_of_others_is_no_page(built: Path) -> None:
    made = show.receipts(built, "show/show")["views"]["outputs"]
    assert "excerpts" in made
    pages = show.receipts(built, "show/page")
    assert set(pages) == {name for name in made if name.startswith("view/")}


def test_an_edited_transcript_survives_new_settings_of_the_engine(built: Path) -> None:
    transcript = built / "content/episodes/counting-warmth/transcript.vtt"
    transcript.write_text(transcript.read_text().replace("scorecard", "thermometer"))
    settings = built / "content/show.toml"
    settings.write_text(settings.read_text() + "threads = 2\n")
    show.built(built)
    assert "thermometer" in transcript.read_text()


def test_a_transcript_without_a_receipt_is_taken_for_a_persons(tiny: Path) -> None:
    transcript = tiny / "content/episodes/two-clocks/transcript.vtt"
    transcript.write_text("WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ada Byron>These words came with the clone.\n")
    done = show.built(tiny)
    assert done["edited"] == ["episode/two-clocks"]
    assert "came with the clone" in transcript.read_text()
    assert "came with the clone" in (tiny / "build/site/episodes/two-clocks/index.html").read_text()


def test_a_transcript_that_was_deleted_is_made_again(built: Path) -> None:
    transcript = built / "content/episodes/two-clocks/transcript.vtt"
    before = transcript.read_bytes()
    transcript.unlink()
    show.built(built)
    assert transcript.read_bytes() == before


def test_a_letter_that_is_gone_leaves_the_site(built: Path) -> None:
    (built / "content/newsletters/2025-03-01-afterwards.md").unlink()
    show.built(built)
    assert not (built / "build/site/letters/afterwards").exists()
    assert not (built / "build/receipts/issue/afterwards.json").exists()


def test_what_a_stage_of_an_earlier_podloom_made_is_forgotten(built: Path) -> None:
    store = Store(built / "build")
    left = store.put(b"a part of a page")
    store.keep_receipts({"show/fill": json.dumps({"view/": {"outputs": {"part/": left}}}).encode()})
    mine, names = store.put(b"a line of a page"), {"issue/slow-bread", "show/show"}
    kept = {name: show.receipts(built, name) for name in names}
    store.keep_receipts({name: json.dumps({**kept[name], "gone": {"outputs": {"gone": mine}}}).encode() for name in names})
    show.built(built)
    assert "show/fill" not in store.receipts()
    assert {name: show.receipts(built, name) for name in names} == kept
    assert store.get(left) is store.get(mine) is None


@pytest.mark.parametrize("arguments", [("status",), ("check",), ("search", "bread"), ("links", "list")])
def test_a_record_in_the_form_of_an_earlier_podloom_is_left_out(built: Path, arguments: tuple[str, ...]) -> None:
    store = Store(built / "build")
    for item, stage in (("issue/slow-bread", "issue"), ("show/show", "link")):
        kept = show.receipts(built, item)
        outputs = kept[stage]["outputs"]
        kept[stage]["outputs"] = dict.fromkeys(outputs, store.put(b'{"form": "another"}'))
        store.keep_receipts({item: json.dumps(kept).encode()})
    assert "Podloom broke" not in podloom(built, *arguments).stderr


def test_a_damaged_object_is_noticed_and_made_again(built: Path) -> None:
    site = show.bytes_of(built / "build/site")
    name = show.receipts(built, "issue/slow-bread")["tag"]["outputs"]["mentions"]
    path = built / "build/objects" / name[:2] / name[2:]
    path.write_bytes(b"[]x")
    made = show.built(built)["made"]
    assert isinstance(made, list)
    assert ("tag", "issue/slow-bread") in {(row["stage"], row["item"]) for row in made}
    assert show.bytes_of(built / "build/site") == site


@pytest.mark.parametrize("harm", [b"{ not json", b'{"tag": "\xe5"}', b"[" * 100_000], ids=["no JSON", "no UTF-8", "no end"])
@pytest.mark.parametrize("name", ["receipts/issue/slow-bread.json", "digests.json", "site.json"])
def test_a_damaged_record_is_noticed_and_made_again(built: Path, name: str, harm: bytes) -> None:
    before = show.bytes_of(built / "build/site")
    receipt = (built / "build/receipts/issue/slow-bread.json").read_bytes()
    (built / "build" / name).write_bytes(harm)
    show.built(built)
    assert show.bytes_of(built / "build/site") == before
    assert (built / "build/receipts/issue/slow-bread.json").read_bytes() == receipt


def test_a_file_of_the_site_that_somebody_touched_is_put_right(built: Path) -> None:
    page = built / "build/site/index.html"
    before = page.read_bytes()
    page.write_text("gone")
    show.built(built)
    assert page.read_bytes() == before


@pytest.mark.parametrize("folder", ["site", "docs", "theme", "shell"])
def test_a_folder_that_is_not_ours_is_left_alone(tiny: Path, folder: str) -> None:
    theirs = tiny / f"build/{folder}/thesis.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("years of work")
    done = podloom(tiny, "build")
    assert done.returncode == 1
    assert "did not make" in done.stderr
    assert theirs.read_text() == "years of work"


def test_what_a_killed_run_left_half_written_goes_with_the_next(built: Path) -> None:
    for place in ("content/episodes/counting-warmth", "build", "build/receipts/issue", "build/made"):
        (built / place / ".new-half_one").write_bytes(b"{")
    (built / "build/site.new/half").mkdir(parents=True)
    (built / "content/newsletters/2025-04-01-more.md").write_text("---\ntitle: More\ndate: 2025-04-01\n---\n\nMore.\n")
    podloom(built, "build", check=True)
    assert not list(built.rglob(".new-*"))
    assert not list((built / "build").glob("*/half"))


def test_what_a_host_calls_alike_and_the_line_that_a_review_is_writing_stay(built: Path) -> None:
    theirs = (built / "content/.new-thoughts.md", built / "content/newsletters/.new-ideas/one.md")
    review = built / "content/decisions/.new-0a1b2c3d"
    for path in (*theirs, review):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")
    podloom(built, "build", check=True)
    assert all(path.read_text() == "words" for path in (*theirs, review))
    decisions.append(built / decisions.NAME, decisions.Decision("issue/slow-bread", "p1", "trust", decisions.ADD, "Bread rises."))
    assert not review.exists()


def test_a_run_beside_another_is_refused(tiny: Path) -> None:
    import fcntl

    (tiny / "build").mkdir()
    with (tiny / "build/lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = podloom(tiny, "build")
    assert done.returncode == 75
    assert "another run" in done.stderr


def test_the_same_show_elsewhere_gives_the_same_site(built: Path, tmp_path: Path) -> None:
    other = show.tiny(tmp_path / "a" / "deeper" / "place")
    environment = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "pipeline", "build"]
    subprocess.run(command, cwd=other, env=environment, check=True, capture_output=True, timeout=300)
    assert show.bytes_of(other / "build/site") == show.bytes_of(built / "build/site")


@pytest.mark.parametrize("seed", range(8))
def test_a_killed_run_gives_the_same_bytes_when_run_again(built: Path, tmp_path: Path, seed: int) -> None:
    root = show.tiny(tmp_path / "killed")
    moment = random.Random(seed).uniform(0.05, 5.0)  # noqa: S311 - a moment, not a secret
    run = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "build"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(moment)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    for vtt in root.glob("content/episodes/*/transcript.vtt"):
        assert vtt.read_bytes() == (built / vtt.relative_to(root)).read_bytes()
    again = show.built(root)
    assert again["edited"] == []
    assert show.bytes_of(root / "build/site") == show.bytes_of(built / "build/site")
    assert not list(root.rglob(".new-*"))


def test_shuffled_files_give_the_same_site(built: Path, tmp_path: Path) -> None:
    other = tmp_path / "shuffled"
    for path in sorted((path for path in built.rglob("*") if path.is_file() and "build" not in path.parts), reverse=True):
        target = other / path.relative_to(built)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for vtt in other.glob("content/episodes/*/transcript.vtt"):
        vtt.unlink()
    show.built(other)
    assert show.bytes_of(other / "build/site") == show.bytes_of(built / "build/site")


def test_a_template_of_the_hosts_replaces_ours_and_a_broken_one_leaves_the_old_site_up(built: Path) -> None:
    template = built / "templates/pages/letter.html.j2"
    template.parent.mkdir(parents=True)
    template.write_text("<p>my own letter page</p>")
    show.built(built)
    assert "my own letter page" in (built / "build/site/letters/slow-bread/index.html").read_text()
    assert "my own letter page" not in (built / "build/site/index.html").read_text()
    before = show.bytes_of(built / "build/site")
    template.write_text("<p>\n{% if %}</p>")
    done = podloom(built, "build")
    assert done.returncode == 1
    assert "templates/pages/letter.html.j2:2: the template cannot be rendered" in done.stderr
    assert show.bytes_of(built / "build/site") == before


def test_a_theme_without_a_place_for_pages_leaves_the_old_site_up(built: Path) -> None:
    before = show.bytes_of(built / "build/site")
    (built / "site/overrides").mkdir()
    (built / "site/overrides/pl.html").write_text('{% extends "main.html" %}')
    done = podloom(built, "build")
    assert done.returncode == 1
    assert "site/overrides/pl.html" in done.stderr
    assert show.bytes_of(built / "build/site") == before


def test_signs_that_yaml_and_html_dislike_do_no_harm_in_titles(tiny: Path) -> None:
    titles = [
        "Käse 🧀",
        'Say "no": <script>alert(1)</script> & more',
        "back\\slash \u2028 and \u0085",
        "{{ nav }} {% x %}",
        "'[a]: b",
    ]
    for number, title in enumerate(titles):
        path = tiny / f"content/newsletters/2025-04-0{number + 1}-odd-{number}.md"
        path.write_text(f"---\ntitle: {json.dumps(title)}\ndate: 2025-04-0{number + 1}\n---\n\nText 🎹.\n")
    settings = tiny / "content/show.toml"
    settings.write_text(settings.read_text().replace("The Long Table", "The Long Table 🎙"))
    show.built(tiny)
    for number in range(len(titles)):
        page = (tiny / f"build/site/letters/odd-{number}/index.html").read_text()
        assert "<script>alert" not in page
        assert "🎹" in page
    assert "Käse 🧀" in (tiny / "build/site/letters/odd-0/index.html").read_text()
    assert "{{ nav }}" in (tiny / "build/site/letters/odd-3/index.html").read_text()


def test_an_edit_made_while_the_machine_works_is_kept(built: Path) -> None:
    """The engine is slow here: its recorded words wait in a pipe until the edit is made."""
    transcript = built / "content/episodes/two-clocks/transcript.vtt"
    audio = hashlib.sha256((transcript.parent / "audio.wav").read_bytes()).hexdigest()
    recorded = built / f"recorded/{audio}.json"
    words = recorded.read_bytes()
    recorded.unlink()
    os.mkfifo(recorded)
    settings = built / "content/show.toml"
    settings.write_text(settings.read_text() + "threads = 2\n")
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "build", "--json"], cwd=built, stdout=subprocess.PIPE, text=True
    ) as run:
        with recorded.open("wb") as pipe:  # opens when the engine begins to read
            transcript.write_text(transcript.read_text().replace("deal", "handshake"))
            pipe.write(words)
        said = json.loads(run.communicate(timeout=120)[0])
    assert said["edited"] == ["episode/two-clocks"]
    assert "handshake" in transcript.read_text()
    assert "handshake" in (built / "build/site/episodes/two-clocks/index.html").read_text()


def test_who_interrupts_keeps_every_finished_episode_and_the_other_starts_again_alone(built: Path, tmp_path: Path) -> None:
    """One of two episodes is heard at once; the recorded words of the other wait in a pipe."""
    tiny = show.tiny(tmp_path / "interrupted")
    audio = hashlib.sha256((tiny / "content/episodes/two-clocks/audio.wav").read_bytes()).hexdigest()
    recorded = tiny / f"recorded/{audio}.json"
    words = recorded.read_bytes()
    recorded.unlink()
    os.mkfifo(recorded)
    with subprocess.Popen([sys.executable, "-m", "pipeline", "build"], cwd=tiny, stderr=subprocess.PIPE, text=True) as run:
        waited = time.monotonic() + 60
        while "hear" not in show.receipts(tiny, "episode/counting-warmth") and time.monotonic() < waited:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        said = run.communicate(timeout=30)[1]
    assert run.returncode == 130
    assert "What was finished is kept" in said
    assert "Traceback" not in said
    recorded.unlink()
    recorded.write_bytes(words)
    made = show.built(tiny)["made"]
    assert isinstance(made, list)
    assert [row["item"] for row in made if row["stage"] == "hear"] == ["episode/two-clocks"]
    assert show.bytes_of(tiny / "build/site") == show.bytes_of(built / "build/site")


def test_a_setting_that_breaks_every_episode_loses_nothing_and_costs_nothing_when_mended(built: Path) -> None:
    site = show.bytes_of(built / "build/site")
    settings = built / "content/show.toml"
    good = settings.read_text()
    settings.write_text(good.replace("recorded", "recordet"))
    done = podloom(built, "build")
    assert done.returncode == 1
    assert "recordet" in done.stderr
    assert show.bytes_of(built / "build/site") == site
    settings.write_text(good)
    assert show.built(built)["made"] == []
    assert "failed" not in podloom(built, "status", check=True).stdout


def test_a_published_episode_stays_up_while_its_transcript_is_broken(built: Path) -> None:
    transcript = built / "content/episodes/two-clocks/transcript.vtt"
    good = transcript.read_text()
    page = (built / "build/site/episodes/two-clocks/index.html").read_bytes()
    transcript.write_text(good.replace("-->", "->", 1))
    done = podloom(built, "build")
    assert done.returncode == 1
    assert "this time line cannot be read" in done.stderr
    assert (built / "build/site/episodes/two-clocks/index.html").read_bytes() == page
    transcript.write_text(good)
    assert podloom(built, "build").returncode == 0


def test_hiding_a_draft_and_showing_it_again_transcribes_nothing(built: Path) -> None:
    notes = built / "content/episodes/two-clocks/episode.md"
    good = notes.read_text()
    notes.write_text(good.replace("---\n\n", "draft: true\n---\n\n", 1))
    show.built(built)
    assert not (built / "build/site/episodes/two-clocks").exists()
    notes.write_text(good)
    made = show.built(built)["made"]
    assert isinstance(made, list)
    assert "transcribe" not in {row["stage"] for row in made}
    assert (built / "build/site/episodes/two-clocks/index.html").is_file()


def test_a_trailer_beside_the_audio_is_not_taken_for_the_episode(built: Path) -> None:
    shutil.copy(built / "content/episodes/counting-warmth/audio.wav", built / "content/episodes/two-clocks/Aaa-trailer.wav")
    assert show.built(built)["made"] == []


def test_new_audio_under_an_edited_transcript_is_heard_and_the_corrections_that_fit_no_more_are_told(built: Path) -> None:
    folder = built / "content/episodes/two-clocks"
    transcript = folder / "transcript.vtt"
    transcript.write_text(transcript.read_text().replace("deal", "handshake"))
    show.built(built)
    shutil.copy(built / "content/episodes/counting-warmth/audio.wav", folder / "audio.wav")
    done = podloom(built, "build", check=True)
    assert '1 of 1 corrections no longer fit the transcript: 00:00:07 "deal" -> "handshake"' in done.stderr
    assert "scorecard" in transcript.read_text()
    assert 'after = "handshake"' in (folder / "corrections.toml").read_text()
    assert "no longer fit" in podloom(built, "status").stdout
    assert show.built(built)["made"] == []


def test_a_letter_that_sparked_nothing_is_told(built: Path) -> None:
    letter = built / "content/newsletters/2025-01-07-slow-bread.md"
    letter.write_text(letter.read_text().replace("sparked: counting-warmth", "sparked: counting-wormth"))
    said = podloom(built, "build", check=True).stderr
    assert 'sparked names no episode: "counting-wormth". Did you mean "counting-warmth"?' in said
    check = json.loads(podloom(built, "check", "--json").stdout)
    assert "content/newsletters/2025-01-07-slow-bread.md:4" in {one["where"] for one in check if one["level"] == "error"}


def test_another_host_of_the_show_transcribes_nothing_again(built: Path) -> None:
    settings = built / "content/show.toml"
    settings.write_text(settings.read_text().replace('hosts = ["Ada Byron"]', 'hosts = ["Ada Byron", "Grace Holt"]'))
    made = show.built(built)["made"]
    assert isinstance(made, list)
    assert not {row["stage"] for row in made} & {"sound", "hear", "voices", "transcript", "tag"}


@pytest.mark.parametrize(
    ("draft", "page"),
    [
        ("content/episodes/two-clocks/episode.md", "episodes/two-clocks/index.html"),
        ("content/newsletters/2025-03-01-afterwards.md", "letters/afterwards/index.html"),
    ],
)
def test_a_draft_that_cannot_be_read_is_told_once_and_its_page_stays_up(built: Path, draft: str, page: str) -> None:
    site = show.bytes_of(built / "build/site")
    good = (built / draft).read_text()
    (built / draft).write_text(good.replace("title: ", "title: 'open "))
    done = podloom(built, "build")
    assert done.returncode == 1
    assert done.stderr.count(draft) == 1
    assert page in site
    assert show.bytes_of(built / "build/site") == site
    assert draft in podloom(built, "status").stdout
    (built / draft).write_text(good)
    assert show.built(built)["made"] == []
