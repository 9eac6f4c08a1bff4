"""The player and the transcript: stretches, chapters, links and cards of a passage, search inside, keys, memory."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import show
from tests.browser.hearing import copied, paused, seconds, wait_until_it_plays

pytestmark = [pytest.mark.slow, pytest.mark.browser]

EPISODE = "episodes/the-warm-numbers/"
TOAST = ".pl-toast"


def select(page: Page, first: str, last: str) -> None:
    """Select from the start of the one phrase to the end of the other, as a reader's pointer would."""
    page.evaluate(
        """([first, last]) => {
          const spot = (phrase, end) => {
            const walker = document.createTreeWalker(document.querySelector('.pl-tx'), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const text = walker.currentNode, at = text.data.indexOf(phrase);
              if (at >= 0 && text.parentElement.closest('.pl-line p')) return [text, at + (end ? phrase.length : 0)];
            }
          };
          getSelection().setBaseAndExtent(...spot(first, false), ...spot(last, true));
        }""",
        [first, last],
    )


def test_a_stretch_in_the_address_plays_stops_at_its_end_and_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}#t=90,92.5")
    wait_until_it_plays(page, 90)
    expect(page.locator(".pl-scrub")).to_have_class(re.compile("has-stretch"))
    page.wait_for_function("() => document.querySelector('audio').paused")
    assert 92.4 <= seconds(page) <= 92.8
    expect(page.locator(TOAST)).to_contain_text("The stretch ends here, at 1:32")
    page.keyboard.press("Space")
    wait_until_it_plays(page, 93)


@pytest.mark.parametrize(
    ("hash_", "start"), [("#t=1:15", 75), ("#t=0:01:15.5", 75.5), ("#x=1&t=75", 75), ("#t=npt:75,80", 75), ("#t-76", 75.6)]
)
def test_times_are_read_in_every_form_that_people_write(page: Page, address: str, hash_: str, start: float) -> None:
    page.goto(f"{address}{EPISODE}{hash_}")
    wait_until_it_plays(page, start - 0.2)
    assert seconds(page) < start + 3


@pytest.mark.parametrize("hash_", ["#t=", "#t=abc", "#t=1:2:3:x", "#tx", "#t-none", "#%ff"])
def test_an_address_without_a_time_plays_nothing_and_breaks_nothing(page: Page, address: str, hash_: str) -> None:
    page.goto(f"{address}{EPISODE}{hash_}")
    page.locator(".pl-player [data-pl=toggle]").click()
    wait_until_it_plays(page)
    assert seconds(page) < 5


def test_a_stretch_that_ends_before_it_begins_is_only_a_start(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}#t=60,20")
    wait_until_it_plays(page, 60.5)


def test_still_in_the_address_sets_the_place_and_waits(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}#t=60&still")
    expect(page.locator("[data-pl=cur]")).to_have_text("1:00")
    expect(page.locator(".pl-line.is-now")).to_be_visible()
    assert paused(page)


def test_a_selected_passage_is_copied_as_a_link_that_plays_just_it(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}")
    select(page, "Fourteen at the moment", "allowed to talk about")
    bar = page.get_by_role("toolbar", name="The selected passage")
    expect(bar).to_be_visible()
    words, offered = page.locator("#t-20 p").bounding_box(), bar.bounding_box()
    assert words and offered and 0 < offered["y"] - words["y"] - words["height"] < 30  # just below what is selected
    bar.get_by_text("Copy link").click()
    expect(page.locator(TOAST)).to_contain_text("Link to 0:20 to 0:25 copied")
    assert copied(page).startswith(f"{address}{EPISODE}#t=20.6,25.")
    page.keyboard.press("c")
    assert copied(page).startswith(f"{address}{EPISODE}#t=20.6,25.")
    page.evaluate("getSelection().removeAllRanges()")
    expect(bar).to_be_hidden()


