"""Where the site is put, as the table [publish] of show.toml says. Reads no file, and holds no secret."""

from collections.abc import Callable, Iterator
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from pipeline.errors import InputError, ShowError
from pipeline.model import Fact

BRANCH = "branch:"


class Publish(Fact, frozen=True):
    """Where the site goes: `to` is a folder, `branch:NAME` of this git repository, or an fsspec URL such as `s3://bucket/show`.

    A folder keeps that many releases. A branch is pushed to `remote`, unless `push` is false.
    """

    to: str = ""
    keep: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 5
    remote: str = "origin"
    push: bool = True


def faults(publish: Publish, place: Callable[..., str]) -> Iterator[ShowError]:
    """Yield what is wrong with the table; `place` names the line of a key."""
    if "://" in publish.to and urlsplit(publish.to).password:
        remedy = "Take it out; the drivers of storages read it from the environment, AWS_SECRET_ACCESS_KEY for example."
        yield InputError("to: a password does not belong into a file", place("publish", "to"), remedy)
