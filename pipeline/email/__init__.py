"""Letters as mail: HTML that survives the programs that show it, plain text, and a message file. Sends nothing by itself.

The table of what clients do not know comes from caniemail.com (LICENSE.caniemail).
"""

from collections.abc import Sequence
from pathlib import Path

from pipeline.email.faults import MOST_BYTES, findings
from pipeline.email.letter import Letter, letter
from pipeline.email.message import message
from pipeline.email.render import html, part
from pipeline.email.rules import RULES
from pipeline.email.text import text
from pipeline.email.today import with_letter
from pipeline.language import Words
from pipeline.model import Fact

__all__ = ["MOST_BYTES", "RULES", "Letter", "Mail", "findings", "letter", "mail", "part", "with_letter"]


class Mail(Fact, frozen=True):
    """A letter as mail: as HTML, as plain text, and both as a message."""

    html: str
    text: str
    message: bytes


def mail(one: Letter, templates: Sequence[Path], words: Words) -> Mail:
    """Return a letter as mail. `templates` are folders that hold `email/`, the first that has a file wins.

    Raises:
        ItemError: a template is wrong.
    """
    rendered, plain = html(one, templates, words), text(one, words)
    return Mail(rendered, plain, message(one, rendered, plain))
