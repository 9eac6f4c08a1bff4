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
_PROMPTS = ("[q]uit ", "Which one? Any other key: none. ")


def keys(root: Path, pressed: str, *arguments: str, columns: int = 80) -> str:
    """Run a review; press each key when it asks for one, and return what the screen said. Raises where it broke."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-c", _IN_ITS_OWN_TERMINAL, *arguments]
    environment = {name: one for name, one in os.environ.items() if name not in ("COLUMNS", "LINES")}
    running = subprocess.Popen(
        command, cwd=root, env=environment, stdin=follower, stdout=follower, stderr=follower, start_new_session=True
    )
    os.close(follower)
    screen, asked = b"", 0
    while select.select([leader], [], [], 60)[0]:
        try:
            data = os.read(leader, 4096)
        except OSError:  # the program has ended
            break
        screen += data
        prompts = sum(screen.count(prompt.encode()) for prompt in _PROMPTS)
        while asked < min(prompts, len(pressed)):
            os.write(leader, pressed[asked].encode())
            asked += 1
    os.close(leader)  # hangs up, so that a program that still waits for a key ends
    said = screen.decode()
    if running.wait(timeout=60) not in (0, 130):
        raise RuntimeError(said)
    return said
