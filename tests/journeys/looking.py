"""Looking at a page as a reader would: pictures at two widths, and what axe finds."""

from pathlib import Path

from playwright.sync_api import Page

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = CHECKOUT / "test-results"
WIDTHS = (1280, 390)
RUN_AXE = "axe.run(document, {resultTypes: ['violations']})"
_looked_at: set[str] = set()


def check(page: Page, name: str) -> None:
    """Take pictures at both widths; axe may find nothing. Without scripts the page is passed by.

    The page may not be wider than its window, nor have said anything on the console. A page that
    several journeys pass is looked at once. What is read after this is read off the whole page.
    """
    page.wait_for_load_state()
    if not page.runs_scripts or name in _looked_at:
        return
    _looked_at.add(name)
    PICTURES.mkdir(exist_ok=True)
    page.mouse.wheel(0, -100_000)  # what is sticky stands where a reader first meets it
    found, size = [], page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=PICTURES / f"{name}-{width}.jpg", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width + 1:
            found.append(f"{width} px: the page is {wide} px wide")
        if not page.evaluate("typeof axe !== 'undefined'"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found += [
            f"{width} px: {each['id']}: {node['target']} {node['failureSummary']}"
            for each in page.evaluate(RUN_AXE)["violations"]
            for node in each["nodes"]
        ]
    page.set_viewport_size(size)
    assert found == [], f"{name}: {found}"
    assert page.problems == [], f"{name}: {page.problems}"
