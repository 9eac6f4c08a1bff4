"""Small makers for the tagger's tests. Labels nothing."""

from pathlib import Path

import msgspec

from pipeline.model import Passage, Sentence, Theme
from pipeline.tag.evidence import sentences

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"

COOKING = (
    Theme(
        slug="baking",
        name="Baking bread",
        definition="How to bake bread: dough, flour, yeast, proving, kneading, crust and crumb, the heat of the oven.",
        counts="A point is made about making or baking bread.",
        counts_not="Buying bread.",
        words=("bread", "dough", "loaf", "flour", "yeast", "sourdough", "knead", "prove the dough", "crust", "oven"),
    ),
    Theme(
        slug="knives",
        name="Knives and cutting",
        definition="Kitchen knives: how to choose, hold, sharpen and keep them, and how to cut, slice and chop with them.",
        counts="A point is made about knives or about cutting.",
        counts_not="Cutting costs.",
        words=("knife", "blade", "sharpen", "whetstone", "chop", "slice", "edge of the blade"),
    ),
)

BREAD = (
    "You cannot hurry a dough. Knead it for ten minutes, let the yeast work through the night, and the loaf will have "
    "a crust that sings when it leaves the oven."
)
KNIFE = "A dull knife is the dangerous one. Draw the blade over the whetstone twice a week and it will slice by itself."
RAIN = "It rained all morning in Leeds, so the train was late and we missed the first half of the film."

MULTI = (
    "We measure trust. Four times a year both partners fill in the same short survey and score how openly the other "
    "side shares bad news, and we plot the two scores next to each other. When the marks for candour drop, we stop and "
    "listen."
)
HOUSEKEEPING = (
    "Welcome to the show. My name is Ada, the heating is broken, and I am wearing two coats. Before we start, please "
    "remember that the newsletter now goes out on a Friday and that the tickets for the summer party are on the website."
)


def themes() -> tuple[Theme, ...]:
    """Return the house themes as content/themes.toml has them."""
    return msgspec.toml.decode((ROOT / "content" / "themes.toml").read_bytes(), type=dict[str, tuple[Theme, ...]])["theme"]


def passage(text: str, id: str = "t-0", start: float | None = None) -> Passage:  # noqa: A002  # the field's own name
    """Return a passage cut into its sentences; with `start` it is speech."""
    return Passage(id=id, text=text, sentences=tuple(Sentence(part, start) for part in sentences(text)), start=start)
