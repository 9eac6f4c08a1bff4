"""The scripts speak the language of the show."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import languages
from tests.browser.hearing import wait_until_it_plays
from tests.test_serve import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def dutch(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return languages.spoken(demo, tmp_path_factory, "nl")


@pytest.fixture(scope="module")
def at(dutch: Path) -> Iterator[str]:
    with served(dutch, "--no-watch") as url:
        yield url


def test_the_search_speaks_dutch(page: Page, at: str) -> None:
    page.goto(at)
    assert page.locator("html").get_attribute("lang") == "nl"
    page.keyboard.press("/")
    dialog = page.locator("#search")
    expect(dialog.locator(".pl-say")).to_have_text("Elk woord dat is gezegd of geschreven vind je hier.")
    dialog.locator("input").first.fill("starter")
    expect(dialog.locator("h3").first).to_contain_text("Fragmenten")
    expect(dialog.locator("legend")).to_have_text(["Waar", "Thema", "Wie praat", "Jaar"])
    expect(dialog.locator("[role=status]")).to_contain_text("resultaten voor starter")
    expect(dialog.locator(".pl-hit a.pl-play").first).to_have_attribute("aria-label", re.compile(r"^.+ afspelen vanaf \d+:\d\d$"))
    dialog.locator("input").first.fill("xylofoonorkest")
    expect(dialog.locator(".pl-say")).to_have_text("Niemand heeft nog “xylofoonorkest” gezegd.")


def test_the_player_speaks_dutch_also_after_a_walk(page: Page, at: str) -> None:
    page.goto(f"{at}episodes/the-warm-numbers/")
    play = page.locator(".pl-player .pl-play")
    expect(play).to_have_attribute("aria-label", "Afspelen")
    play.click()
    wait_until_it_plays(page, 0)
    expect(play).to_have_attribute("aria-label", "Pauzeren")
    page.keyboard.press("f")
    expect(page.locator('[data-pl="follow"]')).to_have_text("Meelezen staat uit")
    page.keyboard.press("c")
    expect(page.locator(".pl-toast")).to_contain_text("Link naar 0:0")
    page.locator("nav.md-tabs a", has_text="Brieven").click()
    expect(page.locator("h1")).to_have_text("Brieven")
    expect(page.locator(".pl-mini [data-mini=toggle]")).to_have_attribute("aria-label", "Pauzeren")
    page.locator(".pl-filter [data-lf=measurement]").click()
    expect(page.locator('[data-pl="count"]')).to_contain_text("brie")
    page.keyboard.press("?")
    off = page.locator('[data-pl="keysoff"]')
    expect(off).to_have_text("Losse toetsen uitzetten")
    off.click()
    expect(off).to_have_text("Losse toetsen aanzetten")


def test_a_quote_card_has_the_marks_of_its_language(page: Page, at: str) -> None:
    page.goto(f"{at}episodes/the-warm-numbers/")
    page.locator(".pl-line").nth(1).hover()
    page.get_by_role("button", name="Citaatkaart").first.click()
    expect(page.locator("#qcard blockquote p").first).to_contain_text("“")
    expect(page.locator("#qcard")).to_contain_text("Opslaan als afbeelding")


def test_a_site_opened_from_a_disk_says_so_in_dutch(browser: Browser, dutch: Path) -> None:
    page = browser.new_page()
    page.goto((dutch / "build/site/index.html").as_uri())
    expect(page.locator(".pl-disk")).to_contain_text("Geopend vanaf een schijf")
    page.close()
