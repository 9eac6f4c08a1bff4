"""The one door to the network, against real servers on this machine: a good one, and the hostile one of ../shared."""

import hashlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pipeline import fetch
from pipeline.errors import ItemError, ShowError
from pipeline.fetch import Known, request
from pipeline.fetch.hitch import HitchError
from pipeline.fetch.places import permitted
from pipeline.settings.sources import Network
from tests import web
from tests.web import Ask, Hostile, Reply, Web, ranged

BODY = bytes((index * 7 + index // 251) % 256 for index in range(1_000_000))
LOUD = pytest.mark.skipif(not web.SERVER.is_file(), reason=web.ABSENT)
MOST = 2_000_000


@pytest.fixture
def good() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    with web.hostile(folder, folder / "log.jsonl") as server:
        yield server


def refused(url: str, network: Network, most_bytes: int = MOST) -> str:
    with pytest.raises(ItemError) as raised:
        fetch.get(url, network, most_bytes=most_bytes)
    return str(raised.value)


# ---- pages


def test_a_page_comes_with_its_version_and_an_unchanged_one_does_not_come_again(good: Web) -> None:
    good.pages["/feed"] = ranged(b"<rss/>", '"v1"', media_type="application/rss+xml")
    page = fetch.get(f"{good.url}/feed", good.network, most_bytes=MOST)
    assert (page.body, page.media_type, page.known) == (b"<rss/>", "application/rss+xml", Known('"v1"'))
    again = fetch.get(f"{good.url}/feed", good.network, most_bytes=MOST, known=page.known)
    assert again.unchanged
    assert again.body == b""


def test_a_packed_page_is_unpacked_and_its_unpacked_size_counts(good: Web) -> None:
    import gzip

    packed = gzip.compress(b"x" * 100_000)
    good.pages["/packed"] = lambda _: Reply(packed, headers=(("Content-Encoding", "gzip"),))
    assert fetch.get(f"{good.url}/packed", good.network, most_bytes=100_000).body == b"x" * 100_000
    assert "larger than the 0.05 MB" in refused(f"{good.url}/packed", good.network, 50_000)


def test_a_server_that_is_busy_is_asked_again_as_late_as_it_wants(good: Web) -> None:
    answers = [Reply(b"", 503, (("Retry-After", "1"),)), Reply(b"there")]
    good.pages["/busy"] = lambda _: answers.pop(0)
    assert fetch.get(f"{good.url}/busy", good.network, most_bytes=MOST).body == b"there"
    assert good.paths() == ["/busy", "/busy"]


def test_the_pace_of_a_second_try_is_its_own(good: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.fetch.wire.PACE_AFTER_SECONDS", 0.5)  # as if the wait of a second had been one of a minute
    answers = [Reply(b"", 503, (("Retry-After", "1"),)), Reply(b"there")]
    good.pages["/busy"] = lambda _: answers.pop(0)
    assert fetch.get(f"{good.url}/busy", good.network, most_bytes=MOST).body == b"there"


def test_an_address_of_the_old_web_inside_the_new_one_is_as_open_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(address: str) -> list[str]:
        place = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, 443, 0, 0))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [place])
        return permitted("a.example", 443, ())

    assert found("64:ff9b::808:808") == ["64:ff9b::808:808"]
    with pytest.raises(HitchError, match="is not a public address"):
        found("64:ff9b::a00:1")


def test_a_server_that_wants_peace_for_long_is_left_in_peace(good: Web) -> None:
    good.pages["/busy"] = lambda _: Reply(b"", 429, (("Retry-After", "31536000"),))
    assert "wants to be left alone for 31536000 s" in refused(f"{good.url}/busy", good.network)
    assert good.paths() == ["/busy"]


def test_what_is_not_there_is_asked_for_once(good: Web) -> None:
    assert "answered 404 Not Found" in refused(f"{good.url}/nowhere", good.network)
    assert good.paths() == ["/nowhere"]


# ---- secrets


