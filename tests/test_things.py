"""Organisations, books and marks in a whole show: from people.toml and a letter to pages, links and `check`."""

import json
from pathlib import Path

from tests import show
from tests.show import podloom

PEOPLE = """
[[organisation]]
slug = "harbour-works"
name = "Harbour Works"
about = "Builds cranes with three partners."
url = "https://harbour-works.example/"

[[book]]
slug = "the-patient-crane"
name = "The Patient Crane"
"""
LETTER = """---
title: Cranes
date: 2025-03-10
---

I met Harbour Works last week, and they lent me The Patient Crane. It takes up what Grace said in [[counting-warmth@0:09]].

See also [[harbour-works]], [[counting-warmth@later]] and [[no-such-page@1:00]].
"""


def with_things(root: Path) -> Path:
    (root / "content/people.toml").write_text(PEOPLE)
    (root / "content/newsletters/2025-03-10-cranes.md").write_text(LETTER)
    return root


def test_what_a_show_names_has_a_page_with_the_places_that_name_it(tiny: Path) -> None:
    show.built(with_things(tiny))
    site = tiny / "build/site"
    firm = (site / "named/harbour-works/index.html").read_text()
    assert "Builds cranes with three partners." in firm
    assert "See also Harbour Works" in firm  # the mark made by hand, before the name in passing
    assert "https://harbour-works.example/" in firm
    assert "I met Harbour Works last week" in (site / "named/the-patient-crane/index.html").read_text()
    people = (site / "people/index.html").read_text()
    assert people.index("Organisations") < people.index("Books")
    (hit,) = json.loads(podloom(tiny, "search", '"patient crane"', "--json", check=True).stdout)[:1]
    assert hit["url"] == "named/the-patient-crane/"


def test_a_mark_with_a_time_leads_to_that_second_and_back(tiny: Path) -> None:
    show.built(with_things(tiny))
    letter = (tiny / "build/site/letters/cranes/index.html").read_text()
    assert 'href="../../episodes/counting-warmth/#t=9">Counting Warmth at 0:09</a>' in letter
    (link,) = [
        one
        for one in json.loads(podloom(tiny, "links", "list", "issue/cranes", "--json", check=True).stdout)["links"]
        if one["target"]["item"] == "episode/counting-warmth"
    ]
    assert (link["type"], link["state"], link["target"]["passage"]) == ("mentions", "published", "t-8")
    assert "Cranes" in (tiny / "build/site/episodes/counting-warmth/index.html").read_text()


def test_check_knows_marks_with_times_and_the_slugs_of_things(tiny: Path) -> None:
    show.built(with_things(tiny))
    found = [one["message"] for one in json.loads(podloom(tiny, "check", "--json").stdout) if "leads nowhere" in one["message"]]
    assert found == ["[[counting-warmth@later]] leads nowhere", "[[no-such-page@1:00]] leads nowhere"]


def test_a_book_and_an_organisation_cannot_share_a_page(tiny: Path) -> None:
    with_things(tiny)
    (tiny / "content/people.toml").write_text(PEOPLE.replace("the-patient-crane", "harbour-works"))
    done = podloom(tiny, "build")
    assert done.returncode == 2
    assert 'content/people.toml:9: the organisation "harbour-works" has this slug already' in done.stderr
