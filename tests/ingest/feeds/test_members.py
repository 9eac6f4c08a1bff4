"""A feed for members brings all that it has, and its reader's key stays out of what is published."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from pipeline.settings.sources import Source
from tests import show
from tests.ingest.feeds.shop import Shop
from tests.web import Reply, Web

KEY = "0p3nsesame/42"
SENT = "0p3nsesame%2F42"


@pytest.fixture
def web() -> Iterator[Web]:
    """Run a server."""
    one = Web()
    yield one
    one.close()


@pytest.fixture
def shop(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Return a shop whose pages answer whoever has the key, and nobody else."""
    monkeypatch.setenv("SHOP_KEY", SENT)
    found = Shop(tmp_path / "show", web)
    found.source = Source(f"{web.url}/feed?key=${{SHOP_KEY}}", "shop")
    return found


def guard(web: Web) -> None:
    """Refuse all that is asked without the key."""

    def guarded(page: object) -> object:
        answer = page if callable(page) else lambda _: Reply(page)  # type: ignore[arg-type]  # bytes, else
        return lambda ask: answer(ask) if SENT in ask.path else Reply(b"", 401)

    web.pages.update({path: guarded(page) for path, page in web.pages.items()})  # type: ignore[misc]  # as above


def picture(web: Web, name: str, folder: Path) -> None:
    """Put a picture on the server."""
    path = folder / "picture.png"
    Image.new("RGB", (64, 48), "#b3541e").save(path)
    web.pages[f"/{name}"] = path.read_bytes()
    path.unlink()


def test_all_comes_in_and_the_key_is_nowhere(shop: Shop, web: Web, tmp_path: Path) -> None:
    shop.sound("talk.wav")
    picture(web, "picture.png", tmp_path)
    web.pages["/chapters"] = f'{{"chapters":[{{"startTime":0,"title":"Hi","url":"{web.url}/hi?a=1&key={SENT}"}}]}}'.encode()
    link = f"<link>{web.url}/talk?key={SENT}&amp;page=2</link>"
    marks = f'<podcast:chapters url="{web.url}/chapters?key={SENT}" type="application/json+chapters"/>'
    letter = f'&lt;p&gt;Dear members.&lt;/p&gt;&lt;img src="{web.url}/picture.png?key={SENT}"&gt;'
    shop.offer(
        shop.item("For Members", f"talk.wav?key={SENT}", extra=link + marks),
        shop.item(
            "A Letter", "", extra=f"<description>{letter}&lt;a href='{web.url}/more?key={SENT}'&gt;More&lt;/a&gt;</description>"
        ),
    )
    guard(web)
    brought = shop.bring()
    assert [(one.state, one.notes, one.problem) for one in brought.items] == [("added", (), "")] * 2
    assert f'link: "{web.url}/talk?page=2"' in shop.text("for-members")
    assert f'"url": "{web.url}/hi?a=1"' in (shop.episodes / "for-members/chapters.json").read_text()
    written = next((shop.root / "content/newsletters").glob("*a-letter.md")).read_text()
    assert f"[More]({web.url}/more)" in written
    assert "![](" in written  # it was fetched with the key
    assert not [path for path, data in show.bytes_of(shop.root).items() if b"0p3nsesame" in data]


def test_an_item_is_known_again_when_the_key_changes(shop: Shop, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.sound("talk.wav")
    guid = f"{web.url}/?p=17&amp;key="
    shop.offer(shop.item("For Members", f"talk.wav?key={SENT}", guid=guid + SENT))
    assert [one.state for one in shop.bring().items] == ["added"]
    assert f'guid: "{web.url}/?p=17"' in shop.text("for-members")
    monkeypatch.setenv("SHOP_KEY", "another-key-4711")
    shop.offer(shop.item("For Members", "talk.wav?key=another-key-4711", guid=f"{guid}another-key-4711"))
    assert [one.state for one in shop.bring().items] == []
    assert len([ask for ask in web.asked if ask.path.startswith("/talk.wav")]) == 1


def test_a_public_feed_is_left_as_it_is(shop: Shop, web: Web) -> None:
    shop.source = Source(f"{web.url}/feed", "shop")
    shop.sound("talk.wav")
    shop.offer(shop.item("For All", "talk.wav", extra=f"<link>{web.url}/talk?key={SENT}</link>"))
    assert [one.state for one in shop.bring().items] == ["added"]
    assert f'link: "{web.url}/talk?key={SENT}"' in shop.text("for-all")
