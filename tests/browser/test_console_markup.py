"""What strangers write stays text wherever an agent looks: S-1, S-2, S-3."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from agents_counter import AgentsCounter
from playwright.sync_api import BrowserContext, Page, expect

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{constructor.constructor('alert(1)')()}}",
    "{{ 7 * 7 }} {% raise %}",
    "javascript:alert(1)",
    "<a href='javascript:alert(1)' hx-get='/console/settings' hx-trigger='load'>here</a>",
    "</textarea><iframe srcdoc='<script>parent.alert(1)</script>'>",
)


@pytest.fixture
def at(tmp_path: Path, migrated_sqlite_url: str) -> Iterator[AgentsCounter]:
    with AgentsCounter(tmp_path, migrated_sqlite_url).open() as at:
        yield at


@pytest.fixture
def bo(at: AgentsCounter, new_context: Callable[..., BrowserContext]) -> Page:
    context = new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.add_cookies([at.cookie("Bo")])
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"A dialog opened: {dialog.message}"))
    return page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_name_or_a_message_is_shown_and_never_obeyed(at: AgentsCounter, bo: Page, payload: str):
    conversation = at.writes(payload, f"needle {payload}")
    bo.goto(at.console + "/inbox/open")
    expect(bo.locator(f"#row-{conversation}")).to_contain_text(payload)
    bo.goto(at.address(conversation))
    expect(bo.locator("#log")).to_contain_text(payload)
    expect(bo.get_by_role("complementary").first).to_contain_text(payload)
    bo.goto(at.console + "/search?q=needle")
    expect(bo.locator("#content, main").first).to_contain_text("needle")
    for place in ("script:not([src]):not([type='application/json'])", "img[src=x]", "[onerror]", "[onload]", "iframe"):
        assert bo.locator(f"main {place}").count() == 0, place
    assert bo.locator("a[href^='javascript:']").count() == 0
