"""People who buy shoes."""

import re

import httpx


def test_a_shopper_sees_every_shoe_with_its_picture(shopper):
    home = shopper.get("/").text
    pictures = set(re.findall(r"/static/pictures/\w+\.svg", home))
    assert len(pictures) >= 9
    for picture in pictures:
        assert shopper.get(picture).headers["content-type"] == "image/svg+xml"


def test_a_shopper_buys_a_pair_and_reads_the_order(shopper, mails):
    assert "Rambla" in shopper.takes("rambla", 40).text
    order = shopper.pays(email="buys-a-pair@example.com")
    assert order.status_code == 200
    assert re.fullmatch(r"/orders/\d{6}", order.url.path)
    assert "€63.80" in order.text
    assert "4242 4242" not in order.text
    assert "nothing in your basket" in shopper.get("/cart").text
    assert [mail["subject"][:10] for mail in mails("buys-a-pair@example.com")] == ["Your order"]


def test_a_big_basket_travels_for_nothing(shopper):
    shopper.takes("rambla", 40)
    shopper.takes("rambla", 40)
    assert "€119.80" in shopper.get("/cart").text
    assert "Free" in shopper.get("/cart").text


def test_a_shopper_changes_her_mind(shopper):
    shopper.takes("rambla", 40)
    line = {"product": "rambla", "size": 40}
    assert "€179.70" in shopper.post("/cart/change", data={**line, "quantity": 3}).text
    assert "nothing in your basket" in shopper.post("/cart/change", data={**line, "quantity": 0}).text


def test_a_size_that_is_sold_out_is_not_sold(shopper):
    answer = shopper.takes("rambla", 45)
    assert answer.status_code == 422
    assert "Choose a size that we still have." in answer.text


def test_a_declined_card_costs_nothing_and_keeps_what_was_typed(shopper):
    shopper.takes()
    answer = shopper.pays(card="4000 0000 0000 0002")
    assert answer.status_code == 422
    assert "Your bank declined the card" in answer.text
    assert "Calle Mayor 3" in answer.text
    assert "4000 0000 0000 0002" not in answer.text.split("<form", 1)[1].replace(
        "A declined card: 4000 0000 0000 0002", ""
    )
    assert "Rambla" in shopper.get("/cart").text


def test_a_shopper_who_leaves_the_checkout_empty_is_told_at_each_field(shopper):
    shopper.takes()
    answer = shopper.pays(
        name="", email="ana@", address="", postcode="99999", city="", card="1", expiry="13/20", cvc="x"
    )
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 8
    for sentence in ("Five digits, such as 28012.", "No card has this number: check it.", "The three digits"):
        assert sentence in answer.text


def test_paying_twice_with_one_form_buys_once(shopper):
    shopper.takes()
    first = shopper.pays(key="one-form")
    assert shopper.pays(key="one-form").url.path == first.url.path


def test_an_order_is_for_its_owners_eyes_only(shopper, stranger):
    shopper.takes()
    path = shopper.pays().url.path
    assert shopper.get(path).status_code == 200
    assert stranger.get(path).status_code == 404
    stranger.takes()
    assert stranger.get(path).status_code == 404
    stranger.registers("curious@example.com")
    assert stranger.get(path).status_code == 404


def test_a_form_from_another_site_is_refused(shopper, street):
    evil = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    for headers in (evil, {"Origin": street.mail}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
        answer = shopper.post("/cart/add", data={"product": "rambla", "size": 40}, headers=headers)
        assert answer.status_code == 403
    assert httpx.post(f"{street.shop}/cart/add", data={"product": "rambla", "size": 40}).status_code == 403
    assert "nothing in your basket" in shopper.get("/cart").text


def test_a_shop_under_another_name_sends_people_to_the_right_one(street):
    other = street.shop.replace("localhost", "127.0.0.1")
    answer = httpx.get(f"{other}/contact")
    assert (answer.status_code, answer.headers["location"]) == (307, f"{street.shop}/contact")


def test_the_pages_let_nothing_run_but_the_shop_and_its_help(shopper):
    policy = shopper.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self' http://127.0.0.1:8321;" in policy
    assert "frame-src http://127.0.0.1:8321;" in policy
    assert "unsafe" not in policy


def test_the_shop_speaks_the_language_that_somebody_picked(shopper):
    assert '<html lang="en">' in shopper.get("/").text
    answer = shopper.post("/language", data={"language": "es", "back": "/contact"})
    assert answer.url.path == "/contact"
    assert '<html lang="es">' in answer.text
    assert shopper.post("/language", data={"language": "en", "back": "//evil.example/"}).url.host == "localhost"


def test_the_page_tells_the_widget_what_is_in_the_basket(shopper):
    assert "data-pairs" not in shopper.get("/").text
    shopper.takes("rambla", 40)
    assert re.search(r'data-pairs="1" data-total="€\d+\.\d\d"', shopper.get("/").text)
