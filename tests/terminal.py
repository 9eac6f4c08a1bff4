"""Run the real command line in a pseudo-terminal and press keys. Asserts nothing."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

_IN_ITS_OWN_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
sys.argv = ["podloom", *sys.argv[1:]]
from pipeline.cli import main
main()
"""
_DEAF = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
PATIENCE_SECONDS = 240  # a machine that others use may stand still for a minute
_TALKING = """
import fcntl, os, sys, termios, time
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
import click
from pipeline.cli.asking.keyboard import END, Keyboard
with Keyboard() as keyboard:
    click.echo("ready")
    while not os.path.exists(sys.argv[1]):
        time.sleep(0.01)
    with keyboard.heard():
        click.echo("Is that so?")
    sys.stderr.write("the input ended" if keyboard.key() == END else "a key")
sys.exit(0)
"""
_PROMPTS = ("[q]uit ", "Which one? Any other key: none. ")


def keys(root: Path, pressed: str, *arguments: str, columns: int = 80) -> str:
    """Run a review; press each key when it asks for one, and return what the screen said. Raises where it broke."""
    running, leader = _started(root, arguments, columns)
    said = _pressed(leader, pressed, to_the_end=True)
    os.close(leader)  # hangs up, so that a program that still waits for a key ends
    if running.wait(timeout=PATIENCE_SECONDS) not in (0, 130):
        raise RuntimeError(said)
    return said


def closed(root: Path, pressed: str, errors: Path, *arguments: str) -> int:
    """Run a review that ignores a hang-up, close the terminal after these keys, and return its exit code."""
    with errors.open("wb") as file:
        running, leader = _started(root, arguments, 80, _DEAF, file.fileno())
    _pressed(leader, pressed, to_the_end=False)
    os.close(leader)
    return running.wait(timeout=PATIENCE_SECONDS)


def talking(root: Path, errors: Path) -> int:
    """Start a program that says something once its terminal is closed; return its exit code."""
    go = root / "go"
    with errors.open("wb") as file:
        running, leader = _started(root, (str(go),), 80, _DEAF + _TALKING, file.fileno())
    os.read(leader, 64)
    os.close(leader)
    go.touch()
    return running.wait(timeout=PATIENCE_SECONDS)


def _started(
    root: Path, arguments: tuple[str, ...], columns: int, first: str = "", errors: int | None = None
) -> tuple[subprocess.Popen[bytes], int]:
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-c", first + _IN_ITS_OWN_TERMINAL, *arguments]
    environment = {name: one for name, one in os.environ.items() if name not in ("COLUMNS", "LINES")}
    running = subprocess.Popen(
        command, cwd=root, env=environment, stdin=follower, stdout=follower, stderr=errors or follower, start_new_session=True
    )
    os.close(follower)
    return running, leader


def _pressed(leader: int, pressed: str, *, to_the_end: bool) -> str:
    screen, asked = b"", 0
    while select.select([leader], [], [], PATIENCE_SECONDS)[0]:
        try:
            data = os.read(leader, 4096)
        except OSError:  # the program has ended
            break
        screen += data
        prompts = sum(screen.count(prompt.encode()) for prompt in _PROMPTS)
        while asked < min(prompts, len(pressed)):
            os.write(leader, pressed[asked].encode())
            asked += 1
        if prompts > len(pressed) and not to_the_end:
            break
    return screen.decode()
