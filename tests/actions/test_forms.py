"""The contact form's way into the counter, with real databases."""

import asyncio
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mostrador.actions import defences, forms, visitors
from mostrador.domain import addresses, proof
from mostrador.errors import (
    FormInvalid,
    ProofInvalid,
    ProofSpent,
    TokenExpired,
    TokenInvalid,
    TokenSpent,
    Unauthenticated,
)
from mostrador.storage import schema, senders
from shopping import MESSAGE, Counter, Shopper


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def next_door(counter: Counter) -> str:
    return counter.opens_shop("La tienda de al lado")


@pytest.fixture
def ana(counter: Counter) -> Shopper:
    return counter.shopper("ana")


def rows(counter: Counter, table: Any) -> list[Any]:
    return counter.run(counter.desk.db.read(lambda tx: tx.execute(select(table)).all()))


def sends_many(shopper: Shopper, count: int) -> None:
    for number in range(count):
        shopper.sends(message=f"¿Dónde está mi pedido {number}?")


def test_a_shoppers_form_becomes_a_conversation_in_the_inbox(counter: Counter):
    opened = counter.shopper("ana").sends()
    [conversation] = rows(counter, schema.conversation)
    assert (conversation.id, conversation.code) == (opened.conversation, opened.code)
    assert (conversation.folder, conversation.channel, conversation.contact_email) == (
        "open",
        "form",
        "ana@example.com",
    )
    assert [event.kind for event in rows(counter, schema.event)] == ["form", "moved"]
    assert not opened.again


def test_who_wrote_is_a_claim_until_the_address_is_proven(counter: Counter):
    counter.shopper("ana").sends()
    [customer] = rows(counter, schema.customer)
    assert (customer.email, customer.claimed_email, customer.proven_at) == (None, "ana@example.com", None)


def test_the_same_key_again_returns_what_it_opened(counter: Counter):
    ana = counter.shopper("ana")
    sent = ana.form()
    first = ana.sends(sent)
    counter.moves(timedelta(hours=3))  # the answer was lost; token and proof have expired meanwhile
    again = ana.sends(sent)
    assert (again.conversation, again.code, again.promise) == (first.conversation, first.code, first.promise)
    assert (first.again, again.again) == (False, True)
    renewed = ana.sends(ana.form(key=sent.key))
    assert (renewed.conversation, renewed.again) == (first.conversation, True)
    assert len(rows(counter, schema.conversation)) == 1


def test_r4_a_form_sent_five_times_at_once_is_one_conversation_and_one_receipt(counter: Counter):
    ana = counter.shopper("ana")
    sent = ana.form()
    twin = ana.form(key=sent.key)  # a second tab, with a token of its own
    boots = len(rows(counter, schema.spent))

    async def at_once() -> list[forms.Opened]:
        return await asyncio.gather(*(ana.send(each) for each in (sent, sent, twin, sent, twin)))

    opened = counter.run(at_once())
    assert len({each.conversation for each in opened}) == 1
    assert sum(not each.again for each in opened) == 1
    assert len(rows(counter, schema.conversation)) == len(rows(counter, schema.due)) == 1
    assert len(rows(counter, schema.spent)) == boots + 1


def test_a_token_counts_once(counter: Counter):
    ana = counter.shopper("ana")
    sent = ana.form()
    ana.sends(sent)
    with pytest.raises(TokenSpent):
        ana.sends(ana.form(token=sent.token, proof=sent.proof))
    assert len(rows(counter, schema.conversation)) == 1


def test_a_proof_is_worth_nothing_with_another_token(counter: Counter):
    ana = counter.shopper("ana")
    sent, other = ana.form(), ana.form()
    with pytest.raises(ProofSpent):
        ana.sends(ana.form(token=other.token, proof=sent.proof))


def test_a_token_is_worth_nothing_to_another_visitor(counter: Counter):
    sent = counter.shopper("ana").form()
    with pytest.raises(TokenExpired):
        counter.shopper("eve").sends(sent)
    assert len(rows(counter, schema.spent)) == 2  # both came in
    assert rows(counter, schema.conversation) == []


def test_three_hours_of_typing_need_a_new_token_that_remembers_the_beginning(counter: Counter):
    ana = counter.shopper("ana")
    old = ana.form()
    counter.moves(timedelta(hours=3))
    with pytest.raises(TokenExpired):
        ana.sends(old)
    opened = ana.sends(ana.form(key=old.key, previous=old.token))
    assert not opened.again
    [conversation] = rows(counter, schema.conversation)
    assert conversation.spam_reasons == []  # sent at once after the renewal, and yet not too fast


@pytest.mark.parametrize("missing", ["token", "proof"])
def test_nothing_is_stored_without_a_token_and_a_proof(counter: Counter, missing: str):
    ana = counter.shopper("ana")
    with pytest.raises((TokenInvalid, ProofInvalid)):
        ana.sends(ana.form(**{missing: ""}))
    assert rows(counter, schema.conversation) == []


def test_a_wrong_proof_is_refused(counter: Counter):
    ana = counter.shopper("ana")
    sent = ana.form()
    stolen = defences.Bound(counter.shop, ana.id, sent.token)
    forged = proof.solve(b"x" * 32, proof.challenge(b"x" * 32, stolen, 10, counter.clock.now() + timedelta(hours=1)))
    with pytest.raises(ProofInvalid):
        ana.sends(ana.form(token=sent.token, proof=forged))


