"""A real Chromium on the built demo site, or one loud line that says it is not there."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.routing import Mount

from pipeline.serve import application
from tests.test_serve import served
from tests.web import free_port

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


@pytest.fixture(scope="session")
def below(demo: Path) -> Iterator[str]:
    """The address of the same site below /show/, as on a host that has other things too."""
    port = free_port()
    application_ = Starlette(routes=[Mount("/show", application(demo / "build/site"))])
    server = uvicorn.Server(uvicorn.Config(application_, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/show/"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when a script breaks, or when it asks another host for anything.

    Waiting for an expression would have Playwright `eval` it in the page, which no page allows: wait for `() => expression`.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    one = context.new_page()
    one.set_default_timeout(10_000)
    faults: list[str] = []
    one.on("pageerror", lambda error: faults.append(str(error)))
    one.on("request", lambda request: None if "//127.0.0.1" in request.url else faults.append(request.url))
    yield one
    context.close()
    outside = [fault for fault in faults if not fault.startswith(("data:", "blob:"))]
    assert outside == []
