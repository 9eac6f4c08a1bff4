"""Read single keys from a terminal. Knows nothing of what they mean."""

import os
import sys
import termios
import tty
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

    The terminal is changed once for the whole session: changed for each key it would drop what is typed ahead.
    """

    def __enter__(self) -> "Keyboard":
        self._handle = sys.stdin.fileno()
        self._before = termios.tcgetattr(self._handle)
        self._waiting: list[str] = []
        tty.setcbreak(self._handle, termios.TCSANOW)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        termios.tcsetattr(self._handle, termios.TCSADRAIN, self._before)

    def key(self) -> str:
        """Wait for a key; return its letter in lower case, "" for one that has none, END where the input ends."""
        if not self._waiting:
            typed = os.read(self._handle, 64).decode("utf-8", "replace")
            self._waiting = [_ESCAPE] if typed.startswith(_ESCAPE) else list(typed) or [END]
        key = self._waiting.pop(0)
        return key.lower() if key.isprintable() or key == END else ""
