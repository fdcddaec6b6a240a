"""Roles, goodbyes and the journal of a team, over HTTP."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from mostrador.storage import conversations, members
from mostrador.storage.schema import audit, conversation
from office import Browser, Office
from office_conversations import opened
from office_mail import BO, CARLA, NEW_PASSWORD, accepts, invites, link_in, owner_does
from services.mail_server import MailServer


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


def test_the_last_administrator_stays(office: Office, ana: Browser) -> None:
    for path, fields in (("", {"role": "agent"}), ("/remove", {})):
        answer = owner_does(ana, f"{ana.agent}{path}", **fields)
        assert answer.status_code == 409
        assert "Somebody has to stay administrator." in answer.text
    office.hires(BO, "administrator")
    assert owner_does(ana, ana.agent, role="agent").status_code in {200, 403}
    assert ana.gets("/console/settings/team").status_code == 403, "the role counts from the next request on"


def test_whoever_leaves_keeps_nothing_and_what_they_had_is_free(office: Office, ana: Browser, post: MailServer) -> None:
    bo = office.at_work(BO)
    bo.posts("/console/reset", email=BO)
    office.settles()
    token = link_in(post.text())
    ids = opened(office, bo.agent, 120)
    assert owner_does(ana, f"{bo.agent}/remove", role="agent").status_code == 200
    assert not bo.is_in()
    assert bo.posts("/console/account", name="Bo", language="").status_code in {303, 401}
    assert office.browser().logs_in(BO).status_code == 422
    assert office.browser().posts("/console/reset/password", token=token, password=NEW_PASSWORD).status_code == 422
    office.settles()
    rows = office.read(
        lambda tx: tx.execute(select(conversation.c.assignee_id).where(conversation.c.id.in_(ids))).scalars().all()
    )
    assert len(rows) == 120
    assert set(rows) == {None}
    log = office.read(lambda tx: conversations.events_after(tx, office.shop, ids[0], 0, conversations.AGENTS))
    assert [event.kind for event in log][-1] == "assigned"


def test_whoever_leaves_one_shop_still_works_for_the_other(office: Office, ana: Browser) -> None:
    bo = office.at_work(BO, shop=office.other_shop)
    office.write(lambda tx: members.set_member(tx, office.shop, bo.agent, "agent", at=office.now()))
    assert bo.posts(f"/console/shops/{office.shop}").status_code == 204
    assert owner_does(ana, f"{bo.agent}/remove").status_code == 200
    assert not bo.is_in()
    bo.logs_in(BO)
    assert bo.is_in()
    assert bo.posts(f"/console/shops/{office.shop}").status_code == 404


def test_another_administrator_resets_the_second_factor_of_whoever_lost_it(office: Office, ana: Browser) -> None:
    bo = office.at_work(BO)
    bo.sets_up_second_factor()
    assert owner_does(ana, f"{bo.agent}/reset-2fa", role="agent").status_code == 200
    assert not bo.is_in()
    bo.logs_in(BO)
    assert bo.is_in()
    ana.sets_up_second_factor()
    assert owner_does(ana, f"{ana.agent}/reset-2fa").status_code == 403, "but nobody their own"


def test_an_administrator_does_not_weaken_an_account_of_another_shop(office: Office, ana: Browser) -> None:
    bo = office.at_work(BO, shop=office.other_shop)
    bo.sets_up_second_factor()
    office.write(lambda tx: members.set_member(tx, office.shop, bo.agent, "agent", at=office.now()))
    answer = owner_does(ana, f"{bo.agent}/reset-2fa")
    assert answer.status_code == 409
    assert "they work for another shop, too" in answer.text
    office.write(lambda tx: members.set_member(tx, office.other_shop, ana.agent, "administrator", at=office.now()))
    assert owner_does(ana, f"{bo.agent}/reset-2fa").status_code == 200


def test_everything_done_to_the_team_is_in_the_audit_log(office: Office, ana: Browser, post: MailServer) -> None:
    accepts(office, invites(ana, post))
    carla = office.read(lambda tx: [each for each in members.of_shop(tx, office.shop) if each.email == CARLA])[0]
    owner_does(ana, carla.id, role="supervisor")
    owner_does(ana, f"{carla.id}/remove")
    actions = office.read(lambda tx: tx.execute(select(audit.c.action).order_by(audit.c.number)).scalars().all())
    assert actions == ["agent.logged_in", "agent.invited", "invitation.accepted", "agent.changed", "agent.removed"]


def test_the_owner_reads_the_journal_of_their_own_shop_page_by_page(office: Office, ana: Browser) -> None:
    bo = office.hires(BO)
    for number in range(60):
        owner_does(ana, bo, role=("supervisor", "agent")[number % 2])
    office.at_work("eve@bombillas.example", "administrator", shop=office.other_shop)
    newest = ana.gets("/console/settings/journal").text
    assert newest.count("agent.changed") == 50
    assert "203.0" not in newest
    assert "127.0.0.0" in newest
    assert "Bo role" in newest
    more = re.search(r'href="/console(/settings/journal\?before=\d+)"', newest)
    assert more
    oldest = ana.gets("/console" + more[1]).text
    assert oldest.count("agent.changed") == 10
    assert "Eve" not in newest + oldest
