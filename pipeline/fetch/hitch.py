"""What can go wrong on the way to a server. Knows no address and no file."""

from pipeline.errors import ItemError

Origin = tuple[str, str, int]
LATER = "Try again later; what was there before is kept."


class HitchError(Exception):
    """A request failed. `again` says that another try may help, `after` how many seconds the server wants to be left alone.

    `silent` is the origin of a server that cannot be reached at all.
    """

    def __init__(
        self, message: str, remedy: str = LATER, *, again: bool = False, after: float = 0.0, silent: Origin | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.again = again
        self.after = after
        self.silent = silent

    def error(self, where: str) -> ItemError:
        """Return it as an error of the item that wanted the answer."""
        return ItemError(self.message, where, self.remedy)
