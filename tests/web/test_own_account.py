"""What agents do about themselves."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mostrador.storage import members
from mostrador.storage.schema import session
from office import OFFER, PASSWORD, SECRET, Browser, Office, code
from office_mail import BO, NEW_PASSWORD
from services.mail_server import MailServer


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


def test_bo_ends_his_other_sessions_or_one_of_them(office: Office) -> None:
    bo = office.at_work(BO)
    phone, tablet = office.browser(), office.browser()
    for other in (phone, tablet):
        other.logs_in(BO)
    digests = office.read(
        lambda tx: tx.execute(select(session.c.digest).order_by(session.c.created_at)).scalars().all()
    )
    assert bo.posts(f"/console/account/sessions/{digests[1].hex()[:16]}/end").status_code == 200
    assert not phone.is_in()
    assert tablet.is_in()
    bo.posts("/console/account/sessions/end")
    assert not tablet.is_in()
    assert bo.is_in()
    eve = office.at_work("eve@loza.example")
    assert eve.posts(f"/console/account/sessions/{digests[0].hex()[:16]}/end").status_code == 404
    assert bo.is_in()


def test_a_changed_password_ends_the_other_sessions_and_needs_the_old_one(office: Office) -> None:
    bo = office.at_work(BO)
    other = office.browser()
    other.logs_in(BO)
    wrong = bo.posts("/console/account/password", current="not this one at all", password=NEW_PASSWORD)
    assert wrong.status_code == 422
    assert "That is not your password." in wrong.text
    assert bo.posts("/console/account/password", current=PASSWORD, password=NEW_PASSWORD).status_code == 200
    assert bo.is_in()
    assert not other.is_in()
    other.logs_in(BO, NEW_PASSWORD)
    assert other.is_in()


def test_an_open_session_alone_does_not_change_the_second_factor(office: Office) -> None:
    bo = office.at_work(BO)
    page = bo.posts("/console/account/second-factor").text
    offer, secret = OFFER.search(page), SECRET.search(page)
    assert offer
    assert secret
    without = {"offer": offer[1], "code": code(office, secret[1]), "enrol_password": "a wrong one entirely"}
    assert bo.posts("/console/account/second-factor/confirm", **without).status_code == 422
    secret_, _ = bo.sets_up_second_factor()
    office.moves(timedelta(seconds=30))
    now = code(office, secret_)
    assert (
        bo.posts("/console/account/second-factor/off", off_password="wrong wrong wrong", off_code=now).status_code
        == 422
    )
    assert bo.posts("/console/account/second-factor/off", off_password=PASSWORD, off_code="000000").status_code == 422
    assert bo.posts("/console/account/second-factor/off", off_password=PASSWORD, off_code=now).status_code == 200
    assert office.browser().logs_in(BO).headers["HX-Redirect"] == "/console/inbox/mine"


def test_a_waiting_console_hears_within_seconds_that_its_session_was_ended(office: Office, ana: Browser) -> None:
    bo = office.at_work(BO)
    stamp = bo.http.get("/console/news", headers={"Accept": "application/json"}).json()["after"]
    heard: list[int] = []
    waiting = threading.Thread(
        target=lambda: heard.append(
            bo.http.get(f"/console/news?after={stamp}", headers={"Accept": "application/json"}).status_code
        )
    )
    waiting.start()
    member = office.read(lambda tx: members.find(tx, office.shop, bo.agent))
    office.write(lambda tx: members.remove_member(tx, member, at=office.now()))  # as another process would
    waiting.join(12)
    assert not waiting.is_alive(), "It would have waited for 25 seconds."
    assert heard == [401]


def test_whoever_turns_the_second_factor_on_ends_the_sessions_that_never_showed_it(
    office: Office, ana: Browser
) -> None:
    elsewhere = office.browser()
    elsewhere.logs_in(ana.email)
    assert elsewhere.is_in()
    ana.sets_up_second_factor()
    assert ana.is_in()
    assert not elsewhere.is_in()
