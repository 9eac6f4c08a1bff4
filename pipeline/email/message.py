"""Put HTML and text together into a message that any mail program opens. The same letter gives the same bytes."""

import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from pipeline.disk import digest
from pipeline.email.letter import Letter

_HOUR = 9  # UTC: a letter has a day and no hour, and midnight would be the day before in half of the world


def message(letter: Letter, html: str, text: str) -> bytes:
    """Return the letter as an .eml file: plain text and HTML, dated with its own day.

    It says that it was not sent yet, so that Outlook opens it to be sent. There is no recipient, and no sender where none is set.
    """
    made = EmailMessage(policy=SMTP)
    made["Subject"] = letter.title
    if parseaddr(letter.sender)[1]:
        made["From"] = letter.sender
    made["Date"] = format_datetime(datetime.datetime.combine(_day(letter.date), datetime.time(_HOUR), datetime.UTC))
    made["Message-ID"] = f"<letters.{letter.slug}.{letter.date}@{urlsplit(letter.page).hostname}>"
    made["X-Unsent"] = "1"
    if letter.unsubscribe.startswith("mailto:"):
        made["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    made["Content-Language"] = letter.language  # set_content takes away what begins with Content-
    made.set_boundary(f"=_podloom_{digest((html + text).encode())[:32]}")
    return made.as_bytes()


def _day(iso: str) -> datetime.date:
    return datetime.date.fromisoformat(iso[:10])
