"""What steps of several kinds read in the same way."""

from pathlib import Path
from types import MappingProxyType

from pipeline.stage import Inputs, Item
from pipeline.steps.common import every_record
from pipeline.store import Store


def inputs(store: Store, **made: str) -> Inputs:
    digests = {f"name/{key.replace('__', '/')}": store.put(f'"{text}"'.encode()) for key, text in made.items()}
    return Inputs(Item("show", "", store.root), digests, {}, {}, store, lambda _: None, store.root, MappingProxyType({}))


def test_what_was_decoded_for_one_stage_is_not_read_for_the_next(tmp_path: Path) -> None:
    store = Store(tmp_path / "build")
    first = inputs(store, episode__b="warm", episode__a="slow")
    found = every_record(first, "name", str)
    assert list(found.items()) == [("episode/a", "slow"), ("episode/b", "warm")]
    for digest in first.digests.values():
        store.object_path(digest).unlink()
    assert every_record(first, "name", str) == found
    assert every_record(inputs(store, episode__a="new"), "name", str) == {"episode/a": "new"}
