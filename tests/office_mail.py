"""What agents get by mail, and what they do with it."""

import re
from typing import Any

import httpx

from office import Browser, Office
from services.mail_server import MailServer

ANA, BO, CARLA = "ana@loza.example", "bo@loza.example", "carla@loza.example"
NEW_PASSWORD = "siete platos hondos verdes"
LINK = re.compile(r"/console/(invitation|reset/password)#(\S+)")


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
