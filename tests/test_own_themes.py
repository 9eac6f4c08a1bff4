"""A show's own themes: their examples in themes.toml, what is said of those that lack them, and trying them with decisions."""

import json
from pathlib import Path

import pytest

from pipeline import settings
from pipeline.errors import InputError
from tests.show import podloom
from tests.test_decisions import FILE, SCORED, answer, warnings

LOAF = "Knead the dough again after an hour, and let the loaf rise in the cold until the morning."
ASKED = '{"id": "a", "text": "Knead your dough once more after one hour and leave the loaf to rise in the cold."}\n'


def add(root: Path, *lines: str) -> None:
    with (root / "content/themes.toml").open("a") as file:
        file.write("\n".join(["", "[[theme]]", *lines, ""]))


def tried(root: Path, file: str) -> list[dict[str, list[dict[str, object]]]]:
    return [json.loads(line) for line in podloom(root, "themes", "try", file, check=True).stdout.splitlines()]


def themes_of(rows: list[dict[str, list[dict[str, object]]]]) -> dict[object, object]:
    """Return the strength of every theme in the passages of a transcript; the last row is the whole episode."""
    return {one["theme"]: one["strength"] for row in rows[:-1] for one in row["themes"]}


def test_the_examples_of_a_theme_are_learned(tiny: Path) -> None:
    add(tiny, 'slug = "bread"', 'name = "Kitchen work"')
    (tiny / "lines.jsonl").write_text(ASKED)
    (before,) = tried(tiny, "lines.jsonl")
    assert before["themes"] == []
    path = tiny / "content/themes.toml"
    path.write_text(path.read_text() + f"examples = [{json.dumps(LOAF)}]\n")
    ((found,),) = [row["themes"] for row in tried(tiny, "lines.jsonl")]
    assert found["theme"] == "bread"
    assert str(found["evidence"]).count("Knead the dough again") == 1


def test_an_example_without_a_word_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text('[[theme]]\nslug = "a"\nname = "A"\nexamples = ["Good.", " "]\n')
    with pytest.raises(InputError, match='an example of "a" says nothing') as caught:
        settings.themes(path, "content/themes.toml")
    assert caught.value.where == "content/themes.toml:4"


def test_check_names_a_theme_that_has_only_its_name(built: Path) -> None:
    add(built, 'slug = "bread"', 'name = "Bread"')
    add(built, 'slug = "tides"', 'name = "Tides"', f"examples = [{json.dumps(LOAF)}]")
    out = json.loads(podloom(built, "check", "--json").stdout)
    found = [one["message"] for one in out if "only its name" in one["message"]]
    assert [message.split('"')[1] for message in found] == ["bread"]


def test_trying_a_transcript_of_the_show_follows_what_the_host_decided(built: Path) -> None:
    file = "content/episodes/counting-warmth/transcript.vtt"
    assert "nurturing" not in themes_of(tried(built, file))
    answer(built, (SCORED.replace("measurement", "nurturing"), "yes"))
    assert themes_of(tried(built, file))["nurturing"] == "strong"
    copied = built / "transcript.vtt"
    copied.write_bytes((built / file).read_bytes())
    assert "nurturing" not in themes_of(tried(built, "transcript.vtt"))
    with (built / FILE).open("a") as lines:
        lines.write("{\n")
    done = podloom(built, "themes", "try", file, check=True)
    assert "this line is no decision" in done.stderr


def test_a_build_says_where_the_effect_of_decisions_cannot_be_measured(built: Path) -> None:
    texts = json.dumps([LOAF] * 2)
    (built / "content/themes.toml").write_text(f'[[theme]]\nslug = "bread"\nname = "Bread"\nexamples = {texts}\n')
    podloom(built, "build", check=True)
    answer(built, ("episode/counting-warmth#t-8/bread", "no"))
    assert [one for one in warnings(built) if "cannot be measured: no theme has five examples besides them" in one]
