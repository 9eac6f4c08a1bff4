"""The hostile feeds of ../shared: each read in time, then all followed by one show that is built, beside a good neighbour."""

import html
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.errors import ItemError
from pipeline.ingest import feeds
from tests import show, web
from tests.ingest.feeds.shop import SAID
from tests.make import wav
from tests.web import Hostile

pytestmark = pytest.mark.skipif(not web.GENERATOR.is_file(), reason=web.ABSENT)
NEIGHBOUR = "A good neighbour"
# The readers of feeds tell these apart from feeds; the show goes on with what it has.
REFUSED = {"rejected-with-clear-error", "quarantined"}
# Refused item by item, as their sounds are what is hostile.
BY_ITEM = {"enclosure_names.xml", "enclosure_ssrf.xml"}
LARGE = {"items_10k.xml", "amplify_99x.xml"}  # read, and not followed here: 10,000 sounds take a while


class Corpus(NamedTuple):
    """Where the generated files lie, and what is expected of the feeds among them."""

    folder: Path
    expected: dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    subprocess.run([sys.executable, str(web.GENERATOR), "shared", str(folder)], capture_output=True, timeout=300, check=False)
    if not (folder / "feeds").is_dir():
        raise RuntimeError("the generator made no feeds")
    rows = json.loads((folder / "expected.json").read_bytes())["files"] if (folder / "expected.json").exists() else []
    return Corpus(folder, {row["id"]: row for row in rows if row["kind"] == "feeds" and "generated_only_with" not in row})


@pytest.fixture(scope="module")
def followed(
    corpus: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Hostile, "subprocess.CompletedProcess[str]"]]:
    """A show that follows all of them and was built."""
    folder = tmp_path_factory.mktemp("followed")
    shutil.copytree(corpus.folder / "feeds", folder / "served/feeds")
    root = show.tiny(folder / "show")
    for number, name in enumerate(("ok", "k", "same", "a", "b", "c")):
        path = wav(folder / f"served/{name}.mp3", (1.0, 0.3), hertz=300.0 + number * 20)
        show.record(root / "recorded", path, SAID)
    with web.hostile(folder / "served", folder / "log.jsonl") as server:
        settings = [f'\n[network]\nallow = ["127.0.0.1:{server.port}"]\nseconds = 5\nfile_minutes = 0.1\n']
        for path in sorted((folder / "served/feeds").iterdir()):
            data = path.read_bytes()
            for encoding in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le"):
                for old, new in ((":8765", server.port), (":8766", server.canary)):
                    data = data.replace(old.encode(encoding), f":{new}".encode(encoding))
            path.write_bytes(data)
            if path.name not in LARGE:
                settings.append(f'\n[[sources]]\nname = "{path.name}"\nurl = "{server.url}/feeds/{path.name}"\n')
        with (root / "content/show.toml").open("a") as file:
            file.writelines(settings)
        done = show.podloom(root, "build", "--json")
        yield root, server, done


def test_each_is_read_or_refused_as_it_should_be(corpus: Corpus) -> None:
    assert len(corpus.expected) > 40
    Path("/proc/self/clear_refs").write_text("5")  # the most memory begins anew, whatever ran in this process before
    before = kilobytes("VmRSS")
    for name, case in corpus.expected.items():
        data = (corpus.folder / str(case["path"])).read_bytes()
        if case["outcome"] in REFUSED and name not in BY_ITEM:
            with pytest.raises(ItemError) as raised:
                feeds.read(data, name)
            assert raised.value.where == name
            assert raised.value.remedy
            continue
        found = feeds.read(data, name)
        titles = "\n".join(one.title for one in found.entries)
        assert all(str(wanted) in titles for wanted in case["must"] if name != "evolve_v2.xml"), name  # type: ignore[attr-defined]
        assert len(found.entries) >= int(str(case.get("n_items", 0))) - (name == "evolve_v2.xml"), name
    assert kilobytes("VmHWM") - before < 1_000_000


def kilobytes(kind: str) -> int:
    """Return how much memory this process has (VmRSS), or had at most (VmHWM)."""
    found = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(f"{kind}:"))
    return int(found.split()[1])


def test_nobody_is_led_to_the_canary_or_to_a_file(
    corpus: Corpus, followed: "tuple[Path, Hostile, subprocess.CompletedProcess[str]]"
) -> None:
    root, server, _ = followed
    assert not server.canary_was_touched()
    assert sum("endless-page" in str(line.get("path")) for line in server.lines()) < 200
    for path in [*(root / "content").rglob("*"), *(root / "build/site").rglob("*.html")]:
        assert not path.is_file() or b"root:x:0:0" not in path.read_bytes(), path
        assert path.resolve().is_relative_to(root)


def test_every_refusal_has_its_place_and_no_traceback_is_seen(
    corpus: Corpus, followed: "tuple[Path, Hostile, subprocess.CompletedProcess[str]]"
) -> None:
    _, _, done = followed
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    states = {one["source"]: one for one in json.loads(done.stdout)["sources"]}
    for name, case in corpus.expected.items():
        if name in LARGE:
            continue
        found = states[name]
        failed = [item for item in found["items"] if item["state"] == "failed"]
        if name in BY_ITEM:
            assert failed, name
            assert all(item["problem"] for item in failed), name
        else:
            assert (found["state"] == "failed") == (case["outcome"] in REFUSED), (name, found)
            assert failed == [], name


def test_the_neighbours_are_on_the_site_and_nothing_on_it_can_run(
    corpus: Corpus, followed: "tuple[Path, Hostile, subprocess.CompletedProcess[str]]"
) -> None:
    root, _, _ = followed
    pages = {path: path.read_text() for path in (root / "build/site").rglob("*.html")}
    whole = "\n".join(pages.values())
    plain = html.unescape(whole)
    assert NEIGHBOUR in plain
    for name, case in corpus.expected.items():
        for wanted in case["must"] if name not in LARGE and case["outcome"] not in REFUSED else ():  # type: ignore[attr-defined]
            assert str(wanted) in plain or name in ("evolve_v1.xml", "evolve_v2.xml"), (name, wanted)
        for banned in case["must_not"]:  # type: ignore[attr-defined]
            assert str(banned) not in whole, (name, banned)
    for folder in (root / "content/episodes").iterdir():
        assert folder.name.isascii()
        assert not any(path.suffix == ".part" for path in folder.iterdir())


def test_a_second_state_of_a_feed_changes_what_it_should_and_drops_nothing(
    corpus: Corpus, followed: "tuple[Path, Hostile, subprocess.CompletedProcess[str]]", tmp_path: Path
) -> None:
    _, server, _ = followed
    root = show.tiny(tmp_path / "show")
    here = feeds.Show(root, root / "build", server.network(5.0), ("Ada Byron",), "2026-01-01")
    for version in ("v1", "v2"):
        from pipeline.settings.sources import Source

        brought = feeds.bring(here, Source(f"{server.url}/feeds/evolve_{version}.xml", "evolve"), lambda _: None)
        assert not brought.failed
    names = sorted(path.name for path in (root / "content/episodes").iterdir())
    assert names == ["counting-warmth", "guid-will-change", "kept", "two-clocks", "will-be-edited", "will-vanish"]
    assert 'title: "Was edited"' in (root / "content/episodes/will-be-edited/episode.md").read_text()
