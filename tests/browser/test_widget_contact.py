"""`<mostrador-contact>`: the same form as a part of the shop's own page."""

from playwright.sync_api import Page, expect
from widget_shopper import MESSAGE, Shopper
from widget_stage import Stage


def test_the_form_stands_in_a_page_and_keeps_nothing_before_the_first_focus(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits("/contact")
    inline = page.frame_locator("mostrador-contact iframe")
    expect(inline.locator("#app")).to_have_attribute("data-state", "form")
    frame = next(frame for frame in page.frames if "mode=inline" in frame.url)
    assert frame.evaluate("[...Object.keys(localStorage), window.name].filter(Boolean)") == []
    ana.fills(inline)
    assert len(frame.evaluate("Object.keys(localStorage)")) == 2  # the visitor's token, and the draft
    inline.locator("button.primary").click()
    expect(inline.locator("#app")).to_have_attribute("data-state", "sent", timeout=20_000)
    assert stage.conversations() == [MESSAGE]


def test_the_form_in_a_page_is_as_high_as_it_is(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits("/contact")
    inline = page.frame_locator("mostrador-contact iframe")
    button = inline.locator("button.primary")
    expect(button).to_be_visible()
    element = page.locator("mostrador-contact iframe")
    page.wait_for_function(
        "document.querySelector('mostrador-contact').shadowRoot.querySelector('iframe').style.height"
    )
    bottom = button.bounding_box()
    frame = element.bounding_box()
    assert bottom
    assert frame
    assert 0 <= frame["y"] + frame["height"] - bottom["y"] - bottom["height"] < 60
