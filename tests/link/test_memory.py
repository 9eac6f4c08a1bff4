import random
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import link
from pipeline.model import Episode, Issue, Library, Show, Theme
from tests import make
from tests.link.shelf import by_chance, episode, issue, shelf, spoken
from tests.link.test_related import OTHERS, library

SYLLABLES = [one + two for one in "bdfglmnprst" for two in "aeiou"]
Vectors = dict[str, dict[str, bytes]]


def wide(seed: int = 1, episodes: int = 12) -> Library:
    """A show of invented words, of which some are said often: enough that items have more cells than are kept."""
    dice = random.Random(seed)  # noqa: S311 - words, no secrets
    words = ["".join(dice.choices(SYLLABLES, k=3)) for _ in range(600)]
    shares = [1 / (rank + 5) for rank in range(len(words))]

    def said(count: int) -> list[str]:
        return [" ".join(dice.choices(words, shares, k=13)).capitalize() + "." for _ in range(count)]

    talks = [episode(f"talk-{at}", f"Talk Number {at}", f"2025-01-{at + 1:02}") for at in range(episodes)]
    letters = [issue(f"letter-{at}", f"Letter Number {at}", f"2025-02-{at + 1:02}", "\n\n".join(said(6))) for at in range(6)]
    return shelf(talks, letters, {one.slug: spoken(*said(40)) for one in talks})


def items(whole: Library) -> dict[str, Episode | Issue]:
    talks: list[Episode | Issue] = [*whole.episodes, *whole.issues]
    return {f"{'episode' if isinstance(one, Episode) else 'issue'}/{one.slug}": one for one in talks}


def combined(whole: Library, last: bytes | None = None, vectors: Vectors | None = None) -> tuple[link.Found, bytes]:
    meant = by_chance(whole) if vectors is None else vectors
    readings = {
        key: link.read(item, whole.passages.get(key, ()), meant.get(key, {}), whole.show.language)
        for key, item in items(whole).items()
    }
    return link.combine(whole, 0.8, readings, meant, last, of=made_of(whole, readings))


def made_of(whole: Library, readings: Mapping[str, bytes]) -> dict[str, str]:
    """Name what each item is made of, as the stage does by digests."""
    return {
        key: repr((item, whole.passages.get(key), whole.mentions.get(key), whole.themes, readings[key]))
        for key, item in items(whole).items()
    }


def without(whole: Library, slug: str) -> Library:
    return msgspec.structs.replace(whole, episodes=tuple(one for one in whole.episodes if one.slug != slug))


def changed(whole: Library, slug: str) -> Library:
    other = spoken(*OTHERS, *(one.text for one in whole.passages[f"episode/{slug}"][5:]))
    return msgspec.structs.replace(whole, passages={**whole.passages, f"episode/{slug}": other})


def both(before: Library, after: Library) -> None:
    _, memory = combined(before)
    assert combined(after, memory)[0] == combined(after)[0] == link.find(after, 0.8, by_chance(after))


def test_with_one_item_more_the_links_are_those_of_a_first_run() -> None:
    both(without(wide(), "talk-5"), wide())


def test_with_one_item_less_the_links_are_those_of_a_first_run() -> None:
    both(wide(), without(wide(), "talk-5"))


def test_with_one_item_changed_the_links_are_those_of_a_first_run() -> None:
    both(wide(), changed(wide(), "talk-5"))


def apart(episodes: int = 12) -> Library:
    """A show whose episodes share no word: all that is alike is what their passages mean, and one theme."""
    dice = random.Random(2)  # noqa: S311 - words, no secrets
    talks = [episode(f"talk-{at}", f"Talk {at}", f"2025-01-{at + 1:02}") for at in range(episodes)]
    said = {
        one.slug: spoken(*(" ".join(f"{dice.choice(SYLLABLES)}{at}x{dice.randrange(10**6)}" for _ in range(9)) for _ in range(5)))
        for at, one in enumerate(talks)
    }
    whole = shelf(talks, [], said)
    found = {key: tuple(make.mention(one, "trust", dice.random()) for one in own) for key, own in whole.passages.items()}
    return msgspec.structs.replace(whole, themes=(Theme("trust", "Trust"),), mentions=found)


def test_what_is_remembered_of_items_without_a_word_in_common_changes_no_link() -> None:
    whole = apart()
    links, memory = combined(whole)
    assert {link.reason.partition(":")[0] for link in links.published} == {"The nearest to this episode"}
    assert combined(whole, memory)[0] == links
    both(without(whole, "talk-5"), whole)
    both(whole, without(whole, "talk-5"))
    both(whole, changed(whole, "talk-5"))


def test_after_many_runs_the_links_are_still_those_of_a_first_run() -> None:
    memory = None
    steps: list[Callable[[Library], Library]] = [
        lambda whole: without(whole, "talk-3"), lambda whole: whole, lambda whole: changed(whole, "talk-0"),
        lambda whole: without(changed(whole, "talk-7"), "talk-1"), lambda whole: whole,
    ]  # fmt: skip
    for step in steps:
        now = step(wide())
        found, memory = combined(now, memory)
        assert found == combined(now)[0]


