"""Pictures of letters: found in the export, made fit to serve, and left where they are when they stand elsewhere."""

import contextlib
import io
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import ItemError
from pipeline.ingest.picture import examine, fitted
from tests.ingest.letters import exports
from tests.ingest.letters.exports import SAMPLES, bring, letters, picture, text_of
from tests.show import podloom
from tests.web import Web

CDN = "https://substackcdn.com/image/fetch/w_1456,c_limit/https%3A%2F%2Fmedia.example%2Fpublic%2Fimages%2F"
INSET = (
    '<div class="captioned-image-container"><figure><a class="image-link" href="{cdn}one.png"><div><picture>'
    '<source type="image/webp" srcset="x.webp 424w"><img src="{cdn}one.png" width="1456" alt="{alt}" class="sizing-normal">'
    '</picture><div class="image-link-expand"></div></div></a><figcaption>A field in <em>May</em></figcaption></figure></div>'
)


def one_picture(bare: Path) -> Path:
    (found,) = (path for path in (bare / "content/newsletters").rglob("*") if path.suffix in (".png", ".jpg", ".gif", ".webp"))
    return found


def test_a_picture_of_the_export_comes_along_by_whatever_address_the_letter_has(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", {"7.a": ("A", f"<p>Text.</p>{INSET.format(cdn=CDN, alt='A field')}")})
    (folder / "images").mkdir()
    (folder / "images/one.png").write_bytes(picture(300, 200))
    (done,) = bring(bare, exports.zipped(folder, tmp_path / "in.zip")).values()
    assert done.notes == ()
    found = one_picture(bare)
    assert found.parent.name == "2025-05-01-a"
    assert text_of(letters(bare)["2025-05-01-a.md"]) == f"Text.\n\n![A field](2025-05-01-a/{found.name})\n\n*A field in May*"
    assert found.read_bytes() == picture(300, 200)  # as it was: it is small enough


def test_a_picture_without_words_takes_those_below_it(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", {"7.a": ("A", INSET.format(cdn=CDN, alt=""))})
    (folder / "one.png").write_bytes(picture(30, 20))
    bring(bare, folder)
    assert "![A field in May](" in letters(bare)["2025-05-01-a.md"]


def test_a_picture_that_stands_elsewhere_becomes_a_link_and_is_told(bare: Path, tmp_path: Path) -> None:
    html = '<p>Text.</p><img src="https://pics.example/a.png" alt="Elsewhere"><img src="gone.png" alt="Gone">'
    (done,) = bring(bare, exports.substack(tmp_path / "in", {"7.a": ("A", html)})).values()
    assert done.notes == (
        "picture stays elsewhere, as a link (--pictures fetches it): https://pics.example/a.png",
        "picture lost: it is not here (--site says where it is): gone.png",
    )
    assert text_of(letters(bare)["2025-05-01-a.md"]) == "Text.\n\n[Elsewhere](https://pics.example/a.png) Gone"


def test_pictures_in_markdown_come_along_too_also_those_written_as_html(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/one.png").write_bytes(picture(30, 20))
    text = '![One](one.png "A title") and <img src="./one.png" alt="It"> and <IMG SRC="https://x.example/a.png" alt="There">'
    (tmp_path / "in/2025-01-02-a.md").write_text(f"# A\n\n{text}\n")
    bring(bare, tmp_path / "in")
    name = one_picture(bare).name
    assert text_of(letters(bare)["2025-01-02-a.md"]) == (
        f'![One](2025-01-02-a/{name} "A title") and ![It](2025-01-02-a/{name}) and [There](https://x.example/a.png)'
    )


def test_two_files_of_one_name_are_told_apart_by_their_folders(bare: Path, tmp_path: Path) -> None:
    html = '<img src="https://x.example/wp-content/uploads/2019/05/a.png" alt="May"><img src="https://y.example/a.png" alt="Which">'
    folder = exports.substack(tmp_path / "in", {"7.a": ("A", html)})
    for month, side in (("05", 50), ("06", 60)):
        (folder / f"uploads/2019/{month}").mkdir(parents=True)
        (folder / f"uploads/2019/{month}/a.png").write_bytes(picture(side, side))
    bring(bare, folder)
    assert Image.open(io.BytesIO(one_picture(bare).read_bytes())).size == (50, 50)
    assert "[Which](https://y.example/a.png)" in letters(bare)["2025-05-01-a.md"]


@pytest.mark.parametrize(
    "address", ["../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "..\\\\..\\\\a.png", "a\0b.png"]
)
def test_no_picture_is_taken_from_outside_the_export(bare: Path, tmp_path: Path, address: str) -> None:
    (tmp_path / "a.png").write_bytes(picture(20, 20))
    bring(bare, exports.substack(tmp_path / "in", {"7.a": ("A", f'<p>Text.</p><img src="{address}" alt="x">')}))
    assert not [path for path in (bare / "content/newsletters").rglob("*") if path.is_file() and path.suffix != ".md"]


def test_pictures_are_fetched_only_when_asked_and_only_once(bare: Path) -> None:
    with contextlib.closing(Web()) as web:
        web.pages["/image.jpg"] = picture(200, 100, "JPEG")
        settings = bare / "content/show.toml"
        settings.write_text(settings.read_text() + f'\n[network]\nallow = ["{web.place}"]\n')
        text = (SAMPLES / "buttondown-export/emails.json").read_text()
        folder = bare.parent / "in"
        (folder / "emails").mkdir(parents=True)
        (folder / "emails.json").write_text(text)
        for name in ("plain-post", "fancy-post"):
            words = (SAMPLES / f"buttondown-export/emails/{name}.md").read_text()
            (folder / f"emails/{name}.md").write_text(words.replace("https://example.com/image.jpg", f"{web.url}/image.jpg"))
        podloom(bare, "add", str(folder), check=True)
        assert len(web.asked) == 0
        assert "[Landscape photo](" in letters(bare)["2023-01-02-plain-post.md"]
        podloom(bare, "add", str(folder), "--pictures", check=True)
        assert len(web.asked) == 2
        assert "\n![Landscape photo](2023-01-02-plain-post/image-" in letters(bare)["2023-01-02-plain-post.md"]
        assert "\n![Landscape photo](2023-01-05-fancy-post/image-" in letters(bare)["2023-01-05-fancy-post.md"]
        before = letters(bare)
        podloom(bare, "add", str(folder), check=True)  # without the option, what is here stays here
        podloom(bare, "add", str(folder), "--pictures", check=True)
        assert len(web.asked) == 2
        assert letters(bare) == before


GHOST = (
    '<p>See <a href="__GHOST_URL__/other-letter/">the other</a>, <a href="__GHOST_URL__">all</a>, <a href="#top">above</a>.</p>'
    '<p><img src="__GHOST_URL__/content/images/a.png" alt="A"><img src="https://else.example/b.png" alt="B"></p>'
)


def test_a_site_s_address_is_taken_as_it_is(bare: Path, tmp_path: Path) -> None:
    export = exports.ghost(tmp_path / "g.json", html=GHOST)
    podloom(bare, "add", str(export), "--site", r"https://letters.example/\q\1", check=True)
    assert r"https://letters.example/\q\1/other-letter/" in "".join(letters(bare).values()).replace("%5C", "\\")


def test_a_ghost_export_without_its_pictures_gets_them_from_its_site(bare: Path, tmp_path: Path) -> None:
    name = "2025-02-03-ghost-letter.md"
    cover = "__GHOST_URL__/content/images/top.png"
    with contextlib.closing(Web()) as web:
        export = exports.ghost(tmp_path / "g.json", html=GHOST, feature_image=cover, canonical_url="https://magazine.example/x/")
        settings = bare / "content/show.toml"
        settings.write_text(settings.read_text() + f'\n[network]\nallow = ["{web.place}"]\n')
        said = podloom(bare, "add", str(export), check=True).stdout
        assert "2 of its links lead nowhere (--site says where they led): /other-letter/, /" in said
        assert said.count("picture lost: it is not here (--site says where it is)") == 2
        assert web.paths() == []
        web.pages |= {"/blog/content/images/a.png": picture(30, 20), "/blog/content/images/top.png": picture(60, 40)}
        podloom(bare, "add", str(export), "--site", f"{web.url}/blog", check=True)
        text = letters(bare)[name]
        assert f"See [the other]({web.url}/blog/other-letter/), [all]({web.url}/blog/), above." in text
        assert "![A](2025-02-03-ghost-letter/a-" in text
        assert "![](2025-02-03-ghost-letter/top-" in text
        assert "[B](https://else.example/b.png)" in text  # another server was not named, so it is not asked
        assert len(web.asked) == 2
        again = podloom(bare, "add", str(export), "--site", f"{web.url}/blog/", check=True).stdout
        assert "already here" in again
        assert len(web.asked) == 2


def test_a_site_that_is_no_address_is_refused(bare: Path, tmp_path: Path) -> None:
    done = podloom(bare, "add", str(exports.ghost(tmp_path / "g.json")), "--site", "letters.example")
    assert done.returncode == 2
    assert "https://letters.example/" in done.stderr


def test_a_large_picture_is_made_smaller_and_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    data, found = fitted(picture(3000, 2000, "JPEG", exif=exif), "a.jpg")
    assert (found.width, found.height) == (1600, 2400)
    image = Image.open(io.BytesIO(data))
    assert image.size == (1600, 2400)
    assert not image.getexif()
    assert fitted(picture(3000, 2000, "JPEG", exif=exif), "a.jpg")[0] == data  # the same bytes each time


def test_where_a_picture_was_taken_is_told_to_nobody() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x8825] = exif.get_ifd(0x8825)
    data, _ = fitted(picture(300, 200, "JPEG", exif=exif), "a.jpg")
    assert not Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("GIF", ".gif"), ("WEBP", ".webp"), ("AVIF", ".avif")])
def test_what_browsers_show_stays_what_it_is(kind: str, suffix: str) -> None:
    data = picture(40, 30, kind)
    assert fitted(data, "a") == (data, examine(data, "a"))
    assert examine(data, "a").suffix == suffix


def test_a_bitmap_becomes_a_png() -> None:
    data, found = fitted(picture(40, 30, "BMP"), "a.bmp")
    assert found.suffix == ".png"
    assert Image.open(io.BytesIO(data)).size == (40, 30)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", b"<html>404</html>",
        picture(3, 2, "GIF")[:-1] + b",\0;",  # a second frame that breaks off
        picture(3000, 2000)[:5000], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\x7f\xff\xff\xff\x7f\x08\x02\0\0\0",
    ],
)  # fmt: skip
def test_what_is_no_picture_a_damaged_one_or_a_bomb_is_refused(data: bytes) -> None:
    with pytest.raises(ItemError):
        fitted(data, "a.png")


def test_a_bad_picture_does_not_keep_its_letter_out(bare: Path, tmp_path: Path) -> None:
    folder = exports.substack(tmp_path / "in", {"7.a": ("A", '<p>Text.</p><img src="https://x.example/one.png" alt="One">')})
    (folder / "one.png").write_bytes(b"<svg onload=x()>")
    (done,) = bring(bare, folder).values()
    assert done.state == "added"
    assert "picture left out: the file is no picture" in done.notes[0]
    assert "[One](https://x.example/one.png)" in letters(bare)["2025-05-01-a.md"]
