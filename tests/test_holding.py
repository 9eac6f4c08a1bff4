"""Which themes an item holds as a whole."""

from pipeline import holding
from tests import make


def test_a_theme_on_a_fifth_of_the_tagged_words_holds_the_episode_and_one_on_less_does_not() -> None:
    long, short, bare = make.spoken(0.0, "word " * 80), make.spoken(20.0, "word " * 20), make.spoken(40.0, "word " * 900)
    mentions = (make.mention(long, "trust"), make.mention(short, "tea"))
    assert holding.themes((long, short, bare), mentions) == ("trust", "tea")
    shorter = make.spoken(20.0, "word " * 19)
    assert holding.themes((long, shorter, bare), mentions) == ("trust",)


def test_the_theme_on_most_words_comes_first_and_of_equals_the_surer_one() -> None:
    one, two = make.spoken(0.0, "word " * 10), make.spoken(20.0, "word " * 30)
    mentions = (make.mention(one, "a", 0.5), make.mention(one, "b", 0.9), make.mention(two, "c", 0.1))
    assert holding.themes((one, two), mentions) == ("c", "b", "a")


def test_what_the_host_pinned_is_all_that_an_item_holds_in_her_order() -> None:
    one = make.spoken(0.0, "word " * 10)
    assert holding.themes((one,), (make.mention(one, "a"),), ("z", "b")) == ("z", "b")


def test_nothing_tagged_holds_nothing_and_a_mention_of_a_passage_that_is_gone_counts_for_nothing() -> None:
    one, gone = make.spoken(0.0, "word"), make.spoken(9.0, "word " * 50)
    assert holding.themes((one,), ()) == ()
    assert holding.themes((one,), (make.mention(gone, "a"), make.mention(one, "b"))) == ("b",)
