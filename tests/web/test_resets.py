"""New passwords by mail: for whoever reads the mailbox, and never past the second factor."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mostrador.storage.schema import due, link
from office import PASSWORD, Office
from office_mail import BO, NEW_PASSWORD, link_in
from services.mail_server import MailServer


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


def test_bo_forgets_his_password_and_sets_another(office: Office, post: MailServer) -> None:
    office.hires(BO)
    before = office.browser()
    before.logs_in(BO)
    bo = office.browser()
    answer = bo.posts("/console/reset", email="BO@loza.example")
    assert answer.status_code == 200
    office.settles()
    assert post.taken[-1]["To"] == BO
    token = link_in(post.text())
    answer = bo.posts("/console/reset/password", token=token, password=NEW_PASSWORD)
    assert answer.headers["HX-Redirect"] == "/console/login?notice=password_changed"
    assert not before.is_in(), "every session has ended"
    assert bo.logs_in(BO, PASSWORD).status_code == 422
    bo.logs_in(BO, NEW_PASSWORD)
    assert bo.is_in()
    assert bo.posts("/console/reset/password", token=token, password="y otra clave mas larga").status_code == 422


def test_a_reset_ends_after_half_an_hour_and_with_the_next_one(office: Office, post: MailServer) -> None:
    office.hires(BO)
    tokens = []
    for _ in range(2):
        office.browser().posts("/console/reset", email=BO)
        office.settles()
        tokens.append(link_in(post.text()))
    assert tokens[0] != tokens[1]
    set_it = {"password": NEW_PASSWORD}
    assert office.browser().posts("/console/reset/password", token=tokens[1], **set_it).status_code == 204
    assert office.browser().posts("/console/reset/password", token=tokens[0], **set_it).status_code == 422
    office.browser().posts("/console/reset", email=BO)
    office.settles()
    office.moves(timedelta(minutes=31))
    assert office.browser().posts("/console/reset/password", token=link_in(post.text()), **set_it).status_code == 422


def test_a_new_password_does_not_skip_the_second_factor(office: Office, post: MailServer) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    bo.sets_up_second_factor()
    thief = office.browser()
    thief.posts("/console/reset", email=BO)
    office.settles()
    thief.posts("/console/reset/password", token=link_in(post.text()), password=NEW_PASSWORD)
    assert thief.logs_in(BO, NEW_PASSWORD).headers["HX-Redirect"] == "/console/second-factor"
    assert not thief.is_in()


def test_s_24_asking_for_a_reset_says_nothing_about_who_has_an_account(office: Office, post: MailServer) -> None:
    office.hires(BO)
    known = office.browser().posts("/console/reset", email=BO)
    unknown = office.browser().posts("/console/reset", email="no@loza.example")
    same = [re.sub(r'nonce(="|-)[^"]+|no@loza|bo@loza|/static/\w+/', "", answer.text) for answer in (known, unknown)]
    assert known.status_code == unknown.status_code == 200
    assert same[0] == same[1]
    office.settles()
    assert [mail["To"] for mail in post.taken] == [BO]


def test_s_24_one_account_gets_three_reset_mails_an_hour_whoever_asks(office: Office, post: MailServer) -> None:
    office.hires(BO)
    for _ in range(6):
        office.browser().posts("/console/reset", email=BO)
        office.settles()
    assert len(post.taken) == 3
    office.moves(timedelta(hours=1, seconds=1))
    office.browser().posts("/console/reset", email=BO)
    office.settles()
    assert len(post.taken) == 4


def test_s_24_one_network_cannot_ask_for_resets_without_end(office: Office) -> None:
    answers = [office.browser().posts("/console/reset", email=f"a{n}@loza.example").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_reset_lets_the_owner_in_while_somebody_hammers_the_account(office: Office, post: MailServer) -> None:
    office.hires(BO)
    thief = office.browser()
    for n in range(6):
        thief.posts("/console/login", email=BO, password=f"guess number {n}", next="")
    bo = office.browser()
    assert bo.logs_in(BO).status_code == 429, "a new device, from the same network as the thief"
    bo.posts("/console/reset", email=BO)
    office.settles()
    bo.posts("/console/reset/password", token=link_in(post.text()), password=NEW_PASSWORD)
    for n in range(6):
        thief.posts("/console/login", email=BO, password=f"another guess {n}", next="")
    bo.logs_in(BO, NEW_PASSWORD)
    assert bo.is_in()


def test_a_reset_mail_that_is_sent_again_carries_the_same_link(office: Office, post: MailServer) -> None:
    office.hires(BO)
    post.answer = "451 later"
    office.browser().posts("/console/reset", email=BO)
    first = office.read(lambda tx: tx.execute(select(due.c.id)).scalar_one())
    while not office.read(lambda tx: tx.execute(select(due.c.attempts)).scalar_one()):
        threading.Event().wait(0.02)
    kept = office.read(lambda tx: tx.execute(select(link.c.id)).scalar_one())
    post.answer = None
    office.moves(timedelta(seconds=31))
    office.settles()
    assert office.read(lambda tx: tx.execute(select(link.c.id)).scalars().all()) == [kept]
    assert link_in(post.text()).startswith(kept)
    assert post.taken[-1]["Message-ID"].startswith(f"<{first}@")
