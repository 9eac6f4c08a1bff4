"""Measure what the search of a built site costs a visitor, and whether the moment that it opens holds the word. Changes no show.

    python bench/finding.py [SHOW ...] [--words 200]

Each SHOW is a built show (default: here); bench/many.py writes large ones. Its site is served on this machine and opened in
Chromium. "First" is from the key that opens the dialog to the first results, in a browser that has nothing yet; "later" is from
the last letter typed to the results, with the wait for more letters in it. A show of many years answers from the newest ones,
then from all. Bytes are what a host that compresses text sends. The words are drawn from everything that was said, the frequent
ones as likely as the rare ones; a phrase is five words that follow each other. What is not found holds no word.
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
from http import HTTPStatus
from pathlib import Path

import lxml.html
import snowballstemmer
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.types import Message, Receive, Scope, Send

from pipeline import vtt
from pipeline.serve import application

FIELD = "dialog#search input[type=text]"
FIRST_WORDS = 5  # browsers that have nothing yet
LONG = 4  # letters: shorter words are said everywhere
PHRASE = 5  # words
QUOTES = '["“”„]'
TEXT = (".html", ".js", ".css", ".json", ".svg", "/")
# From the letter to the answer, in the page itself: the way through the driver is no part of it.
ASK = """words => new Promise(done => {
  const [field, status] = ['input[type=text]', '[role=status]'].map(one => document.querySelector('dialog#search ' + one));
  const began = performance.now();
  const look = new MutationObserver(() => {
    if (!status.textContent.endsWith(words)) return;
    look.disconnect();
    done(performance.now() - began);
  });
  look.observe(status, { childList: true, characterData: true, subtree: true });
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
})"""
MOMENTS = "[...document.querySelectorAll('.pl-hit[data-kind=moment]')].map(hit => hit.dataset.url)"
FURTHER = "dialog#search .pl-further"  # while older years are still asked


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
            words, phrases = drawn(show, options.words)
            with served(site) as (address, sent):
                print(f"{show.resolve().name}: {len(list(site.glob('episodes/*/index.html')))} episodes, {len(words)} words")
                first(chromium, address, sent, [*words[:FIRST_WORDS], *phrases[:FIRST_WORDS]])
                later(chromium, address, site, "words", words)
                later(chromium, address, site, "phrases", phrases)
        chromium.close()


def drawn(show: Path, count: int) -> tuple[list[str], list[str]]:
    """Return words of the show's talk, and phrases of it in quotes, drawn with a fixed seed."""
    said: set[str] = set()
    phrases: list[str] = []
    chance = random.Random(7)  # noqa: S311 - a mixture, not a secret
    for path in sorted(show.glob("content/episodes/*/transcript.vtt")):
        lines = [cue.text for cue in vtt.parse(path.read_text("utf-8"), path.name).segments]
        said |= {word for line in lines for word in _words(line) if len(word) >= LONG}
        line = chance.choice(lines).split()
        at = chance.randrange(max(1, len(line) - PHRASE))
        phrases.append(f'"{re.sub(QUOTES, "", " ".join(line[at : at + PHRASE]))}"')
    words = sorted(said)
    chance.shuffle(words)
    chance.shuffle(phrases)
    return words[:count], phrases[:count]


