"""Looking through the archive by theme, with a script and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import languages
from tests.test_serve import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def at(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(languages.spoken(demo, tmp_path_factory, "en"), "--no-watch") as url:
        yield url


def test_the_filter_of_the_letters_offers_the_archive_of_its_theme(page: Page, at: str) -> None:
    page.goto(f"{at}letters/")
    both = page.locator('[data-pl="archive"]')
    expect(both).to_be_hidden()
    expect(page.locator("nav.pl-bytheme")).to_be_hidden()
    page.locator("[data-lf=measurement]").click()
    both.click()
    expect(page.locator("h1")).to_have_text("Measuring partnerships, year by year")
    expect(page.locator(".pl-bytheme [aria-current=page]")).to_have_text("Measurement")
    page.go_back()
    page.locator('.pl-filter [data-lf=""]').click()
    expect(both).to_be_hidden()


def test_a_reader_without_a_script_walks_by_theme_to_the_very_second(browser: Browser, at: str) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    for start in ("letters/", "episodes/"):
        page.goto(f"{at}{start}")
        page.locator("nav.pl-bytheme a", has_text="Measurement").click()
        assert page.url == f"{at}themes/measurement/archive/"
    page.locator(".pl-arch li[data-kind=show] .side a").first.click()
    assert "/episodes/" in page.url and "#t" in page.url
    page.go_back()
    page.locator(".pl-arch li[data-kind=letter] .side a").first.click()
    assert "/letters/" in page.url and "#p-" in page.url
    page.context.close()
