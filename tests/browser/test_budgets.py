"""What a page may cost its visitor: bytes as a host sends them that compresses text, requests, and how far things move."""

import gzip
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from tests import show
from tests.browser.hearing import seconds, wait_until_it_plays
from tests.test_serve import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]

EPISODE = "episodes/the-warm-numbers/"
PAGES = (
    "",
    "episodes/",
    EPISODE,
    "letters/",
    "letters/counting-what-wont-sit-still/",
    "themes/measurement/",
    "people/ines-caldeira/",
)
CODE = {"document", "stylesheet", "script"}
SLOW_FONT_SECONDS = 0.4  # long enough for the page to be drawn without
SHIFTS = """window.moved = 0;
const add = list => list.getEntries().forEach(one => { window.moved += one.value; });
new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A show with an episode of ten thousand words, and its address."""
    root = tmp_path_factory.mktemp("long") / "show"
    bench = [sys.executable, "bench/many.py", str(root), "--episodes", "2", "--words", "10000", "--issues", "2"]
    subprocess.run(bench, cwd=show.REPO, check=True)
    show.built(root)
    with served(root, "--no-watch") as url:
        yield root / "build/site", url


def loaded(page: Page, address: str) -> list[Response]:
    """Open a page; return the answers to everything that it asked for."""
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))
    page.goto(address, wait_until="networkidle")
    return answers


def weight(answers: list[Response]) -> int:
    """Return the bytes: text compressed, what is compressed already as it is."""
    return sum(
        len(one.body()) if re.search(r"\.(woff2|png|jpg|pagefind|pf_\w+|bin)$", one.url) else len(gzip.compress(one.body(), 9))
        for one in answers
    )


def slowly(route: Route) -> None:
    time.sleep(SLOW_FONT_SECONDS)
    route.continue_()


def of(kinds: set[str], answers: list[Response]) -> list[Response]:
    return [one for one in answers if one.request.resource_type in kinds]


def test_the_home_page_weighs_at_most_110_kilobytes_and_its_fonts_160_more(page: Page, address: str) -> None:
    answers = loaded(page, address)
    assert {one.request.resource_type for one in answers} >= CODE | {"font"}
    assert weight(of(CODE, answers)) <= 110_000
    assert weight(of({"font"}, answers)) <= 160_000


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_for_at_most_twenty_things_and_for_nothing_of_the_search(page: Page, address: str, path: str) -> None:
    asked = [one.url for one in loaded(page, address + path)]
    assert len(asked) == len(set(asked)) <= 20
    assert all(url.startswith(address) for url in asked)
    assert not [url for url in asked if "/search/" in url or "/audio/" in url]


def test_a_page_of_ten_thousand_words_weighs_at_most_90_kilobytes(long: tuple[Path, str]) -> None:
    pages = sorted((long[0] / "episodes").glob("*/index.html"))
    assert len(pages) == 2
    for page in pages:
        html = page.read_bytes()
        assert len(re.sub(rb"<[^>]*>", b" ", html).split()) > 10_000
        assert len(gzip.compress(html, 9)) <= 90_000


def test_the_first_search_loads_at_most_300_kilobytes_and_reaches_the_first_minutes_of_a_long_talk(
    page: Page, long: tuple[Path, str]
) -> None:
    page.goto(f"{long[1]}episodes/episode-0000/", wait_until="networkidle")
    line = page.locator(".pl-line").first
    words = (line.locator("p").text_content() or "").split()[:5]
    second = float(line.get_attribute("data-s") or "")
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))
    page.keyboard.press("/")
    page.locator("dialog#search input[type=text]").fill(f'"{" ".join(words)}"')
    hits = page.locator(".pl-hit[data-kind=moment]")
    expect(hits.first).to_be_visible()
    found = hits.evaluate_all("all => all.map(one => one.dataset.url.split('#t='))")
    assert ("episodes/episode-0000/", second) in [(url, float(at)) for url, at in found]
    assert [one for one in answers if "/search/" in one.url]
    assert weight(answers) <= 300_000


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["", "letters/counting-what-wont-sit-still/", "themes/measurement/", EPISODE])
def test_hardly_anything_moves_while_a_page_loads_and_when_its_sound_begins(
    browser: Browser, address: str, path: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.route("**/*.woff2", slowly)
    page.goto(address + path, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Newsreader')")
    if path == EPISODE:
        page.locator(".pl-player [data-pl=toggle]").click()
        wait_until_it_plays(page, 1)
        assert seconds(page) < 60
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("window.moved") <= 0.05
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_picture_says_how_wide_and_high_it_is(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    assert page.locator("img:not([width][height])").count() == 0
    if path == EPISODE:
        assert page.locator("img[width][height]").count() >= 1  # its cover
