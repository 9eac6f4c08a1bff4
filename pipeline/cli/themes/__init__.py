"""`podloom themes`: try the themes, score them, review what is unsure, explain a moment. One module each."""

import click

from pipeline.cli.themes.review import review
from pipeline.cli.themes.score import score
from pipeline.cli.themes.trying import try_
from pipeline.cli.themes.why import why


@click.group()
def themes() -> None:
    """Try the themes on a text, score them, settle what is unsure, or ask why a moment has its themes."""


for _verb in (try_, score, review, why):
    themes.add_command(_verb)
