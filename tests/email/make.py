"""Make letters for tests of mail. Asserts nothing."""

import msgspec

from pipeline import email, language
from pipeline.email import Letter, Mail
from pipeline.house import house
from pipeline.ingest import draft
from pipeline.language import Words
from pipeline.pages.shelf import Shelf
from pipeline.settings.email import Email
from tests.make import table
from tests.show import REPO

TEMPLATES = (house() / "templates",)
HEAD = "---\ntitle: Swifts\ndate: 2025-05-06\n"


def words(code: str = "en") -> Words:
    """Return the words of a language as they travel with Podloom."""
    return language.load(REPO, code)


def letter(markdown: str, settings: Email | None = None, head: str = "", code: str = "en") -> Letter:
    """Make the letter "Swifts" of the small show of `tests.make`, at https://table.example/."""
    issue = draft.issue(f"{HEAD}{head}---\n\n{markdown}", "swifts.md", "swifts")[0]
    library = table()
    show = msgspec.structs.replace(library.show, url="https://table.example", language=code)
    whole = email.with_letter(msgspec.structs.replace(library, show=show), issue, 0.25)
    return email.letter(Shelf.of(whole, words(code)), issue, settings or Email(), lambda _: None)


def mail(markdown: str, settings: Email | None = None, head: str = "", code: str = "en") -> Mail:
    """Make the mail of such a letter."""
    return email.mail(letter(markdown, settings, head, code), TEMPLATES, words(code))
