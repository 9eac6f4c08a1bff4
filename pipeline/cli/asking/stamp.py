"""Say who decides, and when. The one place where a decision meets the clock."""

import getpass
from datetime import UTC, datetime

from pipeline.model import Fact


class Stamp(Fact, frozen=True):
    """Who decides."""

    who: str

    def now(self) -> str:
        """Return the moment as ISO 8601 in UTC, to the second."""
        return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def by(name: str) -> Stamp:
    """Return the stamp of `name`, or of who is logged in; "host" where nobody is known."""
    try:
        return Stamp(name.strip() or getpass.getuser())
    except (OSError, KeyError):
        return Stamp("host")
