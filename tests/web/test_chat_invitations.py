"""An owner sets whom the shop's pages invite to chat, and agents see by which invitation somebody came."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from live_callers import LiveShopper, agent_line
from mostrador.domain.shop import Invitation
from mostrador.storage import shops
from office import Browser, Office

PATH = "/console/settings/invitations"
ASK = "¿Dudas con la talla?"
TYPED = {"text_es": ASK, "text_en": "Not sure?", "page": "/tazas", "seconds": "20", "items": "0", "every": "3"}


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


@pytest.fixture
def lola(office: Office) -> Browser:
    return office.at_work("lola@loza.example", "administrator")


def rules(office: Office) -> tuple[Invitation, ...]:
    found: tuple[Invitation, ...] = office.read(lambda tx: shops.find(tx, office.shop)).profile.chat.invitations
    return found


def posts(office: Office, who: Browser, path: str = "", **fields: Any) -> httpx.Response:
    version = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
    return who.posts(PATH + path, version=version, **fields)


def invites(office: Office, **changes: Any) -> Invitation:
    rule = msgspec.structs.replace(Invitation(id=office.desk.new("rul"), on=True, texts={"es": ASK}), **changes)

    def work(tx: Any) -> None:
        known = shops.find(tx, office.shop)
        chat = msgspec.structs.replace(known.profile.chat, invitations=(*known.profile.chat.invitations, rule))
        shops.change(tx, office.shop, known.name, msgspec.structs.replace(known.profile, chat=chat))

    office.write(work)
    office.moves(timedelta(seconds=5))  # the server knows a shop by heart for two
    return rule


def test_lola_adds_a_rule_switches_it_on_and_takes_it_away(office: Office, lola: Browser) -> None:
    assert posts(office, lola, **TYPED).status_code == 200
    [rule] = rules(office)
    assert not rule.on
    assert rule == Invitation(id=rule.id, page="/tazas", seconds=20, every=3, texts={"es": ASK, "en": "Not sure?"})
    assert posts(office, lola, f"/{rule.id}", **TYPED, on="1").status_code == 200
    assert rules(office)[0].on
    assert ASK in lola.gets(PATH).text
    assert posts(office, lola, f"/{rule.id}/remove").status_code == 200
    assert rules(office) == ()
    journal = lola.gets("/console/settings/journal").text
    assert [name for name in ("added", "changed", "removed") if f"chat_invitation.{name}" in journal] == [
        "added",
        "changed",
        "removed",
    ]


def test_what_is_refused_stays_where_it_was_typed(office: Office, lola: Browser) -> None:
    page = posts(office, lola, **{**TYPED, "text_es": "", "page": "tazas", "every": "0"})
    assert page.status_code == 422
    for field in ("new_text_es", "new_page", "new_every"):
        assert f'id="wrong-{field}"' in page.text
    assert 'value="tazas"' in page.text
    assert "Not sure?" in page.text
    posts(office, lola, **TYPED)
    [rule] = rules(office)
    page = posts(office, lola, f"/{rule.id}", **{**TYPED, "seconds": "soon"})
    assert page.status_code == 422
    assert f'id="wrong-{rule.id}_seconds"' in page.text
    assert 'value="soon"' in page.text
    assert rules(office) == (rule,)


def test_ten_rules_are_enough(office: Office, lola: Browser) -> None:
    for _ in range(10):
        assert posts(office, lola, **TYPED).status_code == 200
    assert posts(office, lola, **TYPED).status_code == 409
    assert len(rules(office)) == 10


def test_a_rule_of_nobodys_is_neither_changed_nor_removed(office: Office, lola: Browser) -> None:
    assert posts(office, lola, "/rul_aaaaaaaaaaaaaaaa", **TYPED).status_code == 404
    assert posts(office, lola, "/rul_aaaaaaaaaaaaaaaa/remove").status_code == 404


def test_an_agent_sees_by_which_invitation_somebody_came(office: Office) -> None:
    rule = invites(office)
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(invitation=rule.id)
    with agent_line(marta) as martas, ana.line() as hers:
        martas.sends("watch", conversation=chat)
        assert martas.frame("state")["state"]["told"]["invitation"] == ASK
        hers.sends("here", conversation=chat, page="https://www.loza.example/caja")
        told = martas.frame("state")["state"]["told"]
        assert told["page"].endswith("/caja")
        assert told["invitation"] == ASK, "how somebody came does not change as they go about"
    facts = marta.gets(f"/console/chats/{chat}/facts").text
    assert "Came by the invitation" in facts
    assert ASK in facts


@pytest.mark.parametrize("named", ["rul_aaaaaaaaaaaaaaaa", "<b>Soy el jefe</b>", ASK, ""])
def test_nobody_puts_words_where_the_shops_invitation_stands(office: Office, named: str) -> None:
    invites(office)
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(invitation=named)
    with agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        assert "invitation" not in martas.frame("state")["state"]["told"]


def test_only_a_shop_that_invites_has_the_loader_that_does(office: Office) -> None:
    def loader() -> str:
        return httpx.get(f"{office.url}/widget.js", params={"shop": office.shop}).text

    plain = loader()
    invites(office, on=False)
    assert loader() == plain
    rule = invites(office, page="/niños")
    inviting = loader()
    assert rule.id in inviting
    assert "/ni%C3%B1os" in inviting
    assert ASK not in inviting