def test_a_password_goes_to_its_own_machine_only_and_into_no_error(good: Web) -> None:
    other = Web()
    good.pages["/private"] = lambda _: Reply(b"", 302, (("Location", f"{other.url}/elsewhere"),))
    network = msgspec.structs.replace(good.network, allow=(good.place, other.place))
    told = refused(f"http://ada:s3%20cret@{good.place}/private?token=t0ken", network)
    other.close()
    assert good.asked[0].headers["authorization"] == "Basic YWRhOnMzIGNyZXQ="
    assert "authorization" not in other.asked[0].headers
    assert "referer" not in other.asked[0].headers
    assert not any(secret in told for secret in ("s3", "cret", "t0ken", "ada:"))


def test_a_password_in_a_redirect_is_not_taken_over(good: Web) -> None:
    good.pages["/a"] = lambda _: Reply(b"", 302, (("Location", f"http://x:y@{good.place}/b"),))
    good.pages["/b"] = b"here"
    assert fetch.get(f"{good.url}/a", good.network, most_bytes=MOST).body == b"here"
    assert "authorization" not in good.asked[1].headers


# ---- where to


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "localhost",
            "LOCALHOST.",
            "0",
            "10.1.2.3",
            "169.254.169.254",
        ),
        *("192.168.0.1", "100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[fe80::1]"),
        *("[fd00:ec2::254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[ff02::1]", "[2001:db8::1]"),
    ],
)
def test_an_address_that_is_not_public_is_not_spoken_to(good: Web, host: str) -> None:
    port = good.place.partition(":")[2]
    told = refused(f"http://{host}:{port}/", Network(seconds=2))
    assert "not a public address" in told or "cannot be found" in told or "no address of the web" in told
    assert good.asked == []


def test_an_allowed_address_is_allowed_with_its_port_only(good: Web) -> None:
    good.pages["/"] = b"here"
    for entry in (good.place, "127.0.0.1", "127.0.0.0/8"):
        assert fetch.get(f"{good.url}/", Network(allow=(entry,)), most_bytes=MOST).body == b"here"
    assert "not a public address" in refused(f"{good.url}/", Network(allow=("127.0.0.1:1", "10.0.0.0/8")))


def test_the_checked_address_is_the_one_connected_to(good: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is checked, and private a moment later, must not be looked up twice."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *others: object, **named: object) -> object:
        if host != "rebinding.example":
            return real(host, port, *others, **named)  # type: ignore[arg-type]  # as given
        asked.append(host)
        first = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", port))]  # nobody's: RFC 5737
        return first if len(asked) == 1 else [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    network = Network(allow=("192.0.2.0/24",), seconds=1)
    with pytest.raises(ItemError):
        fetch.get(f"http://rebinding.example:{good.place.partition(':')[2]}/", network, most_bytes=MOST)
    assert asked == ["rebinding.example"]
    assert good.asked == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "data:,x", "javascript:x", "http://", "", "x", "http://a:99999/"]
)
def test_only_the_web_is_fetched(url: str) -> None:
    with pytest.raises(ItemError) as raised:
        fetch.get(url, Network(), most_bytes=MOST)
    assert raised.value.message
    assert raised.value.remedy


def test_https_is_spoken_with_whom_the_certificate_names_and_with_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = web.certificate(tmp_path)
    server = Web(path)
    server.pages["/feed"] = b"<rss/>"
    trusted(monkeypatch, path)
    assert fetch.get(f"{server.url}/feed", server.network, most_bytes=MOST).body == b"<rss/>"
    by_name = f"{server.url.replace('127.0.0.1', 'localhost')}/feed"  # the certificate does not hold this name
    assert "certificate" in refused(by_name, server.network)
    trusted(monkeypatch, None)
    assert "certificate" in refused(f"{server.url}/feed", server.network)
    server.close()
    assert server.paths() == ["/feed"]


