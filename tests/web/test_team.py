"""Invitations, goodbyes, new passwords: over HTTP, with mails that really left."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from mostrador.domain import mail_links
from mostrador.storage import agent_links, conversations, members
from mostrador.storage.schema import audit, conversation, due, link, session
from office import OFFER, PASSWORD, SECRET, Browser, Office, code
from office_conversations import opened
from services.mail_server import MailServer, mail_server

ANA, BO, CARLA = "ana@loza.example", "bo@loza.example", "carla@loza.example"
NEW_PASSWORD = "siete platos hondos verdes"
LINK = re.compile(r"/console/(invitation|reset/password)#(\S+)")


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_url, tmp_path, smtp_port=post.port) as office:
        yield office


@pytest.fixture
def ana(office: Office) -> Browser:
    """The owner."""
    return office.at_work(ANA, "administrator")


def owner_does(ana: Browser, path: str, **fields: Any) -> httpx.Response:
    """What a button or a form of the team's page sends."""
    return ana.posts(f"/console/settings/team/{path}", version="1", **fields)


def link_in(mail: str) -> str:
    found = LINK.search(mail)
    assert found, mail
    return found[2]


def invites(ana: Browser, post: MailServer, email: str = CARLA, **fields: Any) -> str:
    """The token in the mail."""
    answer = owner_does(ana, "invite", email=email, **{"role": "agent", **fields})
    assert answer.status_code == 200, answer.text
    ana.office.settles()
    assert post.taken[-1]["To"] == email
    return link_in(post.text())


def accepts(office: Office, token: str, **fields: str) -> httpx.Response:
    given = {"token": token, "name": "Carla Ruiz", "password": NEW_PASSWORD, **fields}
    return office.browser().posts("/console/invitation", **given)


def test_carla_is_invited_takes_it_up_and_logs_in(office: Office, ana: Browser, post: MailServer) -> None:
    token = invites(ana, post, role="supervisor")
    assert "Ana te invita" in post.text()
    assert post.taken[-1]["Auto-Submitted"] == "auto-generated"
    assert accepts(office, token).headers["HX-Redirect"] == "/console/login?notice=invited"
    carla = office.browser()
    carla.logs_in(CARLA, NEW_PASSWORD)
    assert "Carla Ruiz" in carla.gets("/console/account").text
    member = office.read(lambda tx: [each for each in members.of_shop(tx, office.shop) if each.email == CARLA])[0]
    assert member.role == "supervisor"
    assert carla.gets("/console/settings/team").status_code == 403


def test_an_invitation_is_good_once(office: Office, ana: Browser, post: MailServer) -> None:
    token = invites(ana, post)
    assert accepts(office, token).status_code == 204
    again = accepts(office, token, password="otra clave larga distinta")
    assert again.status_code == 422
    assert "has been used or has expired" in again.text
    assert office.browser().logs_in(CARLA, "otra clave larga distinta").status_code == 422


def test_an_invitation_ends_after_three_days(office: Office, ana: Browser, post: MailServer) -> None:
    token = invites(ana, post)
    office.moves(timedelta(days=3, seconds=1))
    assert accepts(office, token).status_code == 422


@pytest.mark.parametrize("token", ["", " ", "%20", "%", "lnk_aaaaaaaaaaaaaaaa.", "lnk_aaaaaaaaaaaaaaaa", "\0", "null"])
def test_s_13_no_empty_or_invented_link_is_an_invitation_or_a_reset(
    migrated_sqlite_url: str, tmp_path: Path, post: MailServer, token: str
) -> None:
    with Office(migrated_sqlite_url, tmp_path, smtp_port=post.port) as office:
        invites(office.at_work(ANA, "administrator"), post)
        assert accepts(office, token).status_code == 422
        reset = office.browser().posts("/console/reset/password", token=token, password=NEW_PASSWORD)
        assert reset.status_code == 422


def test_s_13_one_purposes_link_is_nothing_to_another(office: Office, ana: Browser, post: MailServer) -> None:
    token = invites(ana, post)
    answer = office.browser().posts("/console/reset/password", token=token, password=NEW_PASSWORD)
    assert answer.status_code == 422
    row = token.partition(".")[0]
    forged = mail_links.make(office.desk.keyring.links, "reset", row, 1)
    assert office.browser().posts("/console/reset/password", token=forged, password=NEW_PASSWORD).status_code == 422
    assert accepts(office, token).status_code == 204, "and it was not used up by that"


def test_no_table_holds_a_link(office: Office, ana: Browser, post: MailServer) -> None:
    token = invites(ana, post)
    rows = office.read(lambda tx: [*tx.execute(select(link)).all(), *tx.execute(select(due)).all()])
    assert token.partition(".")[2] not in repr(rows)


def test_a_second_invitation_replaces_the_first_and_a_revoked_one_is_nothing(
    office: Office, ana: Browser, post: MailServer
) -> None:
    first, second = invites(ana, post), invites(ana, post)
    assert accepts(office, first).status_code == 422
    row = office.read(lambda tx: agent_links.invitations(tx, office.shop, at=office.now()))[0].id
    assert owner_does(ana, f"invitations/{row}/revoke").status_code == 200
    assert accepts(office, second).status_code == 422


def test_what_a_removed_administrator_offered_is_nothing(office: Office, ana: Browser, post: MailServer) -> None:
    bea = office.at_work("bea@loza.example", "administrator")
    token = invites(bea, post)
    assert owner_does(ana, f"{bea.agent}/remove").status_code == 200
    assert accepts(office, token).status_code == 422


def test_who_is_in_the_team_already_is_not_invited(office: Office, ana: Browser) -> None:
    office.hires(BO)
    answer = owner_does(ana, "invite", email=BO, role="agent")
    assert answer.status_code == 422
    assert "It exists already." in answer.text


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("corta", "Use twelve characters or more."),
        ("password1234", "among the first that others try"),
        ("carla@loza.example", "among the first that others try"),
        ("Carla Ruiz Carla", "among the first that others try"),
        ("aaaaaaaaaaaaaaaa", "among the first that others try"),
    ],
)
def test_a_password_that_others_would_guess_is_refused(
    migrated_sqlite_url: str, tmp_path: Path, post: MailServer, password: str, wrong: str
) -> None:
    with Office(migrated_sqlite_url, tmp_path, smtp_port=post.port) as office:
        token = invites(office.at_work(ANA, "administrator"), post)
        answer = accepts(office, token, password=password)
        assert answer.status_code == 422
        assert wrong in answer.text
        assert accepts(office, token).status_code == 204, "the link was not used up by it"


def test_an_invitation_changes_nobodys_password(office: Office, ana: Browser, post: MailServer) -> None:
    office.hires(CARLA, shop=office.other_shop)
    assert accepts(office, invites(ana, post), name="Somebody Else").status_code == 204
    assert office.browser().logs_in(CARLA, NEW_PASSWORD).status_code == 422
    carla = office.browser()
    carla.logs_in(CARLA, PASSWORD)
    page = carla.gets("/console/account").text
    assert "Somebody Else" not in page
    assert "Loza" in page
    assert "Bombillas" in page


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
