"""Take the pictures of the README from a built site: `python docs/screens/take.py http://127.0.0.1:8000/`."""

import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PAGES = {
    "episode": ("episodes/the-warm-numbers/", 1280, 1150),
    "home": ("", 1280, 1000),
    "theme": ("themes/measurement/", 1280, 1000),
}
HERE = Path(__file__).parent


def main(address: str) -> None:
    """Take each picture and reduce it to 128 colours, which the eye hardly sees and git does."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name, (path, width, height) in PAGES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address + path)
            page.wait_for_timeout(500)
            file = HERE / f"{name}.png"
            page.screenshot(path=file)
            Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
