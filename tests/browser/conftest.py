"""A real Chromium on the built demo site, or one loud line that says it is not there."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.test_serve import served

NAMES = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if name and (path := shutil.which(name))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
AUTOPLAY = "--autoplay-policy=no-user-gesture-required"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("!!! NO CHROMIUM: THE BROWSER TESTS ARE NOT RUN (apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, AUTOPLAY])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def address(demo: Path) -> Iterator[str]:
    with served(demo, "--no-watch") as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when a script breaks or when it asks another host for anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    one = context.new_page()
    faults: list[str] = []
    one.on("pageerror", lambda error: faults.append(str(error)))
    one.on("request", lambda request: None if "//127.0.0.1" in request.url else faults.append(request.url))
    yield one
    context.close()
    outside = [fault for fault in faults if not fault.startswith(("data:", "blob:"))]
    assert outside == []
