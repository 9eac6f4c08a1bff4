"""Stages, and the executor that runs those whose inputs changed. Knows nothing of speech, themes or pages."""

from pipeline.stage.executor import Executor, Report
from pipeline.stage.inputs import Inputs
from pipeline.stage.step import (
    Item,
    Made,
    Outcome,
    Problem,
    Stage,
    Take,
    every,
    house,
    made,
    of_item,
    of_show,
)

__all__ = [
    "Executor",
    "Inputs",
    "Item",
    "Made",
    "Outcome",
    "Problem",
    "Report",
    "Stage",
    "Take",
    "every",
    "house",
    "made",
    "of_item",
    "of_show",
]
