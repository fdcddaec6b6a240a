"""A shop's own systems are told what happens: signed, once for each thing, again until it arrives, and nobody else."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from asked import asked
from mostrador.actions import conversations as actions
from mostrador.actions import webhooks
from mostrador.domain import conversation as talk
from mostrador.domain import webhooks as forms
from mostrador.domain.speaker import Speaker, system
from mostrador.domain.webhooks import DATA, RETRIES, TYPES
from mostrador.storage import conversations, orders, secrets
from mostrador.storage import webhooks as stored
from office import Browser, Office
from office_conversations import opened
from services.far_server import FarServer, Request, answer
from shop_server import ShopServer, order

SECRET = re.compile(r'data-copies="(whsec_[^"]+)"')


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path, allowed_private_ranges=("127.0.0.0/8",)) as office:
        yield office


@pytest.fixture
def far() -> Iterator[FarServer]:
    with FarServer([answer(200)]) as far:
        yield far


@pytest.fixture
def owner(office: Office) -> Browser:
    return office.at_work("ana@loza.example", "administrator")


def listens(owner: Browser, url: str, *types: str) -> tuple[str, str]:
    """Have an address told; its id, and the secret that the page shows."""
    page = changes(owner, "", url=url, types=list(types or TYPES)).text
    shown = SECRET.search(page)
    assert shown, page
    [hook] = owner.office.read(lambda tx: stored.living(tx, owner.office.shop))
    return hook.id, shown[1]


def changes(owner: Browser, path: str, **fields: Any) -> Any:
    owner.gets("/console/settings/webhooks")
    answered = owner.posts(f"/console/settings/webhooks{path}", version="1", **fields)
    assert answered.status_code == 200, answered.text
    return answered


def believed(request: Request, secret: str) -> Any:
    """What it says, once its signature is checked as receivers do."""
    return Verifier(secret).verify(request.body, dict(request.headers))


def only(office: Office) -> Any:
    [told] = office.read(lambda tx: stored.deliveries(tx, office.shop, before=None, most=9))
    return told


def test_r9_what_the_console_shows_verifies_what_is_sent(office: Office, owner: Browser, far: FarServer):
    _, secret = listens(owner, far.url)
    told = ShopServer(office).opens("La taza llegó rota.", order="A-1").json()
    request = far.got()[0]
    said = believed(request, secret)
    about = {"id": told["id"], "code": told["code"], "channel": "api", "order": "A-1", "customer": "7"}
    assert said == {"type": "conversation.opened", "timestamp": said["timestamp"], "data": {"conversation": about}}
    assert b"taza" not in request.body
    assert b"ana@" not in request.body


def test_everything_that_a_conversation_goes_through_is_told(office: Office, owner: Browser, far: FarServer):
    listens(owner, far.url)
    shop = ShopServer(office)
    id = shop.opens().json()["id"]
    shop.answers(id, "Sale mañana.")
    office.run(actions.resolve(office.desk, system(office.shop), id))
    types = [json.loads(each.body)["type"] for each in far.got(3)]
    assert sorted(types) == ["conversation.answered", "conversation.opened", "conversation.resolved"]
    answered = next(each for each in far.requests if b"conversation.answered" in each.body)
    assert json.loads(answered.body)["data"]["seq"] == 2


def test_an_address_hears_of_what_it_asked_for_and_of_its_own_shop_alone(
    office: Office, owner: Browser, far: FarServer
):
    listens(owner, far.url, "conversation.answered")
    ShopServer(office, shop=office.other_shop).opens()
    shop = ShopServer(office)
    id = shop.opens().json()["id"]
    shop.answers(id, "Sale mañana.")
    assert json.loads(far.got()[0].body)["type"] == "conversation.answered"
    office.settles()
    assert len(far.requests) == 1


def test_spam_is_told_to_nobody_until_it_is_released_and_then_once(office: Office, owner: Browser, far: FarServer):
    listens(owner, far.url)
    [id] = opened(office, None, quarantine=True)
    somebody = Speaker(office.shop, "visitor", "vis_aaaaaaaaaaaaaaaa")

    def work(tx: Any) -> None:
        current = conversations.lock(tx, office.shop, id)
        conversations.append(tx, current, talk.say(current, somebody, "¡Compra ya!", at=office.now(), key="word-0001"))

    office.write(work)
    office.settles()
    assert far.requests == []
    for do in (actions.release, actions.quarantine, actions.release):
        office.run(do(office.desk, system(office.shop), id))
    assert json.loads(far.got()[0].body)["type"] == "conversation.opened"
    office.settles()
    assert len(far.requests) == 1


def test_r4_every_retry_carries_the_same_id_and_is_signed_anew(office: Office, owner: Browser, far: FarServer):
    far.answers = [answer(500), answer(503), answer(200)]
    _, secret = listens(owner, far.url)
    ShopServer(office).opens()
    far.got(1)
    for count, pause in enumerate(RETRIES[:2], 2):
        office.settles()
        assert only(office).next_at == office.now() + pause
        office.moves(pause)
        far.got(count)
    office.settles()
    assert len({each.headers["webhook-id"] for each in far.requests}) == 1
    assert all(believed(each, secret) for each in far.requests)
    told = only(office)
    assert (told.state, told.attempts, told.code, told.next_at) == ("delivered", 3, 200, None)
    assert office.read(lambda tx: stored.living(tx, office.shop))[0].failing_since is None


def test_a_receiver_that_asks_to_be_left_alone_for_an_hour_is(office: Office, owner: Browser, far: FarServer):
    far.answers = [answer(429, **{"Retry-After": "3600"})]
    listens(owner, far.url)
    ShopServer(office).opens()
    far.got()
    office.settles()
    assert only(office).next_at == office.now() + timedelta(hours=1)


def test_after_three_days_one_delivery_is_given_up_and_can_be_sent_again(
    office: Office, owner: Browser, far: FarServer
):
    far.answers = [answer(500)]
    listens(owner, far.url)
    ShopServer(office).opens()
    for count, pause in enumerate((*RETRIES, timedelta()), 1):
        far.got(count)
        office.settles()
        office.moves(pause)
    told = only(office)
    assert (told.state, told.attempts) == ("failed", 1 + len(RETRIES))
    owner.logs_in(owner.email)
    far.answers = [answer(200)]
    changes(owner, f"/deliveries/{told.id}/again")
    assert far.got(told.attempts + 1)[-1].headers["webhook-id"] == told.id
    office.settles()
    assert only(office).state == "delivered"


def test_an_address_that_says_it_is_gone_is_told_nothing_more_and_the_console_says_so(
    office: Office, owner: Browser, far: FarServer
):
    far.answers = [answer(410)]
    id, _ = listens(owner, far.url)
    shop = ShopServer(office)
    shop.opens()
    far.got()
    office.settles()
    shop.opens()
    office.settles()
    assert len(far.requests) == 1
    assert "A webhook was stopped" in owner.gets("/console/inbox/open").text
    assert "answered that it is gone" in owner.gets("/console/settings/webhooks").text
    assert "webhook.switched_off" in owner.gets("/console/settings/journal").text
    far.answers = [answer(200)]
    changes(owner, f"/{id}/on")
    assert "A webhook was stopped" not in owner.gets("/console/inbox/open").text
    shop.opens()
    far.got(2)


def test_an_address_that_fails_for_days_is_switched_off(office: Office, owner: Browser, far: FarServer):
    far.answers = [answer(500)]
    id, _ = listens(owner, far.url)
    shop = ShopServer(office)
    shop.opens()
    far.got()
    office.settles()
    office.write(lambda tx: stored.note_failing(tx, office.shop, id, office.now() - forms.ENOUGH))
    shop.opens()
    far.got(2)
    office.settles()
    assert office.read(lambda tx: stored.find(tx, office.shop, id)).state == "failing"
    states = {each.state for each in office.read(lambda tx: stored.deliveries(tx, office.shop, before=None, most=9))}
    assert states == {"dropped"}


def test_secrets_change_without_a_gap(office: Office, owner: Browser, far: FarServer):
    id, old = listens(owner, far.url)
    office.moves(timedelta(days=1))
    owner.logs_in(owner.email)
    new = SECRET.search(changes(owner, f"/{id}/rotate").text)
    assert new
    changes(owner, f"/{id}/test")
    request = far.got()[0]
    assert believed(request, old) == believed(request, new[1])
    assert json.loads(request.body)["type"] == "webhook.test"
    page = owner.gets("/console/settings/webhooks").text
    assert old not in page
    first = re.search(r"webhooks/secrets/(whs_\w+)/revoke", page)
    assert first
    changes(owner, f"/secrets/{first[1]}/revoke")
    changes(owner, f"/{id}/test")
    request = far.got(2)[-1]
    assert believed(request, new[1])
    with pytest.raises(Exception, match="signature"):
        believed(request, old)
    last = office.read(lambda tx: secrets.live(tx, office.shop, "webhook", id))
    answered = owner.posts(f"/console/settings/webhooks/secrets/{last[0].id}/revoke", version="1")
    assert answered.status_code == 409


def test_s19_no_webhook_goes_into_our_network(migrated_url: str, tmp_path: Path, far: FarServer):
    with Office(migrated_url, tmp_path) as office:
        owner = office.at_work("ana@loza.example", "administrator")
        owner.gets("/console/settings/webhooks")
        for url in (far.url, "https://127.0.0.1/x", "https://10.0.0.1", "ftp://shop.example", "https://a b", ""):
            answered = owner.posts("/console/settings/webhooks", version="1", url=url, types=list(TYPES))
            assert answered.status_code == 422, url
        hook = stored.Webhook("whk_x", office.shop, far.url, TYPES, "on", office.now(), None)
        office.write(lambda tx: stored.add(tx, hook))  # as if its name had led elsewhere that day
        ShopServer(office).opens()
        office.settles()
        assert only(office).problem == "unsafe"
        assert far.requests == []


def test_a_problem_with_an_order_and_a_survey_are_told_by_whoever_finds_them(
    office: Office, owner: Browser, far: FarServer
):
    listens(owner, far.url)
    shop = ShopServer(office)
    shop.tells("order.placed", order(number="A-1042"))
    [found] = office.read(lambda tx: list(orders.by_keys(tx, office.shop, ["1042"]).values()))

    invitation = asked(office, email="", key="7", order=found.id, said="Bien")

    def work(tx: Any) -> None:
        for _ in range(2):
            webhooks.tell(tx, office.shop, "order.problem", found.id, at=office.now(), part="not_shipped wat_1")
        webhooks.tell(tx, office.shop, "survey.answered", invitation, at=office.now())

    office.write(work)
    said = {json.loads(each.body)["type"]: json.loads(each.body)["data"] for each in far.got(2)}
    assert said == {
        "order.problem": {"order": {"id": "1042", "number": "A-1042"}, "problem": "not_shipped", "watch": "wat_1"},
        "survey.answered": {
            "survey": "svy_after",
            "invitation": invitation,
            "order": {"id": "1042", "number": "A-1042"},
        },
    }
    office.settles()
    assert len(far.requests) == 2


def test_every_type_has_a_shape_and_the_manual_shows_each_as_it_is():
    manual = (Path(__file__).parents[2] / "docs/webhooks.md").read_text()
    shown = {told["type"]: told for told in map(json.loads, re.findall(r"```json\n(.*?)```", manual, re.DOTALL))}
    assert set(shown) == set(DATA)
    for type, told in shown.items():
        exact = msgspec.convert(told["data"], DATA[type])
        assert msgspec.to_builtins(exact) == told["data"], type
        assert set(told) == {"type", "timestamp", "data"}
