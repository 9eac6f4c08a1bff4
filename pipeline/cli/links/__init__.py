"""`podloom links`: settle the links that wait for the host, and list what is linked to what. One module each."""

import click

from pipeline.cli.links.listing import list_
from pipeline.cli.links.review import review


@click.group()
def links() -> None:
    """Settle the links that are unsure, or list what is linked to what, and why."""


for _verb in (review, list_):
    links.add_command(_verb)
