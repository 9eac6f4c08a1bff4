"""What axe finds on every kind of page: in the light, in the dark, on a desk and on a phone."""

import pytest
from playwright.sync_api import Browser

from tests.node import NODE, fetched

PAGES = (
    "",
    "episodes/",
    "episodes/the-warm-numbers/",
    "letters/",
    "letters/counting-what-wont-sit-still/",
    "themes/",
    "themes/measurement/",
    "themes/measurement/archive/",
    "people/",
    "people/ines-caldeira/",
    "named/lumetra/",
    "about/",
    "404.html",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A short span of a lane may come nearer to its neighbour than 24 px on a phone; the same places can be reached by the
# range and by each line's own time, which is what the rule asks for (WCAG 2.5.8, "equivalent").
ELSEWHERE = ".pl-lane__b a"


@pytest.fixture(scope="module")
def axe() -> str:
    if why := fetched("axe-core"):
        pytest.skip(f"!!! NO AXE ({why}): NOBODY LOOKED WHETHER THE PAGES ARE FOR EVERYONE")
    return (NODE / "node_modules/axe-core/axe.min.js").read_text()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, address: str, axe: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(address + path)
        drawn = page.evaluate("document.body.getAttribute('data-md-color-scheme')")
        assert drawn == {"light": "default", "dark": "slate"}[scheme], path
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        found += [
            (path, one["id"], node["html"][:120])
            for one in result["violations"]
            for node in one["nodes"]
            if not (one["id"] == "target-size" and page.locator(ELSEWHERE).and_(page.locator(node["target"][0])).count())
        ]
    context.close()
    assert found == []
