"""Every page says what it may run, works within that, and would not run what somebody slipped in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pipeline import policy
from tests.test_serve import served

SLIPPED_IN = """<img src=x onerror="window.ran='handler'"><script>window.ran='script'</script>
<a id=slip href="javascript:window.ran='address'">x</a><iframe srcdoc="<script>parent.ran='frame'</script>"></iframe>
<img src="https://tracker.example/pixel.png"><script src="https://evil.example/x.js"></script>"""
LISTENS = "window.broken=[];addEventListener('securitypolicyviolation',e=>broken.push(e.effectiveDirective+' '+e.blockedURI))"


@pytest.fixture
def url(built: Path) -> Iterator[str]:
    with served(built, "--no-watch") as address:
        yield address


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    one = context.new_page()
    one.add_init_script(LISTENS)
    yield one
    context.close()


def test_every_page_of_a_site_has_a_policy_and_needs_nothing_beyond_it(built: Path, url: str, open_page: Page) -> None:
    pages = sorted((built / "build/site").rglob("*.html"))
    assert len(pages) > 25
    for path in pages:
        text = path.read_text()
        assert text.count('http-equiv="Content-Security-Policy"') == 1, path
        assert "<script" not in text.partition("Content-Security-Policy")[0], path
        open_page.goto(f"{url}{path.relative_to(built / 'build/site')}")
        assert open_page.evaluate("window.broken") == [], path


def test_searching_and_playing_need_nothing_beyond_the_policy(url: str, open_page: Page) -> None:
    open_page.goto(f"{url}episodes/counting-warmth/")
    open_page.keyboard.press("/")
    open_page.keyboard.type("scorecard")
    open_page.wait_for_selector("[role=option], .pl-hit, .pl-results a, dialog a[href*='#t=']", timeout=15_000)
    assert open_page.evaluate("window.broken") == []


@pytest.mark.parametrize("where", ["index.html", "episodes/counting-warmth/index.html", "letters/slow-bread/index.html"])
def test_what_passed_every_other_guard_would_still_not_run(built: Path, url: str, open_page: Page, where: str) -> None:
    path = built / "build/site" / where
    path.write_text(
        path.read_text().replace('id="main"', 'id="main" onclick="window.ran=1"').replace("<footer", f"{SLIPPED_IN}<footer", 1)
    )
    asked, refused = set[str](), set[str]()
    open_page.on("request", lambda request: asked.add(request.url))
    open_page.on("requestfailed", lambda request: refused.add(request.url) if request.failure == "csp" else None)
    open_page.goto(f"{url}{where}")
    open_page.evaluate("document.getElementById('slip')?.click(); document.getElementById('main').click()")
    open_page.wait_for_timeout(200)
    assert SLIPPED_IN[:20] in path.read_text()
    assert open_page.evaluate("window.ran ?? null") is None
    assert {one for one in asked if not one.startswith((url, "data:"))} == refused  # told to us, and sent to nobody
    assert "https://tracker.example/pixel.png" in refused


def test_a_script_that_stands_in_one_frame_only_is_not_the_themes() -> None:
    theme = b'<head><meta charset="utf-8"><script>go("../..")</script><!--pl:slot-->'
    other = b'<head><meta charset="utf-8"><title>x</title><script>go("..")</script><script>evil()</script><!--pl:slot-->'
    guarded = policy.guarded(other, policy.trusted(theme)).decode()
    assert policy.total('go("..")') in guarded
    assert policy.total("evil()") not in guarded
    assert policy.total("evil()") in policy.guarded(other).decode()


def test_only_the_small_players_may_be_framed_where_the_server_can_say_so(built: Path) -> None:
    rules = (built / "build/site/_headers").read_text().split("\n/")
    framed = [rule.partition("\n")[0] for rule in rules if "frame-ancestors 'self'" in rule]
    assert {"", "episodes/*", "letters/*", "themes/*", "people/*"} <= set(framed)
    assert not any("embed" in rule for rule in framed)
