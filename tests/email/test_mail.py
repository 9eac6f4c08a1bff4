"""`podloom email` writes a letter as a mail that survives the programs which show it."""

import email as stdlib
import email.policy
import html.parser
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from pipeline.settings.email import Email
from tests.email.make import mail
from tests.show import bytes_of, podloom, tiny

LETTER = "content/newsletters/2025-01-07-slow-bread.md"
SENDER = '\n[email]\nsender = "Ada Byron <ada@long-table.example>"\naddress = "Oven Lane 1, Utrecht"\n'


def written(root: Path, *arguments: str, slug: str = "slow-bread", code: int = 0) -> dict[str, object]:
    """Write a letter as mail and return what `--json` said; raises where it did not exit with that code."""
    done = podloom(root, "email", slug, "--json", *arguments)
    if done.returncode != code:
        raise RuntimeError(done.stderr + done.stdout)
    return dict(json.loads(done.stdout))


def sent(root: Path, name: str = "index.html", slug: str = "slow-bread") -> str:
    return (root / "build/email" / slug / name).read_text(encoding="utf-8")


class Outline(html.parser.HTMLParser):
    """The elements of a document with their attributes, and the text."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def every(self, tag: str, name: str) -> list[str]:
        return [found[name] or "" for one, found in self.elements if one == tag and name in found]


def test_a_letter_becomes_html_text_and_a_message(built: Path) -> None:
    said = written(built)
    assert said["title"] == "Slow Bread"
    folder = built / "build/email/slow-bread"
    assert sorted(path.name for path in folder.iterdir()) == ["index.html", "slow-bread.eml", "text.txt"]
    assert {Path(str(path)).name for path in dict(said["files"]).values()} == {"index.html", "slow-bread.eml", "text.txt"}  # type: ignore[call-overload]
    assert said["bytes"] == (folder / "index.html").stat().st_size
    assert [fault["rule"] for fault in said["findings"]] == ["mail-sender"]  # type: ignore[attr-defined]


def test_the_html_has_what_clients_need(built: Path) -> None:
    with (built / "content/show.toml").open("a") as file:
        file.write(SENDER)
    assert written(built)["findings"] == []
    document = sent(built)
    page = Outline(document)
    assert document.startswith("<!DOCTYPE html>")
    assert page.every("html", "lang") == ["en"]
    assert page.every("div", "lang") == ["en"]
    assert ("meta", {"name": "color-scheme", "content": "light dark"}) in page.elements
    assert "@media (prefers-color-scheme:dark)" in document
    assert "[data-ogsc]" in document
    assert document.count("<!--[if mso]>") == document.count("<![endif]-->") == 5
    assert "max-width: 600px" in document
    assert [tag for tag, _ in page.elements if re.fullmatch(r"h\d", tag)] == ["h1"]
    assert set(page.every("table", "role")) == {"presentation"}
    addresses = page.every("a", "href") + page.every("img", "src")
    assert {address.split(":")[0] for address in addresses} == {"https", "mailto"}
    assert "https://long-table.example/letters/slow-bread/" in addresses
    assert "mailto:ada@long-table.example?subject=unsubscribe" in addresses
    assert "Oven Lane 1, Utrecht" in page.text
    assert not [tag for tag, _ in page.elements if tag in ("link", "script", "form")]
    assert not re.search(r"var\(|url\(|display: *(flex|grid)", document)


def test_a_picture_of_a_letters_own_leads_to_where_its_page_has_it(built: Path) -> None:
    letter = built / LETTER
    letter.write_text(f"{letter.read_text()}\n![Oven]({letter.stem}/the%20oven.png)\n")
    letter.with_suffix("").mkdir()
    Image.new("RGB", (40, 20), "red").save(letter.with_suffix("") / "the oven.png")
    podloom(built, "build", check=True)
    written(built)
    assert (built / "build/site/letters/slow-bread/the oven.png").is_file()
    (picture,) = [found for tag, found in Outline(sent(built)).elements if tag == "img" and found.get("alt") == "Oven"]
    assert picture["src"] == "https://long-table.example/letters/slow-bread/the%20oven.png"
    assert picture["width"] == "40"
    assert f"{letter.stem}/" not in sent(built) + sent(built, "text.txt")


def test_the_preheader_comes_first_and_spaces_keep_the_letter_out_of_it(built: Path) -> None:
    written(built)
    document = sent(built)
    before = document[document.index("<body") :].split("</div>")[0]
    assert "Bread rises when nobody looks at it." in before
    assert before.count("\u034f\u200c") == 60
    assert "display: none" in before


def test_a_letter_that_started_an_episode_carries_its_card_and_no_moment_is_made_up(built: Path) -> None:
    written(built)
    page = Outline(sent(built))
    pictures = [found for tag, found in page.elements if tag == "img"]
    assert [one["src"] for one in pictures] == ["https://long-table.example/cards/episodes/counting-warmth.png"]
    assert pictures[0]["alt"] == "Counting Warmth, 21 January 2025"
    assert (pictures[0]["width"], pictures[0]["height"]) == ("534", "280")
    assert (built / "build/site/cards/episodes/counting-warmth.png").is_file()
    assert "https://long-table.example/episodes/counting-warmth/" in page.every("a", "href")


def test_a_moment_that_a_letter_names_is_played_from_the_mail(built: Path) -> None:
    letter = built / LETTER
    letter.write_text(letter.read_text() + "\nGrace said it in [[counting-warmth@0:08]].\n")
    said = written(built)
    moment = "https://long-table.example/episodes/counting-warmth/#t=8"
    play = next(one for one in said["plays"] if one["href"] == moment)  # type: ignore[attr-defined]
    assert (play["speaker"], play["title"], play["clock"]) == ("Grace Holt", "Counting Warmth", "0:08")
    page = Outline(sent(built))
    assert page.every("a", "href").count(moment) >= 3
    assert "Play from 0:08" in page.text
    assert "You count what people do when trust is there" in page.text
    assert moment in sent(built, "text.txt")


def test_the_letter_is_the_one_of_now_and_not_of_the_last_build(built: Path) -> None:
    letter = built / LETTER
    letter.write_text(letter.read_text().replace("Bread rises", "Dough rises"))
    written(built)
    assert "Dough rises" in sent(built)
    assert "Bread rises" not in sent(built) + sent(built, "text.txt")


def test_a_draft_can_be_written_as_mail_and_says_that_its_page_is_missing(built: Path) -> None:
    draft = "---\ntitle: Not Yet\ndate: 2025-04-01\ndraft: true\n---\n\nSoon, in [[two-clocks]] and [[nowhere]].\n"
    (built / "content/newsletters/2025-04-01-not-yet.md").write_text(draft)
    said = written(built, slug="not-yet", code=1)
    where = "content/newsletters/2025-04-01-not-yet.md"
    told = [(fault["rule"], fault["where"]) for fault in said["findings"]]  # type: ignore[attr-defined]
    assert told == [("mark-nowhere", where), ("mail-early", where), ("mail-sender", "content/show.toml")]
    assert "https://long-table.example/episodes/two-clocks/" in sent(built, slug="not-yet")


def test_a_show_that_was_never_built_can_be_mailed_too(tmp_path: Path) -> None:
    root = tiny(tmp_path / "show")
    assert written(root)["plays"] == []
    assert "Bread rises" in sent(root)


def test_the_message_is_whole_and_says_when_it_was_written(built: Path) -> None:
    with (built / "content/show.toml").open("a") as file:
        file.write(SENDER)
    written(built)
    data = (built / "build/email/slow-bread/slow-bread.eml").read_bytes()
    message = stdlib.message_from_bytes(data, policy=email.policy.default)
    assert message["Subject"] == "Slow Bread"
    assert message["From"] == "Ada Byron <ada@long-table.example>"
    assert message["Date"] == "Tue, 07 Jan 2025 09:00:00 +0000"
    assert message["Message-ID"] == "<letters.slow-bread.2025-01-07@long-table.example>"
    assert message["Content-Language"] == "en"
    assert message["List-Unsubscribe"] == "<mailto:ada@long-table.example?subject=unsubscribe>"
    assert message.get_content_type() == "multipart/alternative"
    text, page = message.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == sent(built, "text.txt")
    assert page.get_content().replace("\r\n", "\n").rstrip() == sent(built).rstrip()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert not message.defects


def test_the_same_letter_gives_the_same_bytes(built: Path) -> None:
    written(built)
    first = bytes_of(built / "build/email")
    written(built)
    assert bytes_of(built / "build/email") == first


def test_a_message_without_a_sender_has_no_from_and_its_subject_may_be_in_any_script() -> None:
    made = stdlib.message_from_bytes(mail("Hallo.", code="en").message, policy=email.policy.default)
    assert made["From"] is None
    assert made["X-Unsent"] == "1"


@pytest.mark.parametrize(
    ("provider", "address"),
    [
        ("buttondown", "{{ unsubscribe_url }}"),
        ("ghost", "%%{unsubscribe_url}%%"),
        ("mailchimp", "*|UNSUB|*"),
        ("listmonk", "{{ UnsubscribeURL }}"),
    ],
)
def test_each_provider_finds_its_own_placeholder_and_none_that_an_author_wrote(provider: str, address: str) -> None:
    said = "Never write `{{ UnsubscribeURL }}`, {{ unsubscribe_url }}, %%{unsubscribe_url}%% or `*|UNSUB|*` yourself."
    made = mail(said, Email(provider=provider))  # type: ignore[arg-type]
    assert Outline(made.html).every("a", "href").count(address) == 1
    assert made.html.count(address) == 1
    assert made.text.count(address) == 1
    assert said.replace("`", "") in " ".join(Outline(made.html).text.split())


@pytest.mark.parametrize("provider", ["substack", "beehiiv"])
def test_providers_that_put_their_own_link_below_get_none_from_us(provider: str) -> None:
    made = mail("Hello.", Email(provider=provider, sender="Ada <a@b.example>"))  # type: ignore[arg-type]
    assert "Unsubscribe" not in made.html + made.text


def test_mailchimp_gets_the_place_of_the_postal_address_that_it_asks_for() -> None:
    made = mail("Hello.", Email(provider="mailchimp", address="Oven Lane 1"))
    assert "*|HTML:LIST_ADDRESS_HTML|*" in made.html
    assert made.text.endswith("\n*|LIST:ADDRESS|*\n")


def test_the_words_around_a_letter_are_in_the_language_of_the_show() -> None:
    made = mail("Hoor [[warm-numbers@0:12]].", Email(sender="Ada <a@b.example>"), head="author: Ada\n", code="nl")
    assert 'lang="nl"' in made.html
    for said in ("Bekijk in je browser", "6 mei 2025", "door Ada", "Afmelden"):
        assert said in made.html
        assert said in made.text
    assert "View in browser" not in made.html + made.text


def test_a_card_goes_with_the_words_that_pointed_to_it(built: Path) -> None:
    letter = built / LETTER
    assert len(written(built)["plays"]) == 1  # type: ignore[arg-type]
    letter.write_text(letter.read_text().replace("sparked: counting-warmth\n", "").replace('"Counting Warmth"', "of January"))
    assert written(built)["plays"] == []


def test_what_the_host_decided_holds_in_a_letter_that_was_changed_too(built: Path) -> None:
    letter, refused = built / LETTER, "sparked:issue/slow-bread#p-2~episode/counting-warmth"
    answers = built / "answers.jsonl"
    answers.write_text(json.dumps({"id": refused, "answer": "no"}) + "\n")
    podloom(built, "links", "review", "--answers", str(answers), check=True)
    letter.write_text(letter.read_text().replace("Bread rises", "Dough rises"))
    before = written(built)["plays"]
    podloom(built, "build", check=True)
    assert written(built)["plays"] == before
    assert "This passage was answered" not in json.dumps(before)


def test_no_text_breaks_out_of_the_html() -> None:
    made = mail("<script>alert(1)</script>Hello <b onclick='x()'>you</b>.", head='summary: "</p><script>alert(2)</script>"\n')
    assert not [tag for tag, _ in Outline(made.html).elements if tag == "script"]
    assert "onclick" not in made.html


def test_a_template_of_the_show_wins(built: Path) -> None:
    own = built / "templates/email"
    own.mkdir(parents=True)
    (own / "kept.css").write_text("")
    (own / "style.css").write_text("h1{color:#123456}\n@media print{h1{color:black}}")
    written(built)
    assert '<h1 style="color: #123456;">' in sent(built)
    assert "@media print" in sent(built)
    assert "prefers-color-scheme" not in sent(built)


def test_an_unknown_slug_is_answered_with_the_nearest(built: Path) -> None:
    done = podloom(built, "email", "slow-bred")
    assert done.returncode == 2
    assert 'there is no letter "slow-bred"' in done.stderr
    assert 'Did you mean "slow-bread"?' in done.stderr


def test_an_episode_is_no_letter(built: Path) -> None:
    done = podloom(built, "email", "counting-warmth")
    assert done.returncode == 2
    assert '"counting-warmth" is an episode, and only letters are sent' in done.stderr


def test_a_show_without_a_url_is_told_what_to_add(built: Path) -> None:
    toml = built / "content/show.toml"
    toml.write_text(toml.read_text().replace('url = "https://long-table.example/"\n', ""))
    done = podloom(built, "email", "slow-bread")
    assert done.returncode == 2
    assert "content/show.toml: the show has no url" in done.stderr
    assert 'url = "https://..."' in done.stderr


def test_a_letter_that_is_too_long_is_written_and_named(built: Path) -> None:
    letter = built / LETTER
    letter.write_text(letter.read_text() + "\n" + "Bread rises when nobody looks at it. " * 3000)
    done = podloom(built, "email", "slow-bread")
    assert done.returncode == 1
    assert re.search(
        r"error: build/email/slow-bread/index.html: the mail has 1\d\d kB of HTML, \d+ too many \[mail-long\]", done.stdout
    )
    assert "nobody looks" in sent(built)


def test_a_quiet_run_says_what_is_wrong_and_nothing_else(built: Path) -> None:
    assert podloom(built, "email", "slow-bread", "-q").stdout == ""
    letter = built / LETTER
    letter.write_text(letter.read_text() + "\nAsk [[nobody]].\n")
    done = podloom(built, "email", "slow-bread", "-q")
    assert done.returncode == 1
    assert done.stdout.startswith("error: ")
    assert "mail-sender" not in done.stdout


def test_the_folder_can_be_chosen(built: Path, tmp_path: Path) -> None:
    written(built, "--out", str(tmp_path / "to-send"))
    assert sorted(path.name for path in (tmp_path / "to-send").iterdir()) == ["index.html", "slow-bread.eml", "text.txt"]
    assert not (built / "build/email").exists()


def test_a_letter_that_cannot_be_read_is_named_with_its_fault(built: Path) -> None:
    (built / LETTER).write_bytes(b"---\ntitle: Slow Bread\ndate: 2025-01-07\n---\n\nBr\xf6d.\n")
    (built / "content/newsletters/2025-05-05-undated.md").write_text("---\ntitle: Undated\n---\n\nHello.\n")
    slow, undated = podloom(built, "email", "slow-bread"), podloom(built, "email", "undated")
    assert (slow.returncode, undated.returncode) == (1, 1)
    assert "the file is not UTF-8" in slow.stderr
    assert "the draft has no date" in undated.stderr


def test_a_wrong_sender_is_a_fault_with_its_line(built: Path) -> None:
    toml = built / "content/show.toml"
    toml.write_text(toml.read_text() + '\n[email]\nsender = "Ada Byron"\napi = "http://lists.example.com"\n')
    done = podloom(built, "email", "slow-bread")
    assert done.returncode == 2
    assert re.search(r'content/show.toml:\d+: "Ada Byron" is no sender of mail', done.stderr)
    assert re.search(r"content/show.toml:\d+: api: this is no address of an API", done.stderr)
    assert "lists.example.com/" not in done.stderr  # it may hold a password