@contextmanager
def served(site: Path) -> Iterator[tuple[str, list[int]]]:
    """Serve a site from a thread of this process; yield its address, and the bytes of what is sent, as it is sent."""
    whole, bytes_sent = application(site), []

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                bytes_sent.append(_size(site, scope["path"]))
            await send(message)

        await whole(scope, receive, sending)

    server = uvicorn.Server(uvicorn.Config(counted, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/", bytes_sent
    finally:
        server.should_exit = True
        thread.join()


def _size(site: Path, path: str) -> int:
    """Return the bytes of a file as a host sends it that compresses text."""
    data = (site / path.lstrip("/") / "index.html" if path.endswith("/") else site / path.lstrip("/")).read_bytes()
    return len(gzip.compress(data, 9, mtime=0)) if path.endswith(TEXT) else len(data)


def first(chromium: Browser, address: str, sent: list[int], asked: list[str]) -> None:
    """Print how long the first search takes and what it loads."""
    figures = [_first(chromium, address, sent, words) for words in asked]
    took, loaded, whole_took, whole_loaded = zip(*figures, strict=True)
    print(f"  first search: {statistics.median(took):.0f} ms (worst {max(took):.0f}), {max(loaded) / 1000:.0f} kB at most")
    if whole_loaded != loaded:
        print(f"    with all years: {statistics.median(whole_took):.0f} ms, {max(whole_loaded) / 1000:.0f} kB at most")


def _first(chromium: Browser, address: str, sent: list[int], words: str) -> tuple[float, int, float, int]:
    """Return the milliseconds and the bytes of a search in a browser that has nothing yet; then those of all years."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    before = sum(sent)
    began = page.evaluate("performance.now()")
    page.keyboard.press("/")
    page.wait_for_selector(f"{FIELD}:focus")
    page.evaluate(ASK, words)
    took, loaded = page.evaluate("performance.now()") - began, sum(sent) - before
    page.wait_for_selector(FURTHER, state="detached")
    whole = page.evaluate("performance.now()") - began
    context.close()
    return took, loaded, whole, sum(sent) - before


def later(chromium: Browser, address: str, site: Path, kind: str, asked: list[str]) -> None:
    """Print how long a later search takes, and how many of the moments that are shown hold the words."""
    page = chromium.new_page()
    page.goto(address)
    page.keyboard.press("/")
    page.evaluate(ASK, "nothing")
    took: list[float] = []
    shown: list[tuple[str, ...]] = []
    opened: list[tuple[str, ...]] = []
    opened_at_last: list[tuple[str, ...]] = []
    for words in asked:
        took.append(page.evaluate(ASK, words))
        at_once = page.evaluate(MOMENTS)
        page.wait_for_selector(FURTHER, state="detached")
        urls = page.evaluate(MOMENTS)
        shown += [_holds(site, words, url) for url in urls]
        opened += [_holds(site, words, url) for url in at_once[:1]] or [()]
        opened_at_last += [_holds(site, words, url) for url in urls[:1]] or [()]
    page.close()
    ordered = sorted(took)
    slow, slowest = ordered[len(ordered) * 19 // 20], ordered[-1]
    print(f"  later, {kind}: {statistics.median(took):.0f} ms (19 of 20 within {slow:.0f}, worst {slowest:.0f})")
    held_by = {"the moment that Enter opens at once": opened, "with all years": opened_at_last, "all moments shown": shown}
    for name, held in held_by.items():
        very, form = (sum(sort in one for one in held) for sort in ("very", "form"))
        print(f"    {name}: {100 * very / len(held):.1f} % hold them, {100 * form / len(held):.1f} % a form, of {len(held)}")


def _holds(site: Path, words: str, url: str) -> tuple[str, ...]:
    """Return "very" where the line that plays at the address has the words, and "form" where it has another form of each."""
    path, _, second = url.partition("#t=")
    spoken, wanted = (_words(text) for text in (_line(site / path.lstrip("/") / "index.html", float(second)), words))
    stem = snowballstemmer.stemmer("english").stemWord
    very = f" {' '.join(wanted)} " in f" {' '.join(spoken)} "
    return (("very",) if very else ()) + (("form",) if set(map(stem, wanted)) <= set(map(stem, spoken)) else ())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())


PAGES: dict[Path, list[tuple[float, str]]] = {}


def _line(page: Path, second: float) -> str:
    """Return the words of the line that the player marks at a second."""
    if page not in PAGES:
        lines = lxml.html.parse(page).xpath('//*[@class="pl-line" or starts-with(@class, "pl-line ")]')
        PAGES[page] = [(float(line.get("data-s")), line.xpath("string(.//p)")) for line in lines]
    return [said for start, said in PAGES[page] if start <= max(second, PAGES[page][0][0]) + 0.05][-1]


if __name__ == "__main__":
    main()
