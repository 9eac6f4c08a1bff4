"""Take passwords and keys out of texts before anybody sees them. Knows where they come from; writes and prints nothing."""

import html
import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urlsplit

SHORTEST = 6  # of what is known to be a key
SHORTEST_GUESSED = 8  # a shorter value behind `?` is rather a word than a key
SHORTEST_PART = 16  # and a part of a path, which is a word or a number otherwise
_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL", re.IGNORECASE)
_PAIR = re.compile(r"(?:\A|[?&;])([^?&;=]*)=([^&;]*)")
_TELLING = re.compile(r"key|token|auth|secret|sig|pass|code|pw", re.IGNORECASE)
_USER = re.compile(r"(?<=//)[^/?#\s\"'<>]*@")
_PLACEHOLDER = "..."


def of_environment(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return what looks by its name like a password or a key: `AWS_SECRET_ACCESS_KEY`, `HF_TOKEN` ..."""
    found = (value for name, value in environment.items() if _NAMES.search(name) and not value.startswith("/"))
    return tuple(sorted(value for value in found if len(value) >= SHORTEST_GUESSED))


def of_address(url: str, *, whole: bool = False) -> tuple[str, ...]:
    """Return what an address holds that looks like a key: a password, values behind `?` whose names tell it (`token=`).

    `whole` says that all of it is secret: then every long value and part of its path with digits counts.
    """
    try:
        parts = urlsplit(url)
        password, pairs = parts.password or "", _PAIR.findall(parts.query)
    except ValueError:
        return ()
    keys = [value for name, value in pairs if len(value) >= SHORTEST_GUESSED and (_TELLING.search(name) or (whole and _odd(value)))]
    keys += [password] if len(password) >= SHORTEST else []  # a shorter one goes with the address that it stands in
    if whole:
        keys += [stem for part in parts.path.split("/") if len(stem := part.partition(".")[0]) >= SHORTEST_PART and _odd(stem)]
    return tuple(dict.fromkeys(keys))


def redacted(text: str, secrets: Iterable[str]) -> str:
    """Return a text without these secrets, however they are escaped, and without names and passwords in addresses.

    Where a secret is a value behind `?` the whole pair goes, so that what is left is an address; elsewhere it becomes "...".
    """
    text = _USER.sub("", text) if "@" in text else text
    forms = sorted({form for one in secrets if one for form in _forms(one)}, key=len, reverse=True)
    if not any(form in text for form in forms):
        return text
    either = "|".join(_bounded(form) for form in forms)
    pair = rf"(\?|&(?:amp;)?)[^\s?&=\"'<>]+=(?:{either})(?![\w%.+~-])(&(?:amp;)?)?"
    text = re.sub(pair, lambda found: found[1] if found[2] else "", text)
    return re.sub(either, _PLACEHOLDER, text)


def _bounded(form: str) -> str:
    """Return the pattern of a form: of letters and digits alone, it is no part of a longer word."""
    return rf"(?<![^\W_]){form}(?![^\W_])" if form.isalnum() else re.escape(form)


def _odd(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _forms(secret: str) -> Iterable[str]:
    """Yield a secret as it may stand in a text: as it is, and escaped for addresses and for HTML."""
    plain = unquote(secret)
    yield from (
        secret,
        plain,
        quote(plain, safe=""),
        quote(plain),
        quote(plain, safe="").lower(),
        html.escape(plain),
        html.escape(secret),
    )