def test_with_other_vectors_or_people_the_links_are_those_of_a_first_run() -> None:
    whole = wide()
    _, memory = combined(whole)
    turned = {key: dict(zip(own, reversed(own.values()), strict=True)) for key, own in by_chance(whole).items()}
    assert combined(whole, memory, turned)[0] == combined(whole, None, turned)[0]
    word = whole.passages["episode/talk-0"][0].text.split()[0]
    hosted = msgspec.structs.replace(whole, show=Show("The Table", hosts=(f"{word} Halden",)))
    assert combined(hosted, memory)[0] == combined(hosted)[0]


def test_what_was_not_said_anew_is_not_compared_anew() -> None:
    """Told by the vectors that are asked for."""
    whole = wide()
    every = by_chance(whole)
    asked: set[str] = set()

    class Watched(Vectors):
        def get(self, key: str, default: dict[str, bytes] | None = None) -> dict[str, bytes]:  # type: ignore[override]
            asked.add(key)
            return every.get(key, default or {})

    readings = {key: link.read(item, whole.passages[key], every[key], "en") for key, item in items(whole).items()}
    _, memory = link.combine(whole, 0.8, readings, Watched())
    assert asked == set(items(whole))
    asked.clear()
    assert link.combine(whole, 0.8, readings, Watched(), memory)[1]
    assert asked == set()


def test_what_is_as_it_was_is_not_read_again() -> None:
    """Told by the passages and mentions that are asked for."""
    whole, asked = apart(), set[str]()

    class Watched(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.add(key)
            return super().get(key, default)

    watched = msgspec.structs.replace(whole, passages=Watched(whole.passages), mentions=Watched(whole.mentions))
    readings = {key: link.read(item, whole.passages[key], {}, "en") for key, item in items(whole).items()}
    of = made_of(whole, readings)
    found, memory = link.combine(watched, 0.8, readings, {}, None, of=of)
    assert asked == set(of)
    asked.clear()
    assert link.combine(watched, 0.8, readings, {}, memory, of=of) == (found, memory)
    assert asked == set()
    assert link.combine(watched, 0.8, readings, {}, memory, of=of | {"episode/talk-5": "of something else"})[0] == found
    assert asked == {"episode/talk-5"}


def test_a_name_that_comes_later_is_found_in_what_is_remembered() -> None:
    said = spoken("Nobody has met Ada Lovelace Hopper here.", *OTHERS)
    before = shelf([episode("a", "A Talk")], [], {"a": said})
    after = shelf([*before.episodes, episode("b", "B Talk", guests=("Ada Lovelace Hopper",))], [], {"a": said})
    both(before, after)
    assert any(one.target.slug == "ada-lovelace-hopper" for one in combined(after, combined(before)[1])[0].published)


def test_a_pair_that_was_left_out_is_found_when_its_words_come_to_say_more() -> None:
    """Names say half. With a letter that writes them small they are words, and the ninth best stretch is the best."""
    words = [one + two + "x" for one in SYLLABLES[:9] for two in SYLLABLES[20:22]]
    pairs = [f"There is {one} with {two}." for one, two in zip(words[::2], words[1::2], strict=True)]
    talk = ["Kestrel, Lanyard and Bodkin.", *pairs[:8], OTHERS[0]]
    before = shelf([episode("a", "A Talk"), episode("b", "B Talk")], [], {"a": spoken(*talk), "b": spoken(*reversed(talk))})
    small = issue("small", "Small Things", "2025-02-01", "A kestrel, a lanyard, a bodkin.")
    after = shelf(before.episodes, [small], {key[len("episode/") :]: own for key, own in before.passages.items()})
    both(before, after)
    fresh = combined(after)[0]
    assert any("kestrel" in one.reason for one in (*fresh.published, *fresh.suggested) if one.target.kind == "episode")


def test_a_memory_that_is_damaged_or_of_another_show_changes_nothing() -> None:
    whole = library()
    found, memory = combined(whole)
    _, foreign = combined(wide())
    for last in (b"", b"\x00", b"[]", b"{}", memory[:-20], foreign, msgspec.msgpack.encode({"form": 99})):
        assert combined(whole, last)[0] == found


def test_the_same_runs_leave_the_same_memory() -> None:
    assert combined(wide())[1] == combined(wide())[1]


def test_an_empty_library_remembers_nothing_and_takes_any_memory() -> None:
    _, memory = combined(wide())
    assert combined(shelf(), memory)[0] == link.Found()
    assert combined(wide(), combined(shelf())[1])[0] == combined(wide())[0]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("ab. é\u0130'", max_size=200), max_size=4), st.lists(st.text(max_size=60), max_size=3))
def test_whatever_is_added_the_links_are_those_of_a_first_run(said: list[str], written: list[str]) -> None:
    before = library()
    letters = [issue(f"i{at}", f"Letter Number {at}", "2025-05-01", f"x {text}") for at, text in enumerate(written)]
    after = shelf(
        [*before.episodes, episode("more", "Another Talk")],
        [*before.issues, *letters],
        {"talk": before.passages["episode/talk"], "more": spoken(*said)},
    )
    both(before, after)
