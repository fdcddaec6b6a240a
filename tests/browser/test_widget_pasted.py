"""What is pasted brings along what nobody sees; it neither stops the shopper nor reaches the shop."""

import pytest
from playwright.sync_api import expect
from widget_shopper import MESSAGE, Shopper

# Marks of direction, spaces and joiners as wide as nothing, the mark of byte order, and spaces that do not break.
UNSEEN = (
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\u2060\ufeff\u00a0\u202f"
)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (
            {
                "name": f"{UNSEEN}Ana{UNSEEN}",
                "email": f"{UNSEEN}ana@example.com{UNSEEN}",
                "order": f"{UNSEEN}42{UNSEEN}",
            },
            {"name": "Ana", "email": "ana@example.com", "order": "42"},
        ),
        (
            {
                "name": "Ana\u00a0\u2068García\u2069",
                "email": "\u202aana\u200e@\ufeffexample.com\u202c",
                "order": "100\u200b042\u00a0B",
            },
            {"name": "Ana García", "email": "ana@example.com", "order": "100042 B"},
        ),
        # Within a name the joiners are spelling.
        ({"name": "نیلو\u200cفر", "order": UNSEEN}, {"name": "نیلو\u200cفر", "order": ""}),
    ],
    ids=["around", "within", "spelling"],
)
def test_what_is_unseen_does_not_leave_with_the_form(ana: Shopper, typed: dict[str, str], sent: dict[str, str]) -> None:
    ana.opens_form()
    ana.fills(**typed)
    with ana.page.expect_request("**/widget/api/forms") as request:
        ana.sends()
    assert sent.items() <= request.value.post_data_json.items()
    ana.has_sent()
    assert ana.stage.conversations() == [MESSAGE]


def test_a_name_in_which_there_is_nothing_to_see_is_missing(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills(name=UNSEEN)
    ana.sends()
    expect(ana.panel.locator("#name-error")).to_have_text("Dinos cómo te llamas.")
    expect(ana.panel.locator("#name")).to_be_focused()


def test_a_good_address_with_a_mark_behind_it_is_no_slip_of_the_finger(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills(email="ana@gmail.com\u200e")
    ana.panel.locator("#message").focus()
    expect(ana.panel.locator(".suggestion")).to_have_count(0)
    ana.panel.locator("#email").fill("ana@gmial.com\u200e")
    ana.panel.locator("#message").focus()
    expect(ana.panel.locator(".suggestion")).to_contain_text("ana@gmail.com")


def test_a_number_that_was_copied_from_a_phone_into_the_message_stops_nobody(ana: Shopper) -> None:
    """Phones put marks of direction around what they copy; the server takes no text with them."""
    ana.opens_form()
    ana.fills(message=f"\u202a+34 600 000 000\u202c {MESSAGE}")
    ana.sends()
    ana.has_sent()
    assert ana.stage.conversations() == [f"+34 600 000 000 {MESSAGE}"]


def test_an_order_number_is_no_longer_than_the_server_takes(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills(order="9" * 80)
    assert ana.panel.locator("#order").get_attribute("maxlength") == "64"
