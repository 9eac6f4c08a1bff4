import itertools
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from pipeline import tree
from pipeline.disk import digest, write_whole
from pipeline.errors import DiskError, InputError, LockedError
from pipeline.store import Store
from tests.show import bytes_of


def test_an_object_comes_back_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.get(store.put(b"words")) == b"words"


@pytest.mark.parametrize("harm", [b"", b"wor", b"wordz"])
def test_an_emptied_cut_or_flipped_object_counts_as_missing(tmp_path: Path, harm: bytes) -> None:
    store = Store(tmp_path)
    name = store.put(b"words")
    store.object_path(name).write_bytes(harm)
    assert store.get(name) is None
    assert not store.holds(name)
    assert store.put(b"words") == name
    assert store.get(name) == b"words"


def test_writing_fails_whole_and_names_the_place(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_bytes(b"old")
    with pytest.raises(DiskError, match="the disk refused"):
        write_to_full_disk(target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def write_to_full_disk(target: Path) -> None:
    """Write more than this process may, so that the kernel refuses in the middle."""
    import resource
    import signal

    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, old[1]))
    try:
        write_whole(target, b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, before)


def test_a_receipt_with_the_same_bytes_is_not_written_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_receipts({"episode/one": b"{}"})
    path = tmp_path / "receipts/episode/one.json"
    before = path.stat().st_mtime_ns
    store.keep_receipts({"episode/one": b"{}"})
    assert path.stat().st_mtime_ns == before
    assert store.receipts() == ("episode/one",)


