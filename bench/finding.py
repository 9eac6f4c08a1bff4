"""Measure what the search of a built site costs a visitor, and whether the moment that it opens holds the word. Changes no show.

    python bench/finding.py [SHOW ...] [--words 200]

Each SHOW is a built show (default: here); bench/many.py writes large ones. Its site is served on this machine and opened in
Chromium. "First" is from the key that opens the dialog to the first result, in a browser that has nothing yet; "later" is from
the last letter typed to the results, with the wait for more letters in it. Bytes are what a host that compresses text sends.
The words are drawn from everything that was said, the frequent ones as likely as the rare ones.
"""

import argparse
import gzip
import random
import re
import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import lxml.html
import snowballstemmer
import uvicorn
from playwright.sync_api import Browser, Response, sync_playwright

from pipeline import vtt
from pipeline.serve import application

FIELD = "dialog#search input[type=text]"
FIRST_WORDS = 5  # browsers that have nothing yet
LONG = 4  # letters: shorter words are said everywhere
TEXT = (".html", ".js", ".css", ".json", ".svg", "/")
# From the letter to the answer, in the page itself: the way through the driver is no part of it.
ASK = """word => new Promise(done => {
  const [field, status] = ['input[type=text]', '[role=status]'].map(one => document.querySelector('dialog#search ' + one));
  const began = performance.now();
  const look = new MutationObserver(() => {
    if (!status.textContent.endsWith(word)) return;
    look.disconnect();
    done([performance.now() - began, [...document.querySelectorAll('.pl-hit[data-kind=moment]')].map(hit => hit.dataset.url)]);
  });
  look.observe(status, { childList: true, characterData: true, subtree: true });
  field.value = word;
  field.dispatchEvent(new Event('input', { bubbles: true }));
})"""


def main() -> None:
    """Print a block for each show."""
    parser = argparse.ArgumentParser(description="Measure the search of a built site.")
    parser.add_argument("shows", type=Path, nargs="*", default=[Path()])
    parser.add_argument("--words", type=int, default=200)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for show in options.shows:
            site = show / "build/site"
            words = drawn(show, options.words)
            with served(site) as address:
                print(f"{show.resolve().name}: {len(list(site.glob('episodes/*/index.html')))} episodes, {len(words)} words")
                first(chromium, address, words[:FIRST_WORDS])
                later(chromium, address, site, words)
        chromium.close()


def drawn(show: Path, count: int) -> list[str]:
    """Return words of the show's talk, drawn with a fixed seed."""
    said: set[str] = set()
    for path in sorted(show.glob("content/episodes/*/transcript.vtt")):
        for cue in vtt.parse(path.read_text("utf-8"), path.name).segments:
            said |= {word for word in re.findall(r"[^\W\d_]+", cue.text.lower()) if len(word) >= LONG}
    words = sorted(said)
    random.Random(7).shuffle(words)  # noqa: S311 - a mixture, not a secret
    return words[:count]


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site from a thread of this process; yield its address."""
    server = uvicorn.Server(uvicorn.Config(application(site), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()


def first(chromium: Browser, address: str, words: list[str]) -> None:
    """Print how long the first search takes and what it loads."""
    took, loaded = zip(*(_first(chromium, address, word) for word in words), strict=True)
    print(f"  first search: {statistics.median(took):.0f} ms (worst {max(took):.0f}), {max(loaded) / 1000:.0f} kB at most")


def _first(chromium: Browser, address: str, word: str) -> tuple[float, int]:
    """Return the milliseconds and the bytes of a search in a browser that has nothing yet."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    began = page.evaluate("performance.now()")
    page.keyboard.press("/")
    page.wait_for_selector(f"{FIELD}:focus")
    page.evaluate(ASK, word)
    took = page.evaluate("performance.now()") - began
    loaded = sum(map(sent, answers))
    context.close()
    return took, loaded


def sent(answer: Response) -> int:
    """Return the bytes of an answer as a host sends them that compresses text."""
    body = answer.body()
    return len(gzip.compress(body, 9, mtime=0)) if answer.url.endswith(TEXT) else len(body)


def later(chromium: Browser, address: str, site: Path, words: list[str]) -> None:
    """Print how long a later search takes, and how many of the moments that are shown hold the word."""
    page = chromium.new_page()
    page.goto(address)
    page.keyboard.press("/")
    page.evaluate(ASK, "nothing")
    took, shown, opened = [], [], []
    for word in words:
        milliseconds, urls = page.evaluate(ASK, word)
        took.append(milliseconds)
        shown += [_holds(site, word, url) for url in urls]
        opened += [_holds(site, word, url) for url in urls[:1]]
    page.close()
    ordered = sorted(took)
    slow, slowest = ordered[len(ordered) * 19 // 20], ordered[-1]
    print(f"  later: {statistics.median(took):.0f} ms (19 of 20 within {slow:.0f}, worst {slowest:.0f})")
    for name, held in (("the moment that Enter opens", opened), ("all moments shown", shown)):
        very, form = (sum(kind in one for one in held) for kind in ("word", "form"))
        print(
            f"  {name}: {100 * very / len(held):.1f} % hold the word, {100 * form / len(held):.1f} % a form of it, of {len(held)}"
        )


def _holds(site: Path, word: str, url: str) -> tuple[str, ...]:
    """Return "word" where the line that plays at the address has it, and "form" where it has that or another form of it."""
    path, _, second = url.partition("#t=")
    spoken = set(re.findall(r"[^\W\d_]+", _line(site / path.lstrip("/") / "index.html", float(second)).lower()))
    stem = snowballstemmer.stemmer("english").stemWord
    return (("word",) if word in spoken else ()) + (("form",) if stem(word) in map(stem, spoken) else ())


PAGES: dict[Path, list[tuple[float, str]]] = {}


def _line(page: Path, second: float) -> str:
    """Return the words of the line that the player marks at a second."""
    if page not in PAGES:
        lines = lxml.html.parse(page).xpath('//*[@class="pl-line" or starts-with(@class, "pl-line ")]')
        PAGES[page] = [(float(line.get("data-s")), line.xpath("string(.//p)")) for line in lines]
    return [said for start, said in PAGES[page] if start <= second + 0.05][-1]


if __name__ == "__main__":
    main()
