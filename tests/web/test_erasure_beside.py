"""What stands beside a customer's own conversations is forgotten with them: tasks, surveys on pages, the journal."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from mostrador.actions import erasure, shop_events
from mostrador.actions.shop_events import Teller
from mostrador.domain.survey_rules import Settings
from mostrador.errors import Forbidden
from mostrador.gateways import erasure_journal
from mostrador.storage import shops, surveys
from mostrador.storage.schema import (
    audit,
    conversation,
    customer,
    event,
    shop_event,
    survey_answer,
    survey_invitation,
    visitor,
)
from mostrador_sdk import Customer
from office import Office
from shop_server import ShopServer, order
from surveyors import SCORE, WHY
from web_shopper import WebShopper

BERTA = Customer(id="77", email="berta@example.com", name="Berta Sesé")


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def watched(office: Office, *buyers: Customer) -> ShopServer:
    """A shop whose watch has opened a task for an order of each."""
    owner, shop = office.at_work("sam@loza.example", "administrator"), ShopServer(office)
    version = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
    rule = {"kind": "payment_failed", "count": "1", "act": "task", "on": "1", "version": version}
    assert owner.posts("/console/settings/watches", **rule).status_code == 200
    for number, buyer in enumerate(buyers):
        shop.tells("order.payment_failed", order(f"104{number}", customer=buyer))
    office.settles()
    return shop


def tasks(office: Office) -> list[tuple[str, str]]:
    columns = select(conversation.c.contact_name, conversation.c.contact_email).where(conversation.c.channel == "task")
    return sorted(tuple(row) for row in office.read(lambda tx: tx.execute(columns).all()))


def test_r10_a_task_that_a_watch_opened_for_her_order_names_her_no_more(office: Office):
    shop = watched(office, BERTA, Customer(id="8", email="eva@example.com", name="Eva"))
    assert tasks(office) == [("Berta Sesé", "berta@example.com"), ("Eva", "eva@example.com")]
    shop.tells("customer.erased", BERTA)
    assert tasks(office) == [("", ""), ("Eva", "eva@example.com")]
    found = office.read(lambda tx: list(tx.execute(select(event.c.body).where(event.c.kind == "task")).scalars()))
    assert {"redacted": True} in found
    assert sum("1041" in str(each) for each in found) == 1


def test_r10_a_task_is_forgotten_when_its_order_shows_late_to_be_hers(office: Office):
    shop = watched(office)
    shop.tells("customer.created", BERTA)
    first = shop.event("order.placed", order("1042", customer=BERTA))
    office.moves(timedelta(hours=1))
    shop.tells("customer.erased", BERTA)
    office.moves(timedelta(hours=1))
    shop.tells("order.payment_failed", order("1042", 2, customer=BERTA))
    office.settles()
    assert tasks(office) == [("Berta Sesé", "berta@example.com")]
    shop.posts([first])
    assert tasks(office) == [("", "")]


def test_somebody_elses_task_stays_though_an_agent_has_linked_it_to_her_order(office: Office):
    shop = watched(office, BERTA, Customer(id="8", email="eva@example.com", name="Eva"))
    marta, about = office.at_work("marta@loza.example"), conversation.c.contact_name == "Eva"
    id = office.read(lambda tx: tx.execute(select(conversation.c.id).where(about)).scalar_one())
    marta.gets(f"/console/conversations/{id}")
    marta.posts(f"/console/conversations/{id}/link-order", number="1040").raise_for_status()
    shop.tells("customer.erased", BERTA)
    assert tasks(office) == [("", ""), ("Eva", "eva@example.com")]


def answered(office: Office, who: Customer, *, known_by: str = "") -> ShopServer:
    """A shop whose page has a survey, and a customer who answered it there."""
    shop = ShopServer(office)
    shop.tells("customer.created", who)

    def work(tx: Any) -> None:
        surveys.add(tx, office.shop, "svy_page", Settings(name="Aquí", state="live", moment="page"), at=office.now())
        surveys.ask(tx, surveys.find(tx, office.shop, "svy_page"), (SCORE, WHY), at=office.now())

    office.write(work)
    with WebShopper(office.url, office.shop, "https://www.loza.example") as shopper:
        shopper.opens_the_frame()
        whose = select(customer.c.id).where(customer.c.external_id == who.id).scalar_subquery()
        office.write(lambda tx: tx.execute(update(visitor).values(customer_id=whose)))
        said = {"qst_score": 2, "qst_why": "Soy Berta y estoy de baja."}
        shopper.answers_here("svy_page", said).raise_for_status()
    if known_by == "browser":
        office.write(lambda tx: tx.execute(update(survey_invitation).values(customer_key="")))
    office.moves(timedelta(minutes=5))
    office.settles()
    return shop


@pytest.mark.parametrize("known_by", ["id", "browser"])
def test_r10_what_she_said_in_a_survey_on_the_shops_page_is_hers(office: Office, known_by: str):
    shop = answered(office, BERTA, known_by=known_by)
    assert "de baja" in shop.http.get("/api/v1/customers/77/export").text
    assert shop.http.delete("/api/v1/customers/77").status_code == 204
    assert "" in office.read(lambda tx: list(tx.execute(select(survey_answer.c.text)).scalars()))
    drafts = select(survey_invitation.c.draft, survey_invitation.c.customer_key)
    assert office.read(lambda tx: [tuple(row) for row in tx.execute(drafts)]) == [(None, "")]
    assert "de baja" not in str(office.read(lambda tx: list(tx.execute(text("SELECT body FROM search")))))


def test_what_somebody_else_said_on_the_shops_page_stays(office: Office):
    shop = answered(office, BERTA)
    shop.tells("customer.created", Customer(id="8", name="Eva"))
    assert "de baja" not in shop.http.get("/api/v1/customers/8/export").text
    assert shop.http.delete("/api/v1/customers/8").status_code == 204
    assert "de baja" in str(office.read(lambda tx: list(tx.execute(select(survey_answer.c.text)))))


def test_r10_erasures_of_two_shops_that_name_their_events_alike_are_two(office: Office):
    for shop in (office.shop, office.other_shop):
        here = ShopServer(office, shop=shop)
        here.tells("customer.created", BERTA)
        told = {**here.event("customer.erased", BERTA, id="1"), "source": "prestashop"}
        assert here.posts([told]).json()["results"][0]["result"] == "accepted"
    first, second = erasure_journal.read(office.settings.data)
    assert first.id != second.id


def test_r10_an_erasure_of_another_shop_is_not_taken_for_one_that_was_done(office: Office):
    ours, theirs = ShopServer(office), ShopServer(office, shop=office.other_shop)
    for shop in (ours, theirs):
        shop.tells("customer.created", BERTA)
    ours.tells("customer.erased", BERTA)
    [entry] = erasure_journal.read(office.settings.data)
    office.moves(timedelta(minutes=5))
    missing = erasure.planned(office.desk, office.other_shop, entry.id, asked_at=office.now(), key="77")
    office.run(erasure.note(office.desk, [missing]))
    assert office.run(erasure.replay(office.desk)) == 1
    assert theirs.http.get("/api/v1/customers/77").status_code == 404


def test_r10_of_whoever_was_known_by_an_order_alone_no_id_is_left(office: Office):
    shop = ShopServer(office)
    shop.tells("order.placed", order("1042", customer=BERTA))
    assert shop.tells("customer.erased", BERTA) == "accepted"
    told = office.read(lambda tx: list(tx.execute(select(shop_event.c.subject, shop_event.c.body))))
    assert told
    assert "77" not in {row.subject for row in told}
    assert "berta" not in str(told)


def test_whoever_may_not_tell_writes_nothing_into_the_journal_of_erasures(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", BERTA)

    def refuse(tx: Any) -> None:
        raise Forbidden("This key was revoked a moment ago.")

    raw = shop.http.build_request("POST", "/", json=shop.event("customer.erased", BERTA)).content
    with pytest.raises(Forbidden):
        office.run(shop_events.tell(office.desk, Teller(office.shop, "key_1", "", refuse), [raw]))
    assert erasure_journal.read(office.settings.data) == []


def test_what_is_told_again_stands_in_the_journal_of_erasures_once(office: Office):
    shop = ShopServer(office)
    shop.tells("customer.created", BERTA)
    told = shop.event("customer.erased", BERTA)
    assert [shop.posts([told]).json()["results"][0]["result"] for _ in range(2)] == ["accepted", "duplicate"]
    assert len(erasure_journal.read(office.settings.data)) == 1
    done = select(audit.c.subject).where(audit.c.action == "customer.erased")
    assert len(office.read(lambda tx: list(tx.execute(done)))) == 1
