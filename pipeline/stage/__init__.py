"""Stages, and the executor that runs those whose inputs changed. Knows nothing of speech, themes or pages."""

from pipeline.stage.executor import Executor
from pipeline.stage.inputs import Inputs
from pipeline.stage.report import Report, Silent, Teller
from pipeline.stage.step import (
    Item,
    Made,
    Outcome,
    Problem,
    Stage,
    Take,
    beside,
    every,
    house,
    made,
    of_item,
    of_person,
    of_show,
)
from pipeline.stage.still import Still

__all__ = [
    "Executor",
    "Inputs",
    "Item",
    "Made",
    "Outcome",
    "Problem",
    "Report",
    "Silent",
    "Stage",
    "Still",
    "Take",
    "Teller",
    "beside",
    "every",
    "house",
    "made",
    "of_item",
    "of_person",
    "of_show",
]
