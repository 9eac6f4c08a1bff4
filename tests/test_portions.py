"""A review with many questions asks some of them, the most useful first, and then whether to go on."""

import json
import re
from pathlib import Path

import msgspec

from pipeline.model import Evidence, Mention
from pipeline.stage.receipts import Receipts
from pipeline.store import Store
from tests import terminal
from tests.show import podloom

THEMES = ("measurement", "nurturing", "relationships", "sales-vs-alliances", "trust-communication", "alliance-failure")
PASSAGES = {
    "episode/counting-warmth": ("t-0", "t-8"),
    "episode/two-clocks": ("t-0",),
    "issue/slow-bread": ("p-1", "p-2"),
}


def doubt(root: Path) -> list[str]:
    """Let thirty themes be unsure, as if the last build had nearly found them; return what is asked then, in order."""
    store = Store(root / "build")
    receipts = Receipts(store)
    for item, passages in PASSAGES.items():
        near = [
            Mention(passage, theme, (at + len(passage) * place) / 100, "near", Evidence("A sentence."))
            for place, passage in enumerate(passages)
            for at, theme in enumerate(THEMES)
        ]
        receipt = receipts.get(item, "tag")
        assert receipt
        outputs = {**receipt.outputs, "near": store.put(msgspec.json.encode(near))}
        receipts.put(item, "tag", msgspec.structs.replace(receipt, outputs=outputs))
        receipts.save()
    store.close()
    said = podloom(root, "themes", "review", "--json", check=True).stdout
    return [json.loads(line)["id"] for line in said.splitlines()]


def keys(root: Path, pressed: str) -> list[str]:
    screen = terminal.keys(root, pressed, "themes", "review")
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in screen.splitlines()]


def test_the_twenty_most_useful_questions_come_first_and_then_one_may_stop(built: Path) -> None:
    asked = doubt(built)
    many = len(asked)
    assert many > 24
    screen = keys(built, "s" * 20 + "ynaq")
    assert f"{many} questions are open. The 20 most useful ones come first." in screen
    assert f"Enough for today? {many - 20} questions are left." in screen
    assert not [line for line in screen if line.startswith("21 of")]
    assert not (built / "content/decisions/themes.jsonl").exists()  # keys that answer a question answer nothing here


def test_who_goes_on_is_asked_the_rest_and_may_go_back(built: Path) -> None:
    asked = doubt(built)
    screen = keys(built, "s" * 20 + "bs" + "g" + "yq")
    assert screen.count(f"Enough for today? {len(asked) - 20} questions are left.") == 2
    assert [line.split("  ")[0] for line in screen if re.match(r"2[0-3] of", line)] == [
        f"{place} of {len(asked)}" for place in (20, 20, 21, 22)
    ]
    (line,) = [json.loads(line) for line in (built / "content/decisions/themes.jsonl").read_text().splitlines()]
    assert f"{line['item']}#{line['passage']}/{line['theme']}" == asked[20]


def test_few_questions_are_asked_in_one_go(built: Path) -> None:
    screen = keys(built, "s" * len(podloom(built, "themes", "review", "--json", check=True).stdout.splitlines()))
    assert "1 of" in " ".join(screen)
    assert "Enough for today?" not in " ".join(screen)
