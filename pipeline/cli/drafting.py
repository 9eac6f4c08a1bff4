"""Hand a mail to a provider as a draft, with the key that the environment holds. Sends nothing to anybody."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.email.desk import DESKS, KEYS, SCHEMES, Ask, Draft, Kept
from pipeline.errors import InputError
from pipeline.settings.email import Desk

if TYPE_CHECKING:
    from pipeline.settings import Settings


def keep(draft: Draft, name: Desk, settings: "Settings") -> Kept:
    """Make a draft at a provider, or put it in the place of the one before.

    Raises:
        InputError: the environment holds no key, or a setting is missing.
        ItemError: the provider refuses or cannot be reached, or the letter was sent already.
    """
    return DESKS[name](_asking(name, settings), settings.email).keep(draft)


def _asking(name: Desk, settings: "Settings") -> Ask:
    key = _key(name, os.environ)

    def ask(method: str, url: str, body: object = None) -> bytes:
        from pipeline import fetch  # brings httpx

        return fetch.told(method, url, settings.network, body=body, headers={"authorization": f"{SCHEMES[name]} {key}"})

    return ask


def _key(name: Desk, environment: Mapping[str, str]) -> str:
    """Return what proves to the provider who asks."""
    missing = [one for one in KEYS[name] if not environment.get(one)]
    if missing:
        remedy = f"Make one in the settings of {name}, and set it before you run Podloom: `export {missing[0]}=...`."
        raise InputError(f"a draft at {name} needs {' and '.join(missing)} from the environment", "--draft", remedy)
    return ":".join(environment[one] for one in KEYS[name])
