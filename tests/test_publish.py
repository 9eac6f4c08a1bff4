"""`podloom publish` as a host runs it: it builds, checks, says what changes, and puts the site where it is served."""

import importlib
import json
from pathlib import Path

import pytest

from pipeline.build import Opened, build, open_show
from pipeline.stage import Report, Teller
from tests import show
from tests.show import podloom

LETTER = "content/newsletters/2025-03-01-afterwards.md"
MEMORY = "content/published.jsonl"


def served(folder: Path) -> dict[str, bytes]:
    return show.bytes_of(folder / "current")


def site(root: Path) -> dict[str, bytes]:
    found = show.bytes_of(root / "build/site")
    del found[".podloom"]
    return found


def edit(root: Path, old: str, new: str, name: str = LETTER) -> None:
    path = root / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def publish(root: Path, *options: str) -> dict[str, object]:
    done = podloom(root, "publish", "--to", str(root.parent / "www"), "--json", *options)
    assert done.returncode == 0, done.stderr + done.stdout
    return dict(json.loads(done.stdout))


def test_a_site_is_built_checked_published_and_its_changes_are_named(built: Path, tmp_path: Path) -> None:
    www = tmp_path / "www"
    dry = publish(built, "--dry-run")
    assert not www.exists()
    assert not (built / MEMORY).exists()
    first = publish(built)
    assert first["pages"] == dry["pages"]
    assert (dry["published"], first["published"]) == (False, True)
    assert served(www) == site(built)
    edit(built, "five indicators", "six indicators")
    said = publish(built)
    assert "/letters/afterwards/" in said["pages"]["changed"]  # type: ignore[index]  # JSON
    assert served(www) == site(built)
    assert b"six indicators" in served(www)["letters/afterwards/index.html"]
    again = podloom(built, "publish", "--to", str(www), check=True)
    assert again.stdout == f"Nothing to do: {www} holds this site already.\n"
    podloom(built, "publish", "--to", str(www), "--rollback", check=True)
    assert b"five indicators" in served(www)["letters/afterwards/index.html"]


