"""Say which addresses may be spoken to: http(s), and public machines unless the host allows another. Opens no connection."""

import ipaddress
import socket
from collections.abc import Iterable

import httpx

from pipeline.fetch.hitch import LATER, HitchError
from pipeline.settings.sources import allowed

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
LONGEST_ADDRESS = 4_000
# Machines reached through a translator: the address of the real one stands in the last four bytes (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def web(text: str) -> httpx.URL:
    """Read an address of the web.

    Raises:
        HitchError: it is not http(s), names no machine, or cannot be read.
    """
    try:
        url = httpx.URL(text.strip())
        port = url.port or PORTS.get(url.scheme, 0)
    except (httpx.InvalidURL, ValueError, TypeError) as fault:
        raise HitchError("this is no address of the web", "Check the address.") from fault
    if url.scheme not in PORTS:
        raise HitchError(f'only http and https are fetched, not "{url.scheme[:20]}"', "Check the address.")
    if not url.host or not 0 < port < 65_536 or len(text) > LONGEST_ADDRESS:
        raise HitchError("this is no address of the web", "Check the address.")
    return url.copy_with(fragment=None)


def joined(base: str, text: str) -> str:
    """Return an address as it stands on the page `base`; "" where it is none of the web."""
    try:
        return str(web(str(httpx.URL(base).join(text.strip()) if base else text)))
    except (HitchError, httpx.InvalidURL, ValueError):
        return ""


def named(url: str | httpx.URL) -> str:
    """Return an address as it may be shown: without a password and without what stands behind `?`, where tokens travel."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        return "an address that cannot be read"
    way, _, query = parsed.raw_path.decode("ascii", "replace").partition("?")
    place = f"{parsed.scheme}://{parsed.netloc.decode('ascii', 'replace')}" if parsed.host else ""
    return f"{place}{way[:200]}{'...' if len(way) > 200 else ''}{'?...' if query else ''}" or "an empty address"


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Return what two addresses share that may share a password."""
    return url.scheme, url.host, url.port or PORTS[url.scheme]


def permitted(host: str, port: int, allow: Iterable[str]) -> list[str]:
    """Look a machine's name up and return those of its addresses that may be connected to.

    Raises:
        HitchError: the name is unknown, or none of its addresses is public or allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        again = getattr(fault, "errno", None) == socket.EAI_AGAIN
        advice = f"Check the address and the network. {LATER}"
        raise HitchError(f'the name "{host}" cannot be found', advice, again=again) from fault
    addresses = list(dict.fromkeys(str(place[4][0]) for place in found))
    good = [address for address in addresses if _is_open(_ip(address), port, allow)]
    if not good:
        at = addresses[0] if addresses else "no address"
        raise HitchError(
            f"{host if host == at else f'{host} is at {at}, which'} is not a public address, so nothing was asked there",
            f'If you trust it, write `allow = ["{_entry_for(at, port)}"]` under [network] in content/show.toml.',
        )
    return good


def _ip(address: str) -> IP:
    return ipaddress.ip_address(address.partition("%")[0])


def _entry_for(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _is_open(address: IP, port: int, allow: Iterable[str]) -> bool:
    entries = [allowed(entry) for entry in allow]
    inner = _within(address)
    if any(one.version == net.version and one in net and at in (0, port) for one in (address, inner) for net, at in entries):
        return True
    judged = {inner} if address in _TRANSLATED else {address, inner}  # that prefix itself is reserved, and leads to any address
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in judged)


def _within(address: IP) -> IP:
    """Return the address that an IPv6 one stands for, where it wraps an IPv4 one; itself otherwise."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
