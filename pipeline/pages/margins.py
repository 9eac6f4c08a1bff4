"""What stands beside the passages of a letter and depends on no other item: their themes, and why. Knows nothing of links."""

from pipeline.model import Issue
from pipeline.pages.chips import Chip, chip
from pipeline.pages.moments import Why, because, why
from pipeline.pages.shelf import Shelf
from pipeline.pages.view import Shown, View


class Tag(Shown, frozen=True):
    """A theme in the margin of a passage, and why it is there."""

    theme: Chip
    because: str


class Reason(Shown, frozen=True):
    """Why a passage carries a theme, by its anchor."""

    id: str
    why: Why


class Reasons(Shown, frozen=True):
    """The passages of a letter that carry a theme."""

    theme: Chip
    passages: tuple[Reason, ...]


class Margins(Shown, frozen=True, tag=True):
    """The themes of a letter's passages by anchor, the surest first, and by theme, in the show's order, why."""

    tags: dict[str, tuple[Tag, ...]]
    whys: tuple[Reasons, ...]

    def beside(self, view: View) -> dict[str, object]:  # noqa: ARG002 - the same whatever else its page shows
        """Return what the page shows besides what its view says."""
        return {"tags": self.tags, "whys": self.whys}


def margins(shelf: Shelf, issue: Issue) -> Margins:
    """Return what a letter's page shows of nothing but itself."""
    tags: dict[str, tuple[Tag, ...]] = {}
    whys: dict[str, list[Reason]] = {}
    for passage in shelf.passages(issue):
        named = [(mention, shelf.themes[mention.theme]) for mention in shelf.mentions(issue, passage)]
        tags[passage.id] = tuple(Tag(chip(theme), because(mention, theme, shelf.words)) for mention, theme in named)
        for mention, theme in named:
            whys.setdefault(theme.slug, []).append(Reason(passage.id, why(theme, mention)))
    return Margins(tags, tuple(Reasons(chip(theme), tuple(whys[slug])) for slug, theme in shelf.themes.items() if slug in whys))