def test_what_another_run_built_meanwhile_is_not_published(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = built / "content/newsletters/2025-04-01-secret.md"
    draft.write_text("---\ntitle: Secret\ndate: 2025-04-01\ndraft: true\n---\n\nNot yet.\n")
    publishing = importlib.import_module("pipeline.cli.publish")

    def both(opened: Opened, progress: Teller) -> Report:
        report = build(opened, progress)
        build(open_show(built, drafts=True))  # from another terminal, before the lock is taken again
        return report

    monkeypatch.setattr(publishing, "build", both)
    with pytest.raises(SystemExit):
        publishing.publish.main(["--root", str(built), "--to", str(tmp_path / "www")], standalone_mode=False)
    assert "another run built the site meanwhile" in capsys.readouterr().err
    assert not (tmp_path / "www/current").exists()


def test_a_site_that_lies_below_another_is_checked_from_its_own_root(built: Path, tmp_path: Path) -> None:
    edit(built, "https://long-table.example/", "https://ada.example/show", "content/show.toml")
    assert publish(built)["published"]
    assert (tmp_path / "www/current/index.html").is_file()


def test_nothing_is_published_while_the_check_finds_an_error_unless_the_host_says_why(built: Path, tmp_path: Path) -> None:
    publish(built)
    before = served(tmp_path / "www")
    edit(built, "five indicators", "five indicators and [[nobody]]")
    done = podloom(built, "publish", "--to", str(tmp_path / "www"))
    assert done.returncode == 1
    assert f"error: {LETTER}:6: [[nobody]] leads nowhere [mark-nowhere]" in done.stdout
    assert "Nothing was published" in done.stderr
    assert served(tmp_path / "www") == before
    publish(built, "--anyway", "mended on Monday")
    assert served(tmp_path / "www") == site(built)
    newest = max((tmp_path / "www/releases").glob("*.json"))
    assert json.loads(newest.read_bytes())["message"].endswith("Errors were let through: mended on Monday")


def test_an_item_that_failed_stops_no_other(built: Path, tmp_path: Path) -> None:
    publish(built)
    edit(built, "date: 2025-01-07", "date: someday", "content/newsletters/2025-01-07-slow-bread.md")
    edit(built, "five indicators", "six indicators")
    done = podloom(built, "publish", "--to", str(tmp_path / "www"))
    assert done.returncode == 1
    assert '"someday" is no date' in done.stderr
    assert b"six indicators" in served(tmp_path / "www")["letters/afterwards/index.html"]
    assert "letters/slow-bread/index.html" in served(tmp_path / "www")


def test_an_address_that_was_published_does_not_go_unnoticed(built: Path, tmp_path: Path) -> None:
    publish(built)
    lines = [json.loads(line)["item"] for line in (built / MEMORY).read_text().splitlines()]
    assert lines == ["episode/counting-warmth", "episode/two-clocks", "issue/afterwards", "issue/slow-bread"]
    (built / LETTER).rename(built / "content/newsletters/2025-03-01-after.md")
    done = podloom(built, "publish", "--to", str(tmp_path / "www"))
    assert done.returncode == 1
    assert f"{MEMORY}:3: issue/afterwards was published and is not there any more [address-gone]" in done.stdout
    edit(built, "title: Afterwards", "title: Afterwards\nwas: afterwards", "content/newsletters/2025-03-01-after.md")
    publish(built)
    assert "letters/afterwards/index.html" in served(tmp_path / "www")
    assert "issue/after" in (built / MEMORY).read_text()


def test_a_page_that_a_failure_took_off_the_site_does_not_go_unnoticed(built: Path, tmp_path: Path) -> None:
    publish(built)
    before = served(tmp_path / "www")
    (built / "content/episodes/two-clocks/audio.wav").unlink()
    done = podloom(built, "publish", "--to", str(tmp_path / "www"))
    assert done.returncode == 1
    assert "episode/two-clocks was published and is not there any more [address-gone]" in done.stdout
    assert served(tmp_path / "www") == before


def test_a_guid_that_was_published_stays_whatever_the_address_does(built: Path, tmp_path: Path) -> None:
    publish(built)
    before = {one["item"]: one["guid"] for one in map(json.loads, (built / MEMORY).read_text().splitlines())}
    assert all(before.values())
    note = "content/episodes/two-clocks/episode.md"
    edit(built, "title: Two Clocks Apart", "title: Two Clocks Apart\nguid: another", note)
    done = podloom(built, "publish", "--to", str(tmp_path / "www"))
    assert done.returncode == 1
    assert f'was published with the guid "{before["episode/two-clocks"]}", and has "another" now [guid-changed]' in done.stdout
    edit(built, "guid: another", f"guid: {before['episode/two-clocks']}\nslug: two-other-clocks\nwas: two-clocks", note)
    publish(built)
    after = {one["item"]: one["guid"] for one in map(json.loads, (built / MEMORY).read_text().splitlines())}
    assert after["episode/two-other-clocks"] == before["episode/two-clocks"]


def test_a_published_letter_that_becomes_a_draft_again_is_an_error(built: Path) -> None:
    publish(built)
    edit(built, "title: Afterwards", "title: Afterwards\ndraft: true")
    done = podloom(built, "publish", "--to", str(built.parent / "www"))
    assert done.returncode == 1
    assert "issue/afterwards was published and is a draft now" in done.stdout


def test_drafts_that_the_host_looked_at_are_not_published(built: Path, tmp_path: Path) -> None:
    (built / "content/newsletters/idea.md").write_text("---\ntitle: Idea\ndate: 2025-01-01\ndraft: true\n---\n\nPerhaps.\n")
    podloom(built, "build", "--drafts", check=True)
    assert (built / "build/site/letters/idea/index.html").is_file()
    publish(built)
    assert not [name for name, data in served(tmp_path / "www").items() if "idea" in name or b"Draft: Idea" in data]


def test_a_site_that_could_not_be_made_is_not_published_as_it_was_before(built: Path, tmp_path: Path) -> None:
    (built / "content/newsletters/idea.md").write_text("---\ntitle: Idea\ndate: 2025-01-01\ndraft: true\n---\n\nPerhaps.\n")
    podloom(built, "build", "--drafts", check=True)
    (built / "templates/pages").mkdir(parents=True)
    (built / "templates/pages/letters.html.j2").write_text("{{ nothing.of.it }}")
    done = podloom(built, "publish", "--to", str(tmp_path / "www"))
    assert done.returncode == 1
    assert "the site could not be made, so nothing was published" in done.stderr
    assert not (tmp_path / "www").exists()


def test_where_the_site_goes_stands_in_the_settings(built: Path) -> None:
    settings = built / "content/show.toml"
    done = podloom(built, "publish")
    assert done.returncode == 2
    assert "nothing says where the site is to be put" in done.stderr
    good = settings.read_text()
    settings.write_text(good + '\n[publish]\nto = "served"\nkeep = 2\n')
    podloom(built, "publish", check=True)
    assert served(built / "served") == site(built)
    settings.write_text(good + '\n[publish]\nto = "s3://key:secret@bucket/show"\n')
    done = podloom(built, "publish")
    assert done.returncode == 2
    assert "content/show.toml:11: to: a password does not belong into a file" in done.stderr
    settings.write_text(good + "\n[publish]\nkeep = 0\n")
    assert "content/show.toml:11: keep:" in podloom(built, "publish").stderr


@pytest.mark.parametrize("line", ['{"item": 3}', "nonsense"])
def test_a_memory_that_cannot_be_read_is_told_with_its_line(built: Path, line: str) -> None:
    (built / MEMORY).write_text(f'{{"item":"episode/two-clocks","date":"2025-02-18"}}\n{line}\n')
    done = podloom(built, "check")
    assert done.returncode == 2
    assert f"{MEMORY}:2: this line is no record" in done.stderr


def test_a_memory_of_what_was_published_that_is_no_text_is_named_with_its_line(built: Path) -> None:
    publish(built)
    path = built / MEMORY
    path.write_bytes(path.read_bytes().replace(b"episode/", b"episode\xe5", 1))
    done = podloom(built, "publish", "--to", str(built.parent / "www"))
    assert done.returncode == 2
    assert f"{MEMORY}:1: this line is no record" in done.stderr
