"""The preview answers byte ranges, so that a browser can seek."""

import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import show
from tests.web import free_port


@contextmanager
def served(root: Path, *options: str) -> Iterator[str]:
    """Serve a show with the real command; yield its address."""
    port = free_port()
    command = [sys.executable, "-m", "pipeline", "serve", "--port", str(port), *options]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        address = f"http://127.0.0.1:{port}/"
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen(address, timeout=2).close()
                    break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.1)
            yield address
        finally:
            run.terminate()
            run.wait(10)


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return answer.status, dict(answer.headers), answer.read()


def test_a_part_of_an_audio_file_is_answered_as_a_part(built: Path) -> None:
    audio = (built / "content/episodes/counting-warmth/audio.wav").read_bytes()
    with served(built, "--no-watch") as address:
        url = f"{address}audio/counting-warmth.wav"
        status, headers, body = get(url, Range="bytes=1000-1999")
        assert (status, body) == (206, audio[1000:2000])
        assert headers["content-range"] == f"bytes 1000-1999/{len(audio)}"
        status, headers, body = get(url)
        assert (status, body, headers["accept-ranges"]) == (200, audio, "bytes")
        with pytest.raises(urllib.error.HTTPError) as refused:
            get(url, Range=f"bytes={len(audio) + 5}-")
        assert refused.value.code == 416
        refused.value.close()


def test_a_page_that_is_not_there_is_our_404(built: Path) -> None:
    with served(built, "--no-watch") as address:
        with pytest.raises(urllib.error.HTTPError) as missing:
            get(f"{address}episodes/nobody/")
        assert missing.value.code == 404
        assert b"The Long Table" in missing.value.read()


def test_an_edit_is_on_the_site_a_moment_later(built: Path) -> None:
    with served(built) as address:
        letter = built / "content/newsletters/2025-03-01-afterwards.md"
        time.sleep(1.0)
        letter.write_text(letter.read_text().replace("five indicators", "eleven indicators"))
        for _ in range(150):
            if b"eleven indicators" in get(f"{address}letters/afterwards/")[2]:
                return
            time.sleep(0.2)
    pytest.fail("the edit did not reach the site within 30 s")


def test_a_page_that_a_build_changes_while_it_is_asked_for_comes_whole(built: Path, tmp_path: Path) -> None:
    page, states = built / "build/site/about/index.html", [b"short", b"long" * 5_000]
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for data in states:
                (tmp_path / "new").write_bytes(data)
                (tmp_path / "new").replace(page)

    page.write_bytes(states[0])
    with served(built, "--no-watch") as address, ThreadPoolExecutor() as thread:
        changing = thread.submit(change)
        try:
            assert {get(f"{address}about/")[2] for _ in range(400)} == set(states)
        finally:
            stop.set()
        changing.result()


def test_serving_before_a_build_says_so(tiny: Path) -> None:
    done = show.podloom(tiny, "serve", "--no-watch")
    assert done.returncode == 2
    assert "podloom build" in done.stderr