def test_a_visitor_whose_token_is_over_is_told_to_get_another(counter: Counter):
    ana = counter.shopper("ana")
    counter.moves(visitors.IDLE_LIFE - timedelta(minutes=1))
    sent = ana.form()
    counter.moves(timedelta(minutes=2))
    with pytest.raises(Unauthenticated) as refused:
        ana.sends(sent)
    assert refused.value.code == "visitor_unknown"


def test_a_filled_honeypot_is_thanked_and_set_aside(counter: Counter):
    opened = counter.shopper("bot").sends(website="https://bot.example")
    assert opened.code.startswith("M-")
    [conversation] = rows(counter, schema.conversation)
    assert (conversation.folder, conversation.spam_reasons[0]["code"]) == ("quarantine", "honeypot")
    assert rows(counter, schema.due) == []


def test_s25_a_name_with_a_line_break_is_an_error_at_its_field(counter: Counter):
    ana = counter.shopper("ana")
    with pytest.raises(FormInvalid) as refused:
        ana.sends(name="Ana\r\nBcc: everybody@example.com")
    assert set(refused.value.fields) == {"name"}
    assert len(rows(counter, schema.spent)) == 1  # she came in; the form's token is still good
    assert not ana.sends().again


def test_s23_a_victims_address_gets_one_receipt_an_hour_and_three_a_day(counter: Counter):
    got = []
    for _ in range(30):
        counter.shopper(f"bot {uuid.uuid4()}").sends(email="Victim+tag@example.com", message=f"Hola {uuid.uuid4()}")
        got.append(len([row for row in rows(counter, schema.due) if row.kind == "receipt"]))
        counter.moves(timedelta(minutes=45))
    assert got[0] == got[1] == 1
    assert got[-1] == 3


def test_s23_the_spellings_of_one_mailbox_share_its_receipts(counter: Counter):
    for spelling in ("ana@example.com", "ANA@example.com", "ana+shop@example.com"):
        counter.shopper(spelling).sends(email=spelling)
    assert len(rows(counter, schema.due)) == 1


def test_an_address_that_bounced_gets_no_receipt(counter: Counter):
    trouble = {"shop_id": counter.shop, "address": "ana@example.com", "what": "bounced", "at": counter.clock.now()}
    counter.run(counter.desk.db.write(lambda tx: tx.execute(schema.mail_trouble.insert(), trouble)))
    counter.shopper("ana").sends()
    assert [conversation.folder for conversation in rows(counter, schema.conversation)] == ["open"]
    assert rows(counter, schema.due) == []


def test_a_blocked_address_is_set_aside_and_gets_no_receipt(counter: Counter):
    block = {"shop_id": counter.shop, "who": "ana@example.com", "at": counter.clock.now()}
    counter.run(counter.desk.db.write(lambda tx: tx.execute(schema.block.insert(), block)))
    counter.shopper("ana").sends()
    [conversation] = rows(counter, schema.conversation)
    assert (conversation.folder, conversation.spam_reasons[0]["code"]) == ("quarantine", "blocked")
    assert rows(counter, schema.due) == []


def test_s24_a_known_address_is_answered_like_an_unknown_one(counter: Counter):
    first = counter.shopper("ana").sends(email="ana@example.com")
    second = counter.shopper("somebody else").sends(email="ana@example.com")
    assert (first.email, first.again) == (second.email, second.again)
    assert first.promise
    assert second.promise


def test_what_comes_again_from_others_is_set_aside(counter: Counter):
    pitch = "Hello {}, our agency brings shops like yours to the first page of Google within weeks. Ask for prices: {}"
    names = ["John", "Mary", "Pete", "Olga", "Igor", "Susan", "Wei", "Tom"]
    for number, name in enumerate(names):
        counter.shopper(f"bot{number}", address=f"198.51.100.{number}").sends(
            name=name, message=pitch.format(name, f"https://seo{number}.example/offer")
        )
    folders = [conversation.folder for conversation in rows(counter, schema.conversation)]
    assert folders[4:] == ["quarantine"] * 4


def test_the_shop_next_door_knows_nothing_of_it(counter: Counter, next_door: str):
    ana = counter.shopper("ana")
    sent = ana.form()
    stranger = counter.shopper("eve", shop=next_door)
    with pytest.raises(Unauthenticated):
        stranger.sends(stranger.form(token=sent.token, proof=sent.proof, topic=sent.topic))
    assert rows(counter, schema.conversation) == []


def test_where_an_address_stands_is_its_shops_own_affair(counter: Counter, next_door: str):
    counter.shopper("ana").sends()
    asked = {"email": "ana@example.com", "mailbox": addresses.mailbox("ana@example.com"), "visitor": "vis_1"}
    now = counter.clock.now()
    at_home, elsewhere = (
        counter.run(counter.desk.db.read(lambda tx, shop=shop: senders.standing(tx, shop, **asked, at=now)))
        for shop in (counter.shop, next_door)
    )
    assert (at_home.may_get_receipt, elsewhere.may_get_receipt) == (False, True)


def test_an_ordinary_message_has_nothing_against_it(ana: Shopper, counter: Counter):
    ana.sends(message=MESSAGE)
    [conversation] = rows(counter, schema.conversation)
    assert (conversation.spam_score, conversation.spam_reasons) == (0, [])