def trusted(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    """Let the system trust a certificate, or only those that it trusts by itself."""
    if path:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    else:
        monkeypatch.delenv("SSL_CERT_FILE")
    request._trusted.cache_clear()


# ---- files


def test_a_file_that_breaks_off_is_gone_on_with_where_it_was(good: Web, tmp_path: Path) -> None:
    good.pages["/a.mp3"] = ranged(BODY, cut=300_000)
    sent = fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", good.network)
    assert (tmp_path / "a.part").read_bytes() == BODY
    assert (sent.bytes, sent.sha256, sent.sized) == (len(BODY), hashlib.sha256(BODY).hexdigest(), True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.part"]
    first, second = good.asked
    assert "range" not in first.headers
    assert second.headers["if-range"] == '"one"'
    assert 0 < int(second.headers["range"].removeprefix("bytes=").rstrip("-")) <= 300_000


def test_a_file_is_gone_on_with_by_a_later_run_too(good: Web, tmp_path: Path) -> None:
    good.pages["/a.mp3"] = lambda _: Reply(BODY, headers=(("ETag", '"one"'),), cut=300_000)
    with pytest.raises(ItemError):
        fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", msgspec.structs.replace(good.network, file_minutes=0.02))
    assert (tmp_path / "a.part").stat().st_size == 300_000
    good.asked.clear()
    good.pages["/a.mp3"] = ranged(BODY)
    fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", good.network)
    assert (tmp_path / "a.part").read_bytes() == BODY
    assert len(good.asked) == 1
    assert "range" in good.asked[0].headers


def test_a_file_that_changed_meanwhile_is_fetched_anew_not_spliced(good: Web, tmp_path: Path) -> None:
    other = BODY[::-1]
    old, new = ranged(BODY, cut=300_000), ranged(other, '"two"')
    good.pages["/a.mp3"] = lambda ask: new(ask) if len(good.asked) > 1 else old(ask)
    fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", good.network)
    assert (tmp_path / "a.part").read_bytes() == other


def test_a_server_that_lies_about_its_version_cannot_splice_either(good: Web, tmp_path: Path) -> None:
    other = BODY[::-1]
    old, new = ranged(BODY, cut=300_000), ranged(other)  # one ETag for both
    good.pages["/a.mp3"] = lambda ask: new(ask) if len(good.asked) > 1 else old(ask)
    fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", good.network)
    assert (tmp_path / "a.part").read_bytes() == other


def test_a_file_whose_digest_is_told_must_have_it(good: Web, tmp_path: Path) -> None:
    good.pages["/a.mp3"] = lambda _: Reply(BODY, headers=(("Repr-Digest", f"sha-256=:{'A' * 43}=:"),))
    with pytest.raises(ItemError, match="came altered"):
        fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", msgspec.structs.replace(good.network, file_minutes=0.02))
    assert not (tmp_path / "a.part").exists()


def test_a_login_page_is_no_file_and_what_came_before_stays(good: Web, tmp_path: Path) -> None:
    good.pages["/a.mp3"] = lambda _: Reply(BODY, headers=(("ETag", '"one"'),), cut=300_000)
    brief = msgspec.structs.replace(good.network, file_minutes=0.02)
    with pytest.raises(ItemError):
        fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", brief)
    good.pages["/a.mp3"] = lambda _: Reply(b"<h1>Log in</h1>", headers=(("Content-Type", "text/html; charset=utf-8"),))
    with pytest.raises(ItemError, match="a web page where a file should be"):
        fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", good.network)
    assert (tmp_path / "a.part").stat().st_size == 300_000


def test_a_file_that_is_too_large_is_refused_before_it_comes(good: Web, tmp_path: Path) -> None:
    good.pages["/a.mp3"] = ranged(BODY + BODY)
    with pytest.raises(ItemError, match="2 MB, more than the 1 MB") as raised:
        fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", msgspec.structs.replace(good.network, file_megabytes=1))
    assert "file_megabytes" in raised.value.remedy
    assert not (tmp_path / "a.part").exists()


# ---- the hostile server

# What each route of the hostile server must come to: bytes, or words of the refusal.
ROUTES: dict[str, int | str] = {
    "/body": len(BODY),
    "/drop-fin": "broke",
    "/drop-chunked": "broke",
    "/nolen-short": 300_000,  # HTTP cannot tell; who listens to the sound does
    "/len-short": 1_000,
    "/len-both": len(BODY),
    "/len-neg": "broke",
    "/endless": "larger than the 2 MB",
    "/slow?s=0.1": "in time",
    "/slow-header?s=0.1": "in time",
    "/never": "in time",
    "/headers-huge": "broke",
    "/gzipbomb": "larger than the 2 MB",
    "/status/404": "404",
    "/status/500": "500",
    "/retry-after-year": "left alone",
    "/redirect/loop": "more than 10 times",
    "/redirect/private": "not a public address",
    "/redirect/scheme-file": "only http and https",
    "/redirect/chain-then-private": "not a public address",
    "/redirect/slash-host": "not a public address",
    "/redirect/cred": "not a public address",
    "/redirect/ok": len(BODY),
    "/cond": len(BODY),
    "/disposition": 4,
}


@LOUD
@pytest.mark.parametrize("route", sorted(ROUTES))
def test_every_trick_of_the_hostile_server_ends_well(bad: Hostile, route: str) -> None:
    fair = ROUTES[route]
    found: int | str
    try:
        seconds = 1.0 if fair == "in time" else 60.0 if route == "/gzipbomb" else 2.0
        found = len(fetch.get(bad.url + route, bad.network(seconds), most_bytes=MOST).body)
    except ShowError as error:
        found = str(error).replace("longer than the 1 s", "in time")  # the deadline comes in the middle of a read, or between two
        assert error.remedy
    assert found == fair if isinstance(fair, int) else fair in str(found)
    assert not bad.canary_was_touched()


FILES: dict[str, bytes | str] = {
    "/drop?k=file&t=1": BODY,
    "/drop-fin": "broke",
    "/flaky?k=file&t=1": BODY,
    "/range/ignores": BODY,
    "/range/changed": BODY[::-1],
    "/range/changed-noetag": BODY[::-1],
    "/range/wrong-offset": BODY,
    "/range/html200": "web page",
    "/html200": "web page",
    "/redirect/private": "not a public address",
    "/endless": "larger than the 5 MB",
    "/gzipbomb": "larger than the 5 MB",
    "/slow?s=0.1": "in time",
}


@LOUD
@pytest.mark.parametrize("route", sorted(FILES))
def test_no_trick_of_the_hostile_server_makes_a_spliced_or_partial_file(bad: Hostile, route: str, tmp_path: Path) -> None:
    fair, part = FILES[route], tmp_path / "a.part"
    network = bad.network(file_minutes=0.06 if fair in ("in time", "broke") else 2.0, file_megabytes=5)
    if isinstance(fair, bytes):
        fetch.download(bad.url + route, part, network)
        assert part.read_bytes() == fair
    else:
        with pytest.raises(ItemError) as raised:
            fetch.download(bad.url + route, part, network)
        assert fair in str(raised.value).replace("longer than the 3.6 s", "in time")
    assert not bad.canary_was_touched()


def test_an_answer_of_the_wrong_range_is_not_put_to_what_is_here(good: Web, tmp_path: Path) -> None:
    def shifted(ask: Ask) -> Reply:
        if "range" not in ask.headers:
            return Reply(BODY, headers=(("ETag", '"one"'),), cut=300_000 if len(good.asked) == 1 else None)
        return Reply(BODY[500_000:], 206, (("ETag", '"one"'), ("Content-Range", f"bytes 500000-{len(BODY) - 1}/{len(BODY)}")))

    good.pages["/a.mp3"] = shifted
    fetch.download(f"{good.url}/a.mp3", tmp_path / "a.part", good.network)
    assert (tmp_path / "a.part").read_bytes() == BODY


def test_a_machine_that_cannot_be_reached_is_asked_once_while_that_is_remembered(tmp_path: Path) -> None:
    gone = Web()
    network, address = gone.network, f"{gone.url}/a.mp3"
    gone.close()
    began = time.monotonic()
    with fetch.remembering():
        with pytest.raises(ItemError, match="cannot be reached"):
            fetch.download(address, tmp_path / "a.mp3", network)
        first, began = time.monotonic() - began, time.monotonic()
        for number in range(100):
            with pytest.raises(ItemError, match="cannot be reached"):
                fetch.download(f"{address}?{number}", tmp_path / f"{number}.mp3", network)
    assert time.monotonic() - began < first  # it waits between its tries, the first time
    assert not list(tmp_path.glob("*.mp3"))
