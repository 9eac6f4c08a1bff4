"""A letter's HTML is made fit for mail: whole addresses, sized pictures, tags that clients know."""

from pathlib import Path

from pipeline.email.fit import fit
from pipeline.email.pictures import sizes
from pipeline.share import Plate, card

PAGE = "https://table.example/show/letters/swifts/"


def fitted(html: str, size: tuple[int, int] | None = None) -> str:
    return fit(html, PAGE, lambda _: size)


def test_addresses_become_whole_and_whole_ones_stay() -> None:
    assert 'href="https://table.example/about/"' in fitted('<p><a href="/about/">x</a></p>')
    assert 'href="https://table.example/show/letters/other/"' in fitted('<p><a href="../other/">x</a></p>')
    assert f'href="{PAGE}#fn-1"' in fitted('<p><a href="#fn-1">1</a></p>')
    assert 'href="mailto:a@b.example"' in fitted('<p><a href="mailto:a@b.example">x</a></p>')
    assert 'src="https://cdn.example/a.png"' in fitted('<p><img src="https://cdn.example/a.png" alt=""></p>')


def test_a_picture_is_as_wide_as_the_letter_at_most() -> None:
    assert 'width="536" height="268"' in fitted('<p><img src="a.png" alt="A"></p>', (1072, 536))
    assert 'width="100" height="40"' in fitted('<p><img src="a.png" alt="A"></p>', (100, 40))
    assert 'width="536" height="402"' in fitted('<p><img src="a.png" alt="A" width="1600" height="1200"></p>', (3, 3))


def test_a_picture_that_nobody_measured_keeps_what_is_known() -> None:
    assert fitted('<p><img src="a.png" alt="A" width="90%" height="x" loading="lazy"></p>').count("=") == 2
    assert 'width="200"' in fitted('<p><img src="a.png" alt="A" width="200"></p>')


def test_tags_that_clients_drop_become_plain_ones() -> None:
    html = fitted("<figure><p>x</p><figcaption>A swift</figcaption></figure><details><summary>More</summary><p>y</p></details>")
    assert html == (
        '<div class="was-figure"><p>x</p><p class="was-figcaption">A swift</p></div>'
        '<div class="was-details"><p class="was-summary">More</p><p>y</p></div>'
    )


def test_text_around_and_between_elements_stays() -> None:
    assert fitted("Before <b>it</b> &amp; after <i>all</i>.") == "Before <b>it</b> &amp; after <i>all</i>."


def test_a_picture_of_the_site_is_measured_and_no_file_beside_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "cards").mkdir(parents=True)
    (site / "cards/a b.png").write_bytes(card(Plate("x", "Show", "Title")))
    (site / "cards/broken.png").write_bytes(b"no picture")
    (tmp_path / "secret.png").write_bytes(card(Plate("x", "Show", "Title")))
    size_of = sizes(site, "https://table.example/show")
    assert size_of("https://table.example/show/cards/a%20b.png?v=2") == (1200, 630)
    assert size_of("https://table.example/show/cards/broken.png") is None
    assert size_of("https://table.example/show/../secret.png") is None
    assert size_of("https://table.example/show/%2e%2e/secret.png") is None
    assert size_of("https://other.example/show/cards/a%20b.png") is None
