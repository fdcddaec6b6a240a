"""axe-core looks at a page as somebody with assistive technology would have to."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from services.processes import ServiceMissing

SOURCE = Path(__file__).parents[2] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Each frame is asked by itself: those of another site cannot answer for each other.
OPTIONS = {"iframes": False, "resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(STANDARDS)}}


def complaints(
    page: Page, *, without: tuple[str, ...] = (), only: tuple[str, ...] = (), alone: bool = False
) -> list[str]:
    """
    What stands in people's way on this page and in its frames, as sentences; nothing is what one hopes for.

    `without` names rules that do not apply, such as `region` for a part that is shown by itself. `only` asks
    for some rules. `alone` leaves the frames out: one in a sandbox without scripts never answers.
    """
    options = OPTIONS | {"rules": {rule: {"enabled": False} for rule in without}}
    if only:
        options |= {"runOnly": {"type": "rule", "values": list(only)}}
    frames = [page.main_frame] if alone else page.frames
    return [sentence for frame in frames for sentence in _complaints_of(frame, options)]


def _complaints_of(frame: Frame, options: dict[str, Any]) -> list[str]:
    frame.evaluate(_source())
    found: dict[str, Any] = frame.evaluate("options => axe.run(document, options)", options)
    return [
        f"{frame.url}: {problem['id']}, {problem['help']}: {node['html'][:200]}"
        for problem in found["violations"]
        for node in problem["nodes"]
    ]


@cache
def _source() -> str:
    if not SOURCE.exists():
        raise ServiceMissing("axe-core is not installed: run `make test`, which installs it.")
    return SOURCE.read_text()
