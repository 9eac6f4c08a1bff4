"""What the stages of a newsletter's issue do. Decides nothing."""

from pipeline import segment
from pipeline.ingest import draft
from pipeline.model import Issue
from pipeline.stage import Inputs, Made
from pipeline.steps.common import encode, one, theme_names


def issue(inputs: Inputs) -> Made:
    """Read a newsletter draft."""
    found, warnings = draft.issue(inputs.text("issue.md"), inputs.where("issue.md"), inputs.item.slug, theme_names(inputs))
    return Made({"issue": encode(found), "pins": encode(found.themes)}, warnings)


def passages(inputs: Inputs) -> Made:
    """Cut an issue into passages."""
    return one("passages", segment.letter(inputs.record("issue", Issue).blocks))
