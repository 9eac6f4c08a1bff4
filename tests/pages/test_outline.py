"""Pages are the same whether items are read whole, or by outlines and the few passages that are quoted."""

from collections.abc import Callable

import msgspec
import pytest

from pipeline.language import english
from pipeline.model import Episode, Evidence, Library, Link, Mention, Passage, Person, Place
from pipeline.pages import Outline, Picked, Prepared, alone, views
from pipeline.pages.excerpts import Excerpt, Whole
from pipeline.pages.outline import outline
from pipeline.pages.shelf import Shelf
from pipeline.pages.tags import tagged
from tests import make
from tests.pages.test_turns import talked

replace = msgspec.structs.replace
encode, decode = msgspec.json.encode, msgspec.json.decode
pack = msgspec.msgpack.encode
Known = dict[str, dict[str, Excerpt]]


def years() -> Library:
    """Make a show whose host says more on a theme than is looked at, in episodes with and without guests and seconds."""
    table = talked()
    texts = ("We count the days.", "We count the days until a senior meeting, and then we count them again with the other side.")
    talks = {
        f"talk-{number:02}": tuple(
            make.conversation(
                20.0 * at, ("Mira Halden", texts[(number + at) % 2]), ("Ines" if number % 3 else "", "And why is that.")
            )
            for at in range(4)
        )
        for number in range(12)
    }
    episodes = tuple(
        Episode(slug, f"Talk {slug}", f"2024-0{1 + number % 6}-02", "audio.mp3", 0.0, number) for number, slug in enumerate(talks)
    )
    found = {
        f"episode/{slug}": tuple(
            Mention(
                one.id, theme, 0.5 + at / 10, "strong" if at % 2 else "likely", Evidence(one.sentences[0].text, ("days", "count"))
            )
            for at, one in enumerate(some)
            for theme in ("measurement", "tea")[: 1 + at % 2]
        )
        for slug, some in talks.items()
    }
    related = Link("related", Place("episode", "talk-03", "t-20", 21.0), Place("episode", "talk-05", "t-40"), "Alike.", "Alike.")
    return replace(
        table,
        episodes=(*table.episodes, *episodes),
        passages={**table.passages, **{f"episode/{slug}": some for slug, some in talks.items()}},
        mentions={**table.mentions, **found},
        links=(*table.links, related),
    )


def outlines(library: Library) -> dict[str, Outline]:
    """Return the outlines of all items as a later run reads them."""
    slugs = [theme.slug for theme in library.themes]
    keyed = {f"episode/{one.slug}": one for one in library.episodes} | {f"issue/{one.slug}": one for one in library.issues}
    made = {key: outline(item, library.passages[key], tagged(library.mentions.get(key, ()), slugs)) for key, item in keyed.items()}
    return {key: decode(encode(one), type=Outline) for key, one in made.items()}


def ribbons(library: Library) -> dict[str, msgspec.Raw]:
    """Return the ribbons of all episodes as a later run reads them."""
    return {key: msgspec.Raw(pack(drawn)) for key, drawn in alone(library, english()).ribbons.items()}


def read(library: Library) -> Callable[[str], tuple[bytes, bytes]]:
    return lambda key: (encode(library.passages[key]), encode(library.mentions.get(key, ())))


def pages(library: Library, excerpts: Picked) -> dict[str, bytes]:
    """Return the pages of a library of which no words are at hand."""
    bare = replace(library, passages={}, mentions={})
    return {view.path: pack(view) for view in views(bare, english(), Prepared(outlines(library), ribbons(library), excerpts))}


@pytest.mark.parametrize("library", [make.table(), talked(), years()], ids=["table", "talked", "years"])
def test_outlines_and_excerpts_make_the_same_pages_as_whole_passages_with_and_without_a_memory(library: Library) -> None:
    whole = {view.path: pack(view) for view in views(library, english())}
    first = Picked(read(library), {})
    assert pages(library, first) == whole

    def unread(key: str) -> tuple[bytes, bytes]:
        raise AssertionError(f"{key} was read though all that pages show of it is remembered")

    again = Picked(unread, decode(encode(first.asked), type=Known))
    assert pages(library, again) == whole
    assert again.asked == first.asked


def test_an_excerpt_is_found_by_passage_line_and_second_in_bytes_as_in_records() -> None:
    library = talked()
    picked, whole = Picked(read(library), {}), Whole(library)
    anchors = ("t-12", "t-22", "t-32", "t-42", "t-52", "t-99")
    places = [Place("episode", "warm-numbers", anchor) for anchor in anchors]
    places += [Place("episode", "warm-numbers", "", second) for second in (0.0, 11.9, 12.0, 41.96, 42.0, 900.0)]
    places += [Place("issue", "counting", "p-2"), Place("issue", "counting", "p-9"), Place("issue", "counting")]
    assert [picked.at(place) for place in places] == [whole.at(place) for place in places]
    assert [bool(whole.at(place)) for place in places] == [*[True] * 5, False, False, False, *[True] * 4, True, False, False]


def test_who_speaks_under_two_names_is_counted_once_and_each_passage_is_quoted_once() -> None:
    table = make.table()
    both = make.conversation(0.0, ("Ines", "We count the days."), ("Ines Caldeira", "And I count the nights as well."))
    library = replace(
        table,
        passages={**table.passages, "episode/warm-numbers": (both,)},
        mentions={**table.mentions, "episode/warm-numbers": (make.mention(both, "measurement"),)},
    )
    spoken = Shelf.of(library, english()).spoken["ines-caldeira"]["measurement"]
    assert spoken.milliseconds == 20_000
    assert [(episode.slug, speaker, one.passage) for episode, speaker, one in spoken.surest()] == [("warm-numbers", "Ines", "t-0")]


def test_an_outline_holds_no_more_of_the_words_than_short_quotations() -> None:
    library = talked()
    told = "".join(f"This is sentence number {at} of a very long talk. " for at in range(400))
    long = make.spoken(0.0, told, "Mira Halden", 3000.0)
    item, tags = library.episodes[0], tagged((make.mention(long, "tea"),), ["tea"])
    assert len(encode(outline(item, (long,), tags))) < 800 < len(told)


def test_people_are_no_part_of_an_outline_so_a_new_name_makes_none_anew() -> None:
    library = years()
    renamed = replace(library, people=(*library.people, Person("mira", "Mira the Great", ("Mira Halden",))))
    assert outlines(renamed) == outlines(library)


def test_a_passage_that_an_outline_names_and_nobody_has_is_told() -> None:
    library = talked()
    gone: dict[str, tuple[Passage, ...]] = {**library.passages, "episode/warm-numbers": ()}
    stale = Prepared(outlines(library))
    with pytest.raises(ValueError, match="episodes/warm-numbers/ has no passage t-12 on measurement"):
        list(views(replace(library, passages=gone), english(), stale))
