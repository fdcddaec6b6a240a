"""Invitations into a team: by mail, once, for three days."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mostrador.domain import mail_links
from mostrador.storage import agent_links, members
from mostrador.storage.schema import due, link
from office import PASSWORD, Browser, Office
from office_mail import ANA, BO, CARLA, NEW_PASSWORD, accepts, invites, owner_does
from services.mail_server import MailServer


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


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


def test_whoever_has_an_account_is_told_so_and_joins_with_it(office: Office, ana: Browser, post: MailServer) -> None:
    office.hires(CARLA, shop=office.other_shop)
    token = invites(ana, post)
    answer = accepts(office, token, name="Somebody Else")
    assert answer.status_code == 422
    assert "You have an account here already." in answer.text
    assert office.browser().posts("/console/invitation/join", token=token).headers["HX-Redirect"].endswith("invited")
    assert office.browser().logs_in(CARLA, NEW_PASSWORD).status_code == 422
    carla = office.browser()
    carla.logs_in(CARLA, PASSWORD)
    page = carla.gets("/console/account").text
    assert "Somebody Else" not in page
    assert "Loza" in page
    assert "Bombillas" in page
    again = office.browser().posts("/console/invitation/join", token=token)
    assert "has been used or has expired" in again.text


def test_whoever_has_no_account_cannot_join_without_a_name_and_a_password(
    office: Office, ana: Browser, post: MailServer
) -> None:
    token = invites(ana, post)
    answer = office.browser().posts("/console/invitation/join", token=token)
    assert answer.status_code == 422
    assert "Type a name." in answer.text
    assert accepts(office, token).status_code == 204, "the link was not used up by it"
