"""A mail as a browser shows it: as wide as the window, light and dark, each text readable on its ground."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.email.make import mail

LETTER = """
Hear [[warm-numbers@0:12]] and [[two-clocks]]. A <mark>mark</mark>, some `code`, and a link to [the nest](https://a.example/nest).

## A heading

> Said by somebody.

| Bird | Count | A long heading of a column | And another one that is long |
|---|---|---|---|
| Swift | 14 | many words in a cell | many more words in another cell |

    code that goes on and on, beyond the width of any telephone that a subscriber may have, and further still

![A swift](https://a.example/very-wide.png)

https://a.example/an-address-without-any-blank-in-it-that-is-much-longer-than-a-telephone-is-wide-and-longer-still
"""
LOWEST = """() => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    const [r, g, b] = parts.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor
      if (colour !== "rgba(0, 0, 0, 0)") return colour
    }
    return "rgb(255, 255, 255)"
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x)
    found.push([(a + 0.05) / (b + 0.05), walker.currentNode.data.trim().slice(0, 30)])
  }
  return found.sort((x, y) => x[0] - y[0])[0]
}"""


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme=request.param)
    one = context.new_page()
    one.route("**/*", lambda route: route.abort())
    one.set_content(mail(LETTER).html)
    yield one
    context.close()


@pytest.mark.browser
def test_a_mail_is_never_wider_than_the_window(page: Page) -> None:
    for width in (1000, 600, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1000, "height": 800})
    assert page.locator(".sheet").bounding_box()["width"] == 600  # type: ignore[index]


@pytest.mark.browser
def test_every_text_can_be_read_on_its_ground(page: Page) -> None:
    contrast, text = page.evaluate(LOWEST)
    assert contrast >= 4.5, text


@pytest.mark.browser
def test_the_preheader_is_not_shown(page: Page) -> None:
    assert not page.locator(".before").is_visible()
    assert page.locator("h1").is_visible()