def test_a_receipt_that_was_harmed_counts_as_none_and_one_of_an_earlier_podloom_is_taken(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep_receipts({"show/index": b'{"index/2025/pagefind.js": {}}'})
    assert store.receipt("show/index") == b'{"index/2025/pagefind.js": {}}'
    path = tmp_path / "receipts/show/index.json"
    path.write_bytes(path.read_bytes().replace(b"2025", b"0025"))
    assert store.receipt("show/index") is None
    path.write_bytes(b'{"hear": {}}')
    assert store.receipt("show/index") == b'{"hear": {}}'


def settled(store: Store, path: Path) -> str:
    """Return a file's digest, and let the store remember it for later runs."""
    found = store.digest_file(path)
    store.close()
    return found


def test_a_file_is_read_again_when_it_changed_though_its_times_were_set_back(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    audio = tmp_path / "audio.mp3"
    audio.write_bytes(b"a" * 1000)
    os.utime(audio, ns=(1, 1))
    assert settled(Store(tmp_path / "build"), audio) == digest(b"a" * 1000)
    assert str(audio) in (tmp_path / "build/digests.json").read_text()
    audio.write_bytes(b"b" * 1000)
    os.utime(audio, ns=(1, 1))
    assert Store(tmp_path / "build").digest_file(audio) == digest(b"b" * 1000)


def test_a_run_that_makes_nothing_writes_nothing_down(tmp_path: Path) -> None:
    first = Store(tmp_path)
    first.put(b"words")
    first.close()
    before = (tmp_path / "digests.json").stat().st_mtime_ns
    page = tmp_path / "page.md"
    page.write_bytes(b"new to us")
    again = Store(tmp_path)
    again.digest_file(page)
    again.close()
    assert (tmp_path / "digests.json").stat().st_mtime_ns == before


def test_a_file_that_is_written_twice_within_a_tick_of_the_clock_is_not_trusted(tmp_path: Path) -> None:
    store, page = Store(tmp_path / "build"), tmp_path / "page.md"
    for words in (b"one", b"two", b"six"):
        page.write_bytes(words)
        assert store.digest_file(page) == digest(words)


def test_what_is_remembered_of_a_file_is_forgotten_when_the_machine_starts_anew(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    audio = tmp_path / "audio.mp3"
    audio.write_bytes(b"a")
    settled(Store(tmp_path / "build"), audio)
    seen = tmp_path / "build/digests.json"
    lied = seen.read_text().replace(digest(b"a"), digest(b"lie"))
    seen.write_text(lied)
    assert Store(tmp_path / "build").digest_file(audio) == digest(b"lie")  # so it is not read again
    seen.write_text(lied.replace(Path("/proc/sys/kernel/random/boot_id").read_text().strip(), "another start"))
    assert Store(tmp_path / "build").digest_file(audio) == digest(b"a")


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with Store(tmp_path).lock(), pytest.raises(LockedError), Store(tmp_path).lock():
        pass
    with Store(tmp_path).lock():
        pass


def test_sweeping_keeps_what_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept, gone = store.put(b"kept"), store.put(b"gone")
    assert store.sweep(frozenset({kept})) == 1
    assert store.holds(kept)
    assert not store.holds(gone)


def manifest(folder: Path, **files: bytes) -> dict[str, tree.Entry]:
    """Make a manifest of files that lie in a folder beside the tree."""
    found = {}
    for number, (name, data) in enumerate(files.items()):
        source = folder / f"source-{number}-{digest(data)[:8]}"
        source.write_bytes(data)
        found[name.replace("__", "/")] = tree.Entry(digest(data), str(source))
    return found


def test_a_tree_is_planted_whole_and_then_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "site"
    assert tree.plant(target, manifest(tmp_path, a__index=b"A", b=b"B"), "one") is not None
    assert tree.plant(target, manifest(tmp_path, a__index=b"A", b=b"B"), "one") is None
    assert tree.plant(target, manifest(tmp_path, a__index=b"A2"), "two") is not None
    assert sorted(path.name for path in target.rglob("*") if path.is_file()) == [".podloom", "index"]
    assert not [path for path in target.with_name("site.new").rglob("*") if path.is_file()]  # what the next one cannot use is gone


def _linked(store: Store, **files: bytes) -> dict[str, tree.Entry]:
    """Make a manifest of objects."""
    names = {path.replace("__", "/"): store.put(data) for path, data in files.items()}
    return {path: tree.Entry(name, store.place(name), shared=True) for path, name in names.items()}


def test_the_tree_before_becomes_the_next_with_what_both_have(tmp_path: Path) -> None:
    store, target, spare = Store(tmp_path / "build"), tmp_path / "build/site", tmp_path / "build/site.new"
    tree.plant(target, _linked(store, a__b__page=b"page", gone__x=b"x", moved=b"m"), "one")
    tree.plant(target, _linked(store, a__b__page=b"page", moved__in=b"m", more=b"1"), "two")
    assert [path for path in spare.rglob("*") if path.is_file()] == [spare / "a/b/page"]
    kept = (spare / "a/b").stat().st_ino
    tree.plant(target, _linked(store, a__b__page=b"page", moved=b"m", more=b"2"), "three")
    assert (target / "a/b").stat().st_ino == kept
    assert {path: data for path, data in bytes_of(target).items() if path != tree.MARKER} == {
        "a/b/page": b"page",
        "moved": b"m",
        "more": b"2",
    }


def test_whatever_lies_where_the_next_tree_is_made_is_not_in_it(tmp_path: Path) -> None:
    store, target, spare = Store(tmp_path / "build"), tmp_path / "build/site", tmp_path / "build/site.new"
    made = _linked(store, a__page=b"page", b__page=b"other")
    for key in ("one", "two"):
        tree.plant(target, made, key)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "theirs").write_text("theirs")
    (spare / "a/page").unlink()
    (spare / "a/page").write_bytes(b"page!")  # another file under a name of ours
    (spare / "a/more").symlink_to(elsewhere)
    shutil.rmtree(spare / "b")
    (spare / "b").write_bytes(b"no folder")
    (spare / "half/of").mkdir(parents=True)
    tree.plant(target, made, "three")
    assert {path for path in bytes_of(target) if path != tree.MARKER} == {"a/page", "b/page"}
    assert (target / "a/page").read_bytes() == b"page"
    assert not (target / "half").exists()
    assert (elsewhere / "theirs").read_text() == "theirs"


_CHANGES = ("open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "shutil.copyfile", "ctypes.dlsym")


def _killed(at: int, target: Path, made: dict[str, tree.Entry]) -> bool:
    """Plant a tree in a process that ends before its change of the disk of that number; say whether it came to that."""
    child = os.fork()
    if not child:
        left = [at]

        def end(event: str, _: object) -> None:
            left[0] -= event in _CHANGES
            if left[0] < 0:
                os._exit(9)

        sys.addaudithook(end)
        tree.plant(target, made, "next")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_a_run_that_is_killed_before_any_change_leaves_one_tree_whole_and_the_next_one_ends_it(tmp_path: Path) -> None:
    store, target = Store(tmp_path / "build"), tmp_path / "build/site"
    first = _linked(store, a__page=b"one", b__page=b"same", c__d__page=b"gone")
    second = _linked(store, a__page=b"two", b__page=b"same", e__f__page=b"new")
    shown = [{path: Path(entry.source).read_bytes() for path, entry in made.items()} for made in (first, second)]
    for at in itertools.count():
        shutil.rmtree(target, ignore_errors=True)
        for key, made in (("before", second), ("last", first)):
            tree.plant(target, made, f"{key} {at}")
        killed = _killed(at, target, second)
        assert {path: data for path, data in bytes_of(target).items() if path != tree.MARKER} in shown
        tree.plant(target, second, "next")
        assert {path: data for path, data in bytes_of(target).items() if path != tree.MARKER} == shown[1]
        if not killed:
            break
    assert at > 10  # so many changes were tried


def test_unchanged_files_of_a_tree_keep_their_times(tmp_path: Path) -> None:
    target = tmp_path / "site"
    tree.plant(target, manifest(tmp_path, a=b"A", b=b"B"), "one")
    before = (target / "a").stat().st_mtime_ns
    tree.plant(target, manifest(tmp_path, a=b"A", b=b"C"), "two")
    assert (target / "a").stat().st_mtime_ns == before
    assert (target / "b").read_bytes() == b"C"


def test_a_touched_tree_no_longer_stands(tmp_path: Path) -> None:
    target = tmp_path / "site"
    tree.plant(target, manifest(tmp_path, a=b"A"), "one")
    assert tree.stands(target, "one")
    (target / "a").write_bytes(b"other")
    assert not tree.stands(target, "one")


def test_a_folder_without_our_mark_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="did not make"):
        tree.plant(target, manifest(tmp_path, a=b"A"), "one")
    assert (target / "thesis.txt").read_text() == "mine"


def test_a_swap_cut_short_between_its_renames_is_finished(tmp_path: Path) -> None:
    target = tmp_path / "site"
    tree.plant(target, manifest(tmp_path, a=b"A"), "one")
    target.rename(tmp_path / "site.old")  # what a system without atomic exchange leaves when the power fails
    assert tree.plant(target, manifest(tmp_path, a=b"A"), "one") is None
    assert (target / "a").read_bytes() == b"A"


def test_what_we_made_is_linked_into_a_tree_and_not_read_again_for_that(tmp_path: Path) -> None:
    store, target = Store(tmp_path / "build"), tmp_path / "build/site"
    first = _linked(store, a=b"page 1", b__c=b"page 2", d__e__f=b"page 3", same=b"page 4")
    moved = _linked(store, g=b"page 1", h__c=b"page 2", f=b"page 3", same=b"page 4")
    # Each gives some objects a new name, or takes the name that they had two trees before: both change their time.
    for at, entries in enumerate((first, first, moved, moved, first)):
        changed = tree.plant(target, entries, str(at))
        assert changed is not None
        store.linked(changed)
        store.close()
        names = {path: one.sha256 for path, one in entries.items()}
        assert (names["same"] in changed) == (at < 2)
        known = json.loads((tmp_path / "build/digests.json").read_bytes())["files"]
        for path, name in names.items():
            stat = store.object_path(name).stat()
            assert stat.st_ino == (target / path).stat().st_ino
            assert known[store.place(name)][:4] == [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]


def test_who_writes_into_a_linked_file_damages_the_object_and_both_are_noticed(tmp_path: Path) -> None:
    store, target = Store(tmp_path / "build"), tmp_path / "build/site"
    name = store.put(b"page")
    tree.plant(target, {"a.html": tree.Entry(name, store.place(name), shared=True)}, "one")
    store.linked([name])
    store.close()
    before = (target / "a.html").stat()
    with (target / "a.html").open("r+b") as file:
        file.write(b"pale")
    os.utime(target / "a.html", ns=(before.st_atime_ns, before.st_mtime_ns))  # as a backup does that puts times back
    again = Store(tmp_path / "build")
    assert not again.holds(name)
    assert again.put(b"page") == name
    assert again.get(name) == b"page"
    tree.plant(target, {"a.html": tree.Entry(name, again.place(name), shared=True)}, "two")
    assert (target / "a.html").read_bytes() == b"page"


def test_what_another_process_laid_is_known_once_it_was_noted(tmp_path: Path) -> None:
    here, there = Store(tmp_path / "build"), Store(tmp_path / "build")
    name = there.lay(b"page")
    here.laid(name)
    assert here.get(name) == b"page"
    here.close()
    assert here.place(name) in json.loads((tmp_path / "build/digests.json").read_bytes())["files"]
    assert Store(tmp_path / "build").holds(name)


def test_an_object_that_lies_there_whole_is_let_be_and_a_damaged_one_is_laid_anew(tmp_path: Path) -> None:
    store = Store(tmp_path / "build")
    path = store.object_path(store.lay(b"page"))
    before = path.stat()
    store.lay(b"page")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    path.write_bytes(b"pale")
    assert store.get(store.lay(b"page")) == b"page"


def test_a_file_of_a_person_is_copied_into_a_tree_and_never_linked(tmp_path: Path) -> None:
    target = tmp_path / "site"
    entries = manifest(tmp_path, a=b"A")
    tree.plant(target, entries, "one")
    assert (target / "a").stat().st_ino != Path(entries["a"].source).stat().st_ino