def test_a_card_of_a_passage_has_its_words_speakers_show_and_link_and_is_a_picture(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(f"{address}{EPISODE}")
    select(page, "Across the table", "ifteen if you count")  # in the middle of a word: the word is taken whole
    page.keyboard.press("q")
    card = page.locator("#qcard")
    expect(card.locator("blockquote p")).to_have_count(2)
    expect(card.locator("blockquote p").first).to_have_text(re.compile("^Mira Halden: “Across the table,.* is it\\?”$"))
    expect(card.locator("blockquote p").last).to_have_text("Ines Caldeira: “Fourteen at the moment. Fifteen if you count”")
    expect(card.locator("[data-q=source]")).to_have_text("The Warm Numbers, 0:10 to 0:25")
    expect(card.locator("[data-q=show]")).to_have_text(
        re.compile(r"^The Alliance Table · alliance-table\.example/episodes/the-warm-numbers/#t=10\.4,25\.\d$")
    )
    with page.expect_download() as download:
        card.get_by_text("Save as picture").click()
    picture = tmp_path / "card.png"
    download.value.save_as(picture)
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 20_000
    card.get_by_text("Copy link").click()
    assert "#t=10.4,25." in copied(page)


def test_chapters_open_from_the_keyboard_and_keys_go_between_them(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}")
    page.locator(".pl-chs summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pl-chs a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".pl-chs a").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    wait_until_it_plays(page, 35)
    assert seconds(page) < 40
    expect(page.locator(".pl-chs")).not_to_have_attribute("open", "")
    page.keyboard.press("n")
    expect(page.locator("[data-pl=cur]")).to_have_text(re.compile("^1:1"))
    expect(page.locator(".pl-chs a[aria-current]")).to_contain_text("Four warm numbers")
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(page.locator("[data-pl=cur]")).to_have_text(re.compile("^0:0"))


def test_the_system_is_told_title_show_picture_and_chapters(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}#t=5")
    wait_until_it_plays(page)
    told = page.evaluate(
        """(m => ({ title: m.title, artist: m.artist, artwork: m.artwork.map(one => one.src),
          chapters: m.chapterInfo?.map(one => one.title) }))(navigator.mediaSession.metadata)"""
    )
    assert (told["title"], told["artist"]) == ("The Warm Numbers", "The Alliance Table")
    assert told["artwork"] and all(one.startswith(address) for one in told["artwork"])
    assert told.get("chapters") in (
        None,
        ["Welcome back", "Can you really measure trust?", "Four warm numbers", "What the numbers changed", "Small things"],
    )


def test_words_are_found_inside_the_transcript_marked_counted_and_walked_through(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}")
    page.keyboard.press("s")
    field, count = page.locator(".pl-seek input"), page.locator(".pl-seek [role=status]")
    expect(field).to_be_focused()
    page.keyboard.type("NUMBERS")
    expect(count).to_have_text(re.compile(r"^\d+ found$"))
    wanted = sum(one.lower().count("numbers") for one in page.locator(".pl-line p").all_text_contents())
    expect(count).to_have_text(f"{wanted} found")
    assert page.evaluate("CSS.highlights.get('found').size") == wanted
    page.keyboard.press("Enter")
    expect(count).to_have_text(f"1 of {wanted}")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(count).to_have_text(f"{wanted} of {wanted}")
    assert page.evaluate("[...CSS.highlights.get('found-now')][0].startContainer.data.toLowerCase()").count("numbers") >= 1
    page.locator(".pl-seek button[value=on]").click()
    expect(count).to_have_text(f"1 of {wanted}")
    field.fill("zeppelin")
    expect(count).to_have_text("Not in this episode")
    field.press("Escape")
    expect(field).to_have_value("")
    assert page.evaluate("CSS.highlights.has('found')") is False


def test_a_phrase_over_two_sentences_and_an_apostrophe_of_any_kind_are_found(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}")
    page.keyboard.press("s")
    page.keyboard.type("moment. fifteen")
    expect(page.locator(".pl-seek [role=status]")).to_have_text("1 found")
    page.locator(".pl-seek input").fill("won\u2019t count it")
    expect(page.locator(".pl-seek [role=status]")).to_have_text("1 found")


def test_following_stops_when_the_reader_scrolls_and_says_how_to_go_on(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}#t=60")
    wait_until_it_plays(page, 60)
    page.mouse.move(600, 600)
    page.mouse.wheel(0, 400)
    expect(page.locator("[data-pl=follow]")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(TOAST)).to_contain_text("Press F")
    page.keyboard.press("f")
    expect(page.locator("[data-pl=follow]")).to_have_attribute("aria-pressed", "true")


def test_the_place_and_the_speed_are_remembered(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}#t=60")
    wait_until_it_plays(page, 61)
    page.keyboard.press(">")
    page.keyboard.press("Space")
    at = seconds(page)
    page.goto(f"{address}{EPISODE}?again")
    expect(page.locator(TOAST)).to_have_text("You were at 1:01")
    page.locator(".pl-player [data-pl=toggle]").click()
    wait_until_it_plays(page, at - 0.2)
    assert seconds(page) < at + 3
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25


def test_the_player_weighs_at_most_ten_kilobytes_and_search_and_cards_come_only_when_asked_for(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}{EPISODE}#t=5")
    wait_until_it_plays(page)
    loaded = {
        Path(url).stem for url in asked if url.startswith(f"{address}assets/") and url.endswith(".js") and "javascripts" not in url
    }
    assert loaded == {"site", "pages", "player", "sound", "transcript"}
    weight = sum(len(gzip.compress((show.REPO / f"site/assets/{one}.js").read_bytes(), 9)) for one in loaded - {"site", "pages"})
    assert weight <= 10_000


def test_every_key_of_the_help_does_something_and_none_is_left_out(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}#t=40&still")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    named = {one.lower() for one in page.locator("#keys kbd").all_text_contents()} - {"ctrl", "shift", "enter", "esc", "space"}
    page.keyboard.press("Escape")
    source = page.request
    used: set[str] = set()
    for module in ("site", "sound", "player", "transcript"):
        text = source.get(f"{address}assets/{module}.js").text()
        used |= {key for found in re.findall(r'onKey\((\[".*?"\])', text) for key in re.findall(r'"(.)"', found)}
    assert named == used - {" "}


def test_single_keys_can_be_switched_off_and_stay_off(page: Page, address: str) -> None:
    page.goto(f"{address}{EPISODE}")
    page.keyboard.press("?")
    page.get_by_text("Turn single keys off").click()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.wait_for_timeout(200)
    assert paused(page)
    page.reload()
    page.keyboard.press("/")
    expect(page.locator("dialog#search")).to_be_hidden()


def test_a_sound_that_does_not_come_is_told_and_tried_again(page: Page, address: str) -> None:
    page.route("**/audio/**", lambda route: route.abort())
    page.goto(f"{address}{EPISODE}")
    page.locator(".pl-player [data-pl=toggle]").click()
    expect(page.locator("[data-pl=fail]")).to_contain_text("The sound did not load. The text below is complete.")
    page.unroute("**/audio/**")
    page.locator("[data-pl=retry]").click()
    wait_until_it_plays(page)
    expect(page.locator("[data-pl=fail]")).to_be_hidden()


def test_without_script_nothing_is_shown_that_needs_one_and_anchors_lead_to_lines(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{EPISODE}")
    page.locator(".pl-lane--ch a").nth(1).click()
    assert page.url.endswith("#t-36")
    expect(page.locator("#t-36")).to_be_in_viewport()
    for one in (".pl-seek", ".pl-bar", "[data-pl=follow]", ".pl-mini", "dialog"):
        assert not [at for at in page.locator(one).all() if at.is_visible()], one
    expect(page.locator("audio[controls]")).to_be_visible()
    context.close()
