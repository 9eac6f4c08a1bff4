"""What the stages of a newsletter's issue do. Decides nothing."""

from collections.abc import Iterable
from pathlib import PurePosixPath

import msgspec

from pipeline import body, segment
from pipeline.errors import ItemError
from pipeline.ingest import draft, picture
from pipeline.model import Issue
from pipeline.share.address import item_path
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, one, theme_names

PICTURES = "pictures/"


def issue(inputs: Inputs) -> Made:
    """Read a newsletter draft, and say where the site finds the pictures that it shows."""
    where = inputs.where("issue.md")
    text, names = picture.moved(inputs.text("issue.md"), PurePosixPath(where).stem, tuple(inputs.paths(PICTURES)))
    sizes, faults = _sizes(inputs, names)
    found, warnings = draft.issue(text, where, inputs.item.slug, theme_names(inputs))
    blocks = tuple(msgspec.structs.replace(block, html=body.sized(block.html, sizes)) for block in found.blocks)
    found = msgspec.structs.replace(found, blocks=blocks)
    published = {
        f"{item_path(found)}{name}": f"file:{inputs.digests[PICTURES + name]}:{inputs.where(PICTURES + name)}" for name in sizes
    }
    outputs = {"issue": found, "pins": found.themes, "published": published}
    return Made({name: encode(value) for name, value in outputs.items()}, (*warnings, *faults))


def _sizes(inputs: Inputs, names: Iterable[str]) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Return width and height of each picture in pixels, and what is wrong with those that cannot be shown."""
    sizes: dict[str, tuple[int, int]] = {}
    faults: list[str] = []
    for name in names:
        try:
            found = picture.examine(inputs.read(PICTURES + name), inputs.where(PICTURES + name))
            sizes[name] = (found.width, found.height)
        except ItemError as fault:
            faults.append(str(fault))
    return sizes, faults


def passages(inputs: Inputs) -> Made:
    """Cut an issue into passages."""
    return one("passages", segment.letter(inputs.record("issue", Issue).blocks))
