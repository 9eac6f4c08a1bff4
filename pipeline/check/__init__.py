"""Find what is wrong in a library and in the built site before readers do. Mends nothing, opens no connection."""

from pipeline.check.built import site
from pipeline.check.enclosures import enclosures
from pipeline.check.finding import Finding, Rule
from pipeline.check.formats import github, plain, sarif
from pipeline.check.permanent import guids, note, permanent
from pipeline.check.permanent import read as published
from pipeline.check.rules import DECISION_VOID, RULES, markdown
from pipeline.check.source import Source
from pipeline.check.spoken import Spoken, speech
from pipeline.check.state import state
from pipeline.check.written import content

__all__ = [
    "DECISION_VOID",
    "RULES",
    "Finding",
    "Rule",
    "Source",
    "Spoken",
    "content",
    "enclosures",
    "github",
    "guids",
    "markdown",
    "note",
    "permanent",
    "plain",
    "published",
    "sarif",
    "site",
    "speech",
    "state",
]
