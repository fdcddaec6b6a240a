"""A shopper has a chat that has ended sent to an address that is proven to be theirs."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from live_callers import LiveShopper, agent_line
from mostrador.actions import visitors
from mostrador.storage import due, secrets, senders
from mostrador_sdk import identity_token
from office import Office
from services.mail_server import MailServer, text

KEY, SECRET = "idk_aaaaaaaaaaaaaaaa", "the shop's identity secret, long enough"


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


@pytest.fixture
def office(office: Office) -> Office:
    """It knows the secret that the shop's page signs with."""
    sealed = office.desk.keyring.seal(SECRET.encode(), KEY)
    office.write(lambda tx: secrets.add(tx, office.shop, KEY, "identity", sealed, at=office.now()))
    return office


def is_named(office: Office, shopper: LiveShopper, sub: str, **facts: Any) -> None:
    """The shop's page says who it is."""
    token = identity_token(SECRET, key_id=KEY, shop=office.shop, sub=sub, now=office.now(), **facts)
    answer = shopper.http.post("identity", json={"token": token})
    assert answer.status_code == 201, answer.text
    shopper.token = answer.json()["token"]
    shopper.mark = visitors.digest(shopper.token)
    shopper.http.headers["Authorization"] = f"Bearer {shopper.token}"


def ana_of_the_shop(office: Office) -> LiveShopper:
    ana = LiveShopper(office)
    is_named(office, ana, "42", email="ana@example.com", email_verified=True)
    return ana


def copies(post: MailServer) -> list[EmailMessage]:
    return [each for each in post.taken if "chat" in str(each["Subject"])]


def asks(shopper: LiveShopper, chat: str) -> tuple[int, str]:
    answer = shopper.http.post(f"conversations/{chat}/copy", json={})
    return answer.status_code, answer.json().get("code", "") if answer.content else ""


def test_a_customer_gets_what_was_said_once_and_no_note(office: Office, post: MailServer):
    ana, marta = ana_of_the_shop(office), office.at_work("marta@loza.example")
    chat = ana.opens("¿Cuándo llega?")
    with agent_line(marta) as martas, ana.line() as hers:
        martas.sends("watch", conversation=chat)
        martas.says(chat, "Salió ayer. <b>Llega</b> mañana.")
        hers.hears(chat, "Salió ayer. <b>Llega</b> mañana.")
        martas.sends("note", conversation=chat, key="a-note-of-martas", text="Es clienta desde 2019.")
        martas.says(chat, "La clave es zarzamora.")
        seq = hers.hears(chat, "La clave es zarzamora.")["seq"]
        martas.sends("unsend", conversation=chat, seq=seq)
    assert asks(ana, chat) == (409, "chat_goes_on")
    ana.http.post(f"conversations/{chat}/end", json={}).raise_for_status()
    assert ana.http.get("me").json()["copies"] is True
    assert asks(ana, chat) == (204, "")
    assert asks(ana, chat) == (204, "")
    office.settles()
    (mail,) = copies(post)
    assert mail["To"] == "ana@example.com"
    assert mail["Auto-Submitted"] == "auto-generated"
    written = text(mail)
    for said in ("¿Cuándo llega?", "Salió ayer. <b>Llega</b> mañana.", "Marta", "Tú", "(retirado)"):
        assert said in written
    for unsaid in ("2019", "zarzamora"):
        assert unsaid not in mail.as_string()
    html = mail.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;Llega" in html.get_content()
    assert "Mail sent to ana@example.com" in marta.gets(f"/console/conversations/{chat}").text


def test_nobody_without_a_proven_address_is_sent_anything(office: Office, post: MailServer):
    visitor, bo = LiveShopper(office), LiveShopper(office)
    is_named(office, bo, "43", email="bo@example.com", email_verified=False)
    for shopper in (visitor, bo):
        chat = shopper.opens("¿Cuándo llega?", email="ana@example.com")
        shopper.http.post(f"conversations/{chat}/end", json={}).raise_for_status()
        assert shopper.http.get("me").json()["copies"] is False
        assert asks(shopper, chat) == (409, "address_unproven")
    office.settles()
    assert copies(post) == []


def test_nothing_is_sent_of_what_is_in_quarantine_or_where_mail_came_back(office: Office, post: MailServer):
    ana = ana_of_the_shop(office)
    spam, chat = ana.opens("¿Cuándo llega?", website="https://spam.example"), ana.opens("¿Y ahora?")
    for each in (spam, chat):
        ana.http.post(f"conversations/{each}/end", json={}).raise_for_status()
    assert asks(ana, spam) == (204, "")
    office.write(lambda tx: senders.note_trouble(tx, office.shop, "ana@example.com", "bounced", at=office.now()))
    assert asks(ana, chat) == (409, "address_unproven")
    office.settles()
    assert copies(post) == []


def test_a_copy_that_could_not_be_sent_is_asked_for_again(office: Office, post: MailServer):
    ana = ana_of_the_shop(office)
    chat = ana.opens("¿Cuándo llega?")
    ana.http.post(f"conversations/{chat}/end", json={}).raise_for_status()
    customer = office.run(visitors.known(office.desk, ana.mark)).customer
    row = due.Due("due_failed", office.shop, "copy", chat, office.now() + timedelta(days=1), {"customer": customer})
    office.write(lambda tx: due.add(tx, row, at=office.now(), unique_key=f"copy:{chat}:{customer}"))
    office.write(lambda tx: due.end(tx, "due_failed", "failed", at=office.now()))
    assert asks(ana, chat) == (204, "")
    office.settles()
    assert len(copies(post)) == 1


def test_somebody_elses_chat_is_sent_to_nobody(office: Office, post: MailServer):
    ana, eve = ana_of_the_shop(office), LiveShopper(office)
    is_named(office, eve, "66", email="eve@example.com", email_verified=True)
    chat = ana.opens("¿Cuándo llega?")
    ana.http.post(f"conversations/{chat}/end", json={}).raise_for_status()
    assert asks(eve, chat) == (404, "not_found")
    assert asks(eve, "cnv_nothing") == (404, "not_found")
    office.settles()
    assert copies(post) == []
