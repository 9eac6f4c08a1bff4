"""What the browser tests ask of the page about its sound. Decides nothing."""

from typing import cast

from playwright.sync_api import Page

# The sound that plays, wherever on the page its element stands; none plays: the first one.
_AUDIO = "([...document.querySelectorAll('audio')].find(one => !one.paused) ?? document.querySelector('audio'))"


def wait_until_it_plays(page: Page, after: float = 0) -> None:
    page.wait_for_function(f"after => {_AUDIO} && !{_AUDIO}.paused && {_AUDIO}.currentTime > after", arg=after)


def seconds(page: Page) -> float:
    return float(page.evaluate(f"{_AUDIO}.currentTime"))


def paused(page: Page) -> bool:
    return bool(page.evaluate(f"{_AUDIO}.paused"))


def copied(page: Page) -> str:
    return cast(str, page.evaluate("navigator.clipboard.readText()"))


def mark_this_document(page: Page) -> None:
    """Leave a trace that goes when the browser loads a page anew."""
    page.evaluate("window.stillTheSame = true")


def is_still_this_document(page: Page) -> bool:
    return bool(page.evaluate("window.stillTheSame === true"))
