"""Take the pictures of this folder from the demo's built site: `make screens`, or `python docs/screens/take.py SITE`.

SITE is a built site's folder (default: build/site). Each picture has a fixed size, nothing moves in it, and it is reduced to
a palette: the same site and browser give the same pictures, but for a pixel at a round edge now and then. Together they may
weigh 1.5 MB; more is refused.
"""

import io
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.serve import application

HERE = Path(__file__).parent
MOST_BYTES = 1_500_000
COLOURS = 80
DESK, PHONE = (1280, 780), (390, 780)
VIEWS = {"light": (DESK, "light"), "dark": (DESK, "dark"), "phone": (PHONE, "light")}
EPISODE = "episodes/the-warm-numbers/"
PAGES = {
    "home": "",
    "theme": "themes/measurement/",
    "themes": "themes/",
    "episode": EPISODE,
    "playing": f"{EPISODE}#t=95",
    "letter": "letters/counting-what-wont-sit-still/",
    "letters": "letters/",
    "episodes": "episodes/",
    "people": "people/",
    "person": "people/ines-caldeira/",
    "organisation": "named/lumetra/",
    "search": "",
    "about": "about/",
    "missing": "404.html",
}


def playing(page: Page) -> None:
    """Stop a sound that has begun, so that every picture shows the same second."""
    page.wait_for_function("() => { const one = document.querySelector('audio'); return !one.paused && one.currentTime > 95.5; }")
    page.evaluate("const one = document.querySelector('audio'); one.pause(); one.currentTime = 96")
    page.wait_for_timeout(300)


def search(page: Page) -> None:
    """Ask for a word."""
    page.keyboard.press("/")
    page.locator("dialog#search input[type=text]").fill("trust")
    page.locator(".pl-hit").first.wait_for()


DOES: dict[str, Callable[[Page], None]] = {"playing": playing, "search": search}


def main(site: Path) -> None:
    """Take every page in every view, and say what they weigh together."""
    server = uvicorn.Server(uvicorn.Config(application(site), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        taken = take(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/")
    finally:
        server.should_exit = True
        thread.join()
    weight = sum(map(len, taken.values()))
    if weight > MOST_BYTES:
        sys.exit(f"{len(taken)} pictures weigh {weight:,} bytes, more than {MOST_BYTES:,}: none was written.")
    for name, data in taken.items():
        (HERE / f"{name}.png").write_bytes(data)
    sys.stdout.write(f"{len(taken)} pictures, {weight:,} bytes\n")


def take(address: str) -> dict[str, bytes]:
    """Return the pictures by name."""
    flags = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--autoplay-policy=no-user-gesture-required"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        taken = {f"{page}-{view}": picture(chromium, address, page, view) for page in PAGES for view in VIEWS}
        chromium.close()
    return {name.removesuffix("-light"): data for name, data in taken.items()}


def picture(chromium: Browser, address: str, name: str, view: str) -> bytes:
    """Return one picture."""
    (width, height), scheme = VIEWS[view]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    page = context.new_page()
    page.goto(address + PAGES[name], wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    DOES.get(name, lambda _: None)(page)
    shot = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return reduced(shot)


def reduced(shot: bytes) -> bytes:
    """Return a picture in its most frequent colours: other palettes take a rare colour, as a theme's is, for its neighbour."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    frequent = [colour for _, colour in sorted(image.getcolors(1 << 24), reverse=True)[:COLOURS]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in frequent for part in colour])
    small = io.BytesIO()
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("build/site"))
