"""A letter becomes one draft at a provider, however often it is handed over; nothing is ever sent."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.email.recorded import Server, playing

KEYS = {"LISTMONK_USER": "podloom", "LISTMONK_TOKEN": "s3cret", "BUTTONDOWN_API_KEY": "0b5e-t0ken"}


def drafted(
    root: Path, server: Server, desk: str, *more: str, path: str = "", lists: str = "lists = [3]", keys: dict[str, str] = KEYS
) -> "subprocess.CompletedProcess[str]":
    """Run the real command line in a show whose provider is the recorded server."""
    toml = root / "content/show.toml"
    own = toml.read_text().split("\n[email]")[0]
    email = f'sender = "Ada Byron <ada@long-table.example>"\napi = "{server.url}{path}"\n{lists}\n'
    toml.write_text(f'{own}\n[email]\n{email}\n[network]\nallow = ["127.0.0.1:{server.port}"]\n')
    environment = {name: value for name, value in os.environ.items() if name not in KEYS} | keys
    command = [sys.executable, "-m", "pipeline", "email", "slow-bread", "--draft", desk, *more]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, env=environment)


def test_a_letter_becomes_a_draft_campaign_at_listmonk(built: Path) -> None:
    with playing("listmonk-first") as server:
        done = drafted(built, server, "listmonk", "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    kept = json.loads(done.stdout)["draft"]
    assert kept == {"state": "created", "id": "7", "url": f"{server.url}/admin/campaigns/7"}
    assert [(one.method, one.path) for one in server.asked] == [
        ("GET", "/api/templates"),
        ("GET", "/api/campaigns?per_page=all&no_body=true"),
        ("POST", "/api/campaigns"),
    ]
    assert {one.key for one in server.asked} == {"token podloom:s3cret"}
    sent = server.asked[-1].body
    assert (sent["name"], sent["subject"], sent["lists"], sent["tags"]) == ("Slow Bread", "Slow Bread", [3], ["podloom:slow-bread"])
    assert (sent["type"], sent["content_type"], sent["template_id"]) == ("regular", "html", 2)
    assert sent["from_email"] == "Ada Byron <ada@long-table.example>"
    assert 'href="{{ UnsubscribeURL }}"' in str(sent["body"])
    assert "Unsubscribe: {{ UnsubscribeURL }}" in str(sent["altbody"])
    assert "status" not in sent
    assert "send_at" not in sent


def test_the_same_letter_is_written_into_the_draft_that_is_there(built: Path) -> None:
    with playing("listmonk-first", "listmonk-again") as server:
        drafted(built, server, "listmonk")
        letter = built / "content/newsletters/2025-01-07-slow-bread.md"
        letter.write_text(letter.read_text().replace("Bread rises", "Dough rises"))
        done = drafted(built, server, "listmonk")
    assert done.returncode == 0, done.stderr
    assert "The draft was updated" in done.stdout
    assert [one.method for one in server.asked] == ["GET", "GET", "POST", "GET", "GET", "PUT"]
    assert server.asked[-1].path == "/api/campaigns/7"
    assert "Dough rises" in str(server.asked[-1].body["body"])


def test_a_letter_that_was_sent_is_left_alone(built: Path) -> None:
    for desk, name, path in (("listmonk", "listmonk-sent", ""), ("buttondown", "buttondown-sent", "/v1")):
        with playing(name) as server:
            done = drafted(built, server, desk, path=path)
        assert done.returncode == 1
        assert '"slow-bread" is no draft there any more' in done.stderr
        assert {one.method for one in server.asked} == {"GET"}


def test_without_a_template_that_adds_nothing_listmonk_gets_no_draft_and_the_host_advice(built: Path) -> None:
    with playing("listmonk-framed") as server:
        done = drafted(built, server, "listmonk")
    assert done.returncode == 2
    assert '{{ template "content" . }}' in done.stderr
    assert [one.method for one in server.asked] == ["GET"]


def test_without_lists_the_host_is_told_which_there_are(built: Path) -> None:
    with playing("listmonk-lists") as server:
        done = drafted(built, server, "listmonk", lists="")
    assert done.returncode == 2
    assert "lists = [3]. There are: 3 (Readers), 4 (Friends)." in done.stderr


def test_a_letter_becomes_a_draft_email_at_buttondown_and_is_never_sent_by_a_missing_status(built: Path) -> None:
    with playing("buttondown-first") as server:
        done = drafted(built, server, "buttondown", path="/v1")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "The draft was created: https://buttondown.com/emails/em_03" in done.stdout
    assert [(one.method, one.path) for one in server.asked] == [
        ("GET", "/v1/emails?page=1"),
        ("GET", "/v1/emails?page=2"),
        ("POST", "/v1/emails"),
    ]
    assert {one.key for one in server.asked} == {"Token 0b5e-t0ken"}
    sent = server.asked[-1].body
    assert sent["status"] == "draft"
    assert (sent["subject"], sent["slug"], sent["metadata"]) == ("Slow Bread", "slow-bread", {"podloom": "slow-bread"})
    assert sent["canonical_url"] == "https://long-table.example/letters/slow-bread/"
    body = str(sent["body"])
    assert body.startswith("<!-- buttondown-editor-mode: fancy -->\n")
    assert "Bread rises when nobody looks at it." in body
    assert "<html" not in body
    assert "/episodes/counting-warmth/" in body


def test_buttondown_keeps_one_draft_of_a_letter(built: Path) -> None:
    with playing("buttondown-first", "buttondown-again") as server:
        drafted(built, server, "buttondown", path="/v1")
        done = drafted(built, server, "buttondown", path="/v1")
    assert done.returncode == 0, done.stderr
    assert (server.asked[-1].method, server.asked[-1].path) == ("PATCH", "/v1/emails/em_03")
    assert "status" not in server.asked[-1].body
    assert [one.method for one in server.asked].count("POST") == 1


@pytest.mark.parametrize(
    ("name", "desk", "said"),
    [
        ("listmonk-refused", "listmonk", "permission denied: templates:get"),
        ("buttondown-refused", "buttondown", "The subject is too long."),
        ("listmonk-strange", "listmonk", "the answer is not what was expected"),
        ("listmonk-moved", "listmonk", "a key is sent nowhere else"),
    ],
)
def test_a_refusal_is_told_in_the_provider_s_words(built: Path, name: str, desk: str, said: str) -> None:
    with playing(name) as server:
        done = drafted(built, server, desk, path="/v1" if desk == "buttondown" else "")
    assert done.returncode == 1
    assert said in done.stderr
    assert not any(secret in done.stderr + done.stdout for secret in ("s3cret", "0b5e"))


def test_without_a_key_nothing_is_asked_and_the_name_of_the_key_is_told(built: Path) -> None:
    with playing() as server:
        listmonk = drafted(built, server, "listmonk", keys={"LISTMONK_USER": "podloom"})
        buttondown = drafted(built, server, "buttondown", keys={})
    assert (listmonk.returncode, buttondown.returncode) == (2, 2)
    assert "needs LISTMONK_TOKEN from the environment" in listmonk.stderr
    assert "export BUTTONDOWN_API_KEY=..." in buttondown.stderr
    assert server.asked == []


def test_a_mail_with_faults_becomes_no_draft(built: Path) -> None:
    letter = built / "content/newsletters/2025-01-07-slow-bread.md"
    letter.write_text(letter.read_text() + "\n" + "So much to say about bread that no mail can hold it all. " * 2000)
    with playing() as server:
        done = drafted(built, server, "listmonk")
    assert done.returncode == 1
    assert "No draft was made at listmonk" in done.stdout
    assert server.asked == []


def test_a_provider_that_is_not_public_is_asked_only_where_the_host_allows_it(built: Path) -> None:
    with playing("listmonk-first") as server:
        drafted(built, server, "listmonk", keys={})
        toml = built / "content/show.toml"
        toml.write_text(toml.read_text().split("\n[network]")[0])
        environment = {**os.environ, **KEYS}
        command = [sys.executable, "-m", "pipeline", "email", "slow-bread", "--draft", "listmonk"]
        done = subprocess.run(command, cwd=built, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 1
    assert "[network]" in done.stderr
    assert server.asked == []
