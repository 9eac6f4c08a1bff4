"""What can go wrong on the way to a server. Knows no address and no file."""

from pipeline.errors import ItemError

LATER = "Try again later; what was there before is kept."


class HitchError(Exception):
    """A request failed. `again` says that another try may help, `after` how many seconds the server wants to be left alone."""

    def __init__(self, message: str, remedy: str = LATER, *, again: bool = False, after: float = 0.0) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.again = again
        self.after = after

    def error(self, where: str) -> ItemError:
        """Return it as an error of the item that wanted the answer."""
        return ItemError(self.message, where, self.remedy)
