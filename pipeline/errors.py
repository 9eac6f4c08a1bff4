"""Errors that a person can act on. Knows nothing of how they are printed.

ShowError             something about this show is wrong; carries place and remedy
├── InputError        what the user gave (a setting, a file, an argument) is wrong   exit 2
├── ItemError         one episode or issue cannot be made; the others go on          exit 1
├── DiskError         the disk refused a write or a read                             exit 74
└── LockedError       another run holds the lock                                     exit 75
"""

from typing import ClassVar


class ShowError(Exception):
    """Say what happened, where, and what to do next.

    `where` is a path relative to the show's root, with `:line` where the line is known.
    `remedy` is one imperative sentence, or empty where nothing can be advised.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, where: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  {self.remedy}" if self.remedy else ""
        return f"{place}{self.message}{advice}"

    def __reduce__(self) -> tuple[type["ShowError"], tuple[str, str, str]]:
        return type(self), (self.message, self.where, self.remedy)


class InputError(ShowError):
    """A setting, file or argument that the user gave is wrong; nothing was changed."""

    exit_code = 2


class ItemError(ShowError):
    """One episode or issue cannot be made; the others go on."""

    exit_code = 1


class DiskError(ShowError):
    """The disk refused a write or a read; what was there before is still whole."""

    exit_code = 74


class LockedError(ShowError):
    """Another run is at work in this show."""

    exit_code = 75


# What is wrong with one thing that a person gave: the others go on. A disk that refuses and a second run end the whole run.
OF_ONE = (InputError, ItemError)


class FaultsError(InputError):
    """Several faults found at once, each a ShowError of its own."""

    def __init__(self, faults: tuple[ShowError, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type["FaultsError"], tuple[tuple[ShowError, ...]]]:  # type: ignore[override]  # the one argument differs from the parent's three
        return type(self), (self.faults,)
