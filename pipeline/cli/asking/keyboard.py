"""Read single keys from a terminal. Knows nothing of what they mean."""

import os
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType

from pipeline.errors import InputError

END = "\x04"  # Ctrl-D
_ESCAPE = "\x1b"


def need_terminal() -> None:
    """Refuse to ask where nobody can answer.

    Raises:
        InputError: standard input or output is no terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        remedy = "Print the questions with --json, and give the answers with --answers FILE."
        raise InputError("there is no terminal to ask in", "", remedy)


class Keyboard:
    """The keys of standard input as they are pressed, without Enter, until this is closed; Ctrl-C still stops the program.

    The terminal is changed once for the whole session: changed for each key it would drop what is typed ahead. One that is
    closed meanwhile is the end of the input, and nobody hears what is said after it.
    """

    def __enter__(self) -> "Keyboard":
        self._handle = sys.stdin.fileno()
        self._before = termios.tcgetattr(self._handle)
        self._waiting: list[str] = []
        tty.setcbreak(self._handle, termios.TCSANOW)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with suppress(termios.error):
            termios.tcsetattr(self._handle, termios.TCSADRAIN, self._before)

    def key(self) -> str:
        """Wait for a key; return its letter in lower case, "" for one that has none, END where the input ends."""
        if not self._waiting:
            typed = self._typed().decode("utf-8", "replace")
            self._waiting = [_ESCAPE] if typed.startswith(_ESCAPE) else list(typed) or [END]
        key = self._waiting.pop(0)
        return key.lower() if key.isprintable() or key == END else ""

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Say something to who sits there; where the terminal was closed meanwhile it goes nowhere, and the input ends."""
        try:
            yield
        except OSError:
            with suppress(termios.error):
                termios.tcgetattr(self._handle)
                raise  # it is there: something else is wrong
            self._mute()

    def _typed(self) -> bytes:
        try:
            return os.read(self._handle, 64)
        except OSError:  # the terminal was closed, and whoever started us ignores the signal that says so
            self._mute()
            return b""

    def _mute(self) -> None:
        """Let what goes to the closed terminal go nowhere: each line would be another error."""
        terminal = os.fstat(self._handle).st_rdev
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
            for stream in (sys.stdout, sys.stderr):
                if os.fstat(stream.fileno()).st_rdev == terminal:
                    os.dup2(nowhere.fileno(), stream.fileno())
