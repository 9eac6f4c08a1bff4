"""What a reader gets on paper: the words with their times and speakers, white paper, whole headings, nothing to press."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import show
from tests.test_serve import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]

EPISODE, LETTER, THEME = "episodes/the-warm-numbers/", "letters/counting-what-wont-sit-still/", "themes/measurement/"
PRESSED = ".md-header,.md-skip,.pl-player,.pl-mini,.pl-toast,.pl-play,.pl-btn,.pl-pn,button,input,select,audio,dialog,summary"
A4_PIXELS = 673  # between the margins
POINTS_A_MILLIMETRE = 72 / 25.4
FOOT_POINTS = 19 * POINTS_A_MILLIMETRE  # the margin that print.css leaves there
# Every text that is seen, with the lightness of its colour against white (WCAG 2, 1.4.3).
PALEST = """() => {
  const linear = part => part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, box = text.parentElement;
    if (!text.data.trim() || !box.checkVisibility() || box.closest('.vh,script,style')) continue;
    canvas.fillStyle = getComputedStyle(box).color;
    canvas.fillRect(0, 0, 1, 1);
    const rgb = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    found.push([1.05 / (light(rgb) + 0.05), text.data.trim().slice(0, 40)]);
  }
  return found.sort((a, b) => a[0] - b[0])[0];
}"""


def on_paper(page: Page, address: str) -> None:
    """Show a page as it is laid out between the margins of a sheet."""
    page.set_viewport_size({"width": A4_PIXELS, "height": 1000})
    page.goto(address)
    page.emulate_media(media="print")


@pytest.mark.parametrize("path", [EPISODE, LETTER, THEME, "", "people/"])
def test_nothing_is_printed_that_is_pressed_or_plays(page: Page, address: str, path: str) -> None:
    on_paper(page, address + path)
    assert [one.evaluate("one => one.outerHTML.slice(0, 80)") for one in page.locator(PRESSED).all() if one.is_visible()] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PIXELS


def test_every_line_keeps_its_time_and_speaker_and_the_one_that_is_heard_is_not_marked(page: Page, address: str) -> None:
    on_paper(page, f"{address}{EPISODE}#t=60&still")
    lines = page.locator(".pl-line").all()
    assert len(lines) > 20
    for line in lines:
        time, said = line.locator(".pl-line__t").bounding_box(), line.locator("p").bounding_box()
        assert time and said and time["x"] + time["width"] <= said["x"] and abs(time["y"] - said["y"]) < 30
        who = line.locator(".pl-line__s")
        assert all(one.is_visible() for one in who.all())
    expect(page.locator(".pl-line.is-now")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(page.locator(".pl-line .is-said").first).not_to_have_css("text-decoration-line", "underline")


def test_a_card_stands_below_the_paragraph_that_it_belongs_to(page: Page, address: str) -> None:
    on_paper(page, address + LETTER)
    passage = page.locator(".pl-pass:has(.pl-pass__x)").first
    text, card = passage.locator("> p").first.bounding_box(), passage.locator(".pl-pass__x").bounding_box()
    assert text and card and card["y"] >= text["y"] + text["height"]


@pytest.mark.parametrize("path", [EPISODE, LETTER, THEME, ""])
def test_from_a_dark_screen_too_ink_is_dark_on_white_paper(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address + path)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.emulate_media(media="print")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    contrast, text = page.evaluate(PALEST)
    assert contrast >= 4.5, text
    context.close()


# A theme's page once took forty sheets: with its buttons gone, each moment stood in the column of its button.
@pytest.mark.parametrize(
    ("path", "most"),
    [("", 3), ("episodes/", 2), (EPISODE, 6), ("letters/", 2), (LETTER, 3), (THEME, 6), ("people/", 2), ("about/", 2)],
)
def test_a_page_takes_no_more_sheets_than_its_words(page: Page, address: str, path: str, most: int) -> None:
    page.goto(address + path)
    assert 1 <= len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) <= most


@pytest.mark.parametrize("path", [EPISODE, LETTER, THEME])
def test_no_heading_stands_alone_at_the_foot_of_a_sheet(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    for height in range(180, 300, 8):  # sheets of many heights, so that headings come to stand everywhere
        paper = page.pdf(width="210mm", height=f"{height}mm", outline=True, tagged=True)
        headings = re.findall(rb"/Title \(([^)]*)\)\s*/Dest \[\d+ 0 R /XYZ [\d.]+ ([\d.]+) 0\]", paper)
        assert headings
        for title, top in headings:
            assert float(top) - FOOT_POINTS >= 45, (height, title)  # points: the heading and a line after it


def test_the_foot_names_the_show_and_the_address_on_paper_only(page: Page, address: str) -> None:
    page.goto(address + LETTER)
    source = page.locator(".pl-from")
    expect(source).to_be_hidden()
    page.emulate_media(media="print")
    expect(source).to_be_visible()
    expect(source).to_have_text(f"The Alliance Table, https://alliance-table.example/{LETTER}")
    expect(page.locator(".md-footer p").last).to_contain_text("Voices in this demo are synthetic")


def test_an_address_elsewhere_is_printed_behind_its_words(page: Page, built: Path) -> None:
    letter = built / "content/newsletters/2025-03-01-afterwards.md"
    letter.write_text(letter.read_text() + "\nShe keeps [a list of five](https://example.com/five?a=1).\n")
    show.built(built)
    with served(built, "--no-watch") as url:
        page.goto(f"{url}letters/afterwards/")
        behind = "getComputedStyle(document.querySelector('.pl-letter a[href^=http]'), '::after').content"
        assert page.evaluate(behind) == "none"
        page.emulate_media(media="print")
        assert page.evaluate(behind) == '" (https://example.com/five?a=1)"'
