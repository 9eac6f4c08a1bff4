"""The table of what mail clients do not know says what caniemail.com found, and a mail is read for what it asks."""

import tomllib
from pathlib import Path

import pytest

from pipeline.email import clients
from pipeline.email.clients import Use, lacking, of_attributes, of_sheet, of_tag
from tests.email import derive
from tests.show import SHARED

FEATURES = SHARED / "data/newsletters/caniemail"
TABLE = tomllib.loads(Path(clients.__file__).with_name("clients.toml").read_text())


@pytest.mark.skipif(not FEATURES.is_dir(), reason="!!! ../shared IS ABSENT: THE TABLE OF CLIENTS WAS NOT COMPARED WITH CANIEMAIL")
def test_the_table_says_what_the_features_at_hand_say() -> None:
    found = tomllib.loads(derive.table(derive.features(FEATURES)))
    assert {kind: set(some) for kind, some in found.items()} == {
        "declaration": {"display:flex"},
        "function": {"var"},
        "rule": {"@media (prefers-color-scheme)"},
    }
    for kind, some in found.items():
        assert {name: TABLE[kind][name] for name in some} == some


def test_the_licence_of_the_data_travels_with_the_table() -> None:
    licence = Path(clients.__file__).with_name("LICENSE.caniemail").read_text()
    assert licence.startswith("MIT License")
    assert "Rémi Parmentier" in licence


def test_what_outlook_and_gmail_do_not_know_is_named() -> None:
    assert "Outlook for Windows" in lacking(Use("declaration", "display:flex"))
    assert "Gmail" in lacking(Use("function", "var"))
    assert lacking(Use("tag", "video"))
    assert lacking(Use("picture", "webp")) == ("Outlook for Windows",)
    assert lacking(Use("property", "color")) == ()


def test_an_ornament_is_spared() -> None:
    assert lacking(Use("property", "border-radius")) == ()
    assert lacking(Use("rule", "@media (prefers-color-scheme)")) == ()


def test_a_style_is_read_for_properties_values_functions_and_units() -> None:
    uses = of_attributes({"style": "display: flex; width:calc(100% - 2rem) !important; background:url(https://a.example/b?max=2)"})
    assert {Use("declaration", "display:flex"), Use("function", "calc"), Use("unit", "rem"), Use("property", "width")} <= set(uses)
    assert Use("function", "url") not in uses


def test_a_style_sheet_is_read_for_rules_and_selectors_but_not_for_comments() -> None:
    uses = of_sheet("/* p{display:grid} */ @media (hover){a:hover{color:red}} li:nth-child(2){float:left} @import 'x.css';")
    assert {Use("rule", "@media (hover)"), Use("selector", ":hover"), Use("selector", ":nth-child"), Use("rule", "@import")} <= set(
        uses
    )
    assert Use("property", "float") in uses
    assert Use("declaration", "display:grid") not in uses


def test_a_picture_is_known_by_its_suffix_whatever_stands_behind_it() -> None:
    assert of_attributes({"src": "https://a.example/swifts.WEBP?width=600"}) == [Use("picture", "webp")]
    assert of_tag("video") == [Use("tag", "video")]
