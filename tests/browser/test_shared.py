"""The small player in a real browser, inside another page's frame."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.test_serve import served

pytestmark = pytest.mark.browser


def test_it_plays_in_a_frame_at_the_second_that_its_address_names(browser: Browser, built: Path) -> None:
    with served(built, "--no-watch") as url:
        page = browser.new_page()
        asked: list[str] = []
        faults: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
        page.set_content(f'<iframe src="{url}embed/counting-warmth/#t=8,9" width="640" height="232"></iframe>')
        frame = page.frame_locator("iframe")
        audio = frame.locator("audio")
        audio.evaluate("one => one.play()")
        audio.evaluate("one => new Promise(done => { one.onpause = done })")
        assert 8.8 < audio.evaluate("one => one.currentTime") < 9.6
        frame.get_by_text("Welcome").click()
        audio.evaluate("one => one.paused ? new Promise(done => { one.onplaying = done }) : 0")
        assert audio.evaluate("one => one.currentTime") < 3
        assert (
            frame.get_by_role("link", name="Counting Warmth").get_attribute("href")
            == "https://long-table.example/episodes/counting-warmth/"
        )
        assert {one.split("/")[2] for one in asked} == {url.split("/")[2]}
        assert faults == []
        page.close()


def test_an_old_address_leads_to_the_same_second(browser: Browser, built: Path) -> None:
    from tests import show

    notes = built / "content/episodes/counting-warmth/episode.md"
    notes.write_text(notes.read_text().replace("date:", "was: warm\ndate:"))
    show.built(built)
    with served(built, "--no-watch") as url:
        page = browser.new_page()
        page.goto(f"{url}episodes/warm/#t=9")
        page.wait_for_url(f"{url}episodes/counting-warmth/#t=9")
        page.close()
