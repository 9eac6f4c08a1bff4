"""Providers that take a letter as a draft: nothing is sent, and the same letter is never a draft twice."""

from collections.abc import Callable

from pipeline.email.desk.base import Ask, Desk, Draft, Kept
from pipeline.email.desk.buttondown import Buttondown
from pipeline.email.desk.listmonk import Listmonk
from pipeline.settings.email import Desk as Name
from pipeline.settings.email import Email

DESKS: dict[Name, Callable[[Ask, Email], Desk]] = {"listmonk": Listmonk, "buttondown": Buttondown}
# What must stand in the environment, in the order in which it makes up the Authorization header.
KEYS: dict[Name, tuple[str, ...]] = {"listmonk": ("LISTMONK_USER", "LISTMONK_TOKEN"), "buttondown": ("BUTTONDOWN_API_KEY",)}
SCHEMES: dict[Name, str] = {"listmonk": "token", "buttondown": "Token"}

__all__ = ["DESKS", "KEYS", "SCHEMES", "Ask", "Desk", "Draft", "Kept"]
