"""A ribbon as pages hold it. Draws none."""

from pipeline.pages.chips import Chip
from pipeline.pages.view import Shown


class Ribbon(Shown, frozen=True):
    """Themes over time as one coloured line in safe HTML, told in words too, and its legend; that is empty without a theme."""

    html: str
    legend: tuple[tuple[Chip, str], ...]
