"""What everybody may see of a draw, and what only the shop sees; and how it holds when somebody is forgotten."""

import hashlib
import html
import re
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from mostrador.actions import erasure
from mostrador.domain import draw as rules
from mostrador.domain.draw import digest
from mostrador.domain.incentive import Incentive
from mostrador.storage import draw_entries, shops
from mostrador.storage import survey_draws as stored
from mostrador.storage.schema import draw_entry, survey_draw
from mostrador.storage.survey_draws import Draw
from mostrador_sdk import Customer, Shipment
from office import Browser, Office
from services.mail_server import MailServer, mail_server
from shop_server import ShopServer, order
from surveyors import SCORE, asks, confirms, delivers, link, rows

PATH = "/console/settings/surveys"
SPANISH, ENGLISH = {"Accept-Language": "es-ES,es;q=0.9"}, {"Accept-Language": "en-GB"}
LINE = re.compile(r"<code>(python3 -c .+?)</code>", re.DOTALL)
SAID = "05 12 'n' 33"  # a quote must not end the line that people paste


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path, smtp_port=post.port) as office:
        yield office


def promised(office: Office) -> Incentive:
    today = office.now().date()
    return Incentive(
        kind="draw",
        terms={"es": "Una taza para cada número.", "en": "A cup for each number."},
        until=(today + timedelta(days=2)).isoformat(),
        winners=2,
        source="Lotería Nacional, número del primer premio",
        drawn_on=(today + timedelta(days=4)).isoformat(),
    )


def fields(incentive: Incentive, **otherwise: str) -> dict[str, str]:
    """What the console's form sends."""
    told = {"gift": "draw", "until": incentive.until, "source": incentive.source, "drawn_on": incentive.drawn_on}
    terms = {f"terms_{language}": text for language, text in incentive.terms.items()}
    survey = {"name": "Tras la entrega", "state": "live", "days": "0", "quiet_from": "00:00", "quiet_until": "00:00"}
    return {**survey, **told, **terms, "winners": str(incentive.winners), **otherwise}


def posts(office: Office, who: Browser, path: str, **sent: str) -> httpx.Response:
    return who.posts(PATH + path, version=str(office.read(lambda tx: shops.find(tx, office.shop)).version), **sent)


def opened(office: Office, lola: Browser) -> Draw:
    """A draw as Lola sets it."""
    survey = office.run(asks(office.desk, office.shop, SCORE, rest_days=0, reminder_days=0))
    answer = posts(office, lola, f"/{survey}", **fields(promised(office)))
    assert answer.status_code == 200, answer.text
    return kept(office)


def kept(office: Office) -> Draw:
    found: list[Draw] = office.read(lambda tx: stored.of_survey(tx, office.shop, "svy_after"))
    return found[0]


def entered(office: Office, post: MailServer, key: str = "1042", **told: Any) -> dict[str, str]:
    """What the page of somebody who answered about a new order is told."""
    office.run(delivers(office.desk, office.shop, key, **told))
    office.settles()
    token = link(post)
    office.run(confirms(office.desk, token, score=3))
    body = {"token": token, "key": "visit-0001", "consent": True}
    answer = httpx.post(f"{office.url}/s/api/gift", json=body, headers={"Origin": office.url})
    assert answer.status_code == 200, answer.text
    given: dict[str, str] = answer.json()
    return given


def closes(office: Office) -> str:
    """The list, once the last day is over."""
    office.moves(timedelta(days=3, hours=1))
    office.settles()
    return httpx.get(f"{office.url}/s/draw/{kept(office).id}/entries.txt").text


def at_work(office: Office, email: str, role: Any = "administrator") -> Browser:
    return office.at_work(email, role)


def test_everybody_reads_it_in_their_language_and_can_check_it(
    office: Office, post: MailServer, tmp_path: Path
) -> None:
    draw = opened(office, at_work(office, "lola@loza.example", "supervisor"))
    given = [entered(office, post, str(n), email=f"persona{n}@example.com") for n in range(4)]
    address = given[0]["address"]
    assert address == f"{office.url}/s/draw/{draw.id}"
    spanish, english = (httpx.get(address, headers=each).text for each in (SPANISH, ENGLISH))
    assert "Una taza para cada número." in spanish
    assert "A cup for each number." in english
    assert "Lotería Nacional, número del primer premio" in spanish
    assert httpx.get(f"{address}/entries.txt").status_code == 404
    assert not any(each["entry"] in spanish for each in given)
    listed = closes(office)
    assert listed == "".join(f"{each}\n" for each in sorted(each["entry"] for each in given))
    closed = httpx.get(address, headers=SPANISH).text
    assert hashlib.sha256(listed.encode()).hexdigest() in closed
    office.moves(timedelta(days=2))
    lola = at_work(office, "marta@loza.example", "supervisor")
    lola.gets(PATH)
    assert posts(office, lola, f"/draws/{draw.id}", seed=f" {SAID} ").status_code == 200
    page = httpx.get(address, headers=ENGLISH).text
    found = LINE.search(page)
    assert found
    (tmp_path / "entries.txt").write_text(listed)
    line = html.unescape(found[1])
    said = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, check=True, text=True).stdout  # noqa: S602
    assert said.split() == rules.winners(listed.split(), SAID, 2)
    assert all(f"<code>{winner}</code>" in page for winner in said.split())
    assert html.escape(SAID, quote=False).replace("'", "&#39;") in page
    for text in (spanish, closed, page, listed):
        assert "persona" not in text
        assert "Ana Ruiz" not in text
        assert "<script" not in text


def test_neither_the_page_nor_the_list_is_in_an_index_or_says_where_one_came_from(
    office: Office, post: MailServer
) -> None:
    draw = opened(office, at_work(office, "lola@loza.example"))
    entered(office, post)
    closes(office)
    for path in (f"/s/draw/{draw.id}", f"/s/draw/{draw.id}/entries.txt"):
        headers = httpx.get(office.url + path).headers
        assert (headers["x-robots-tag"], headers["referrer-policy"]) == ("noindex", "no-referrer")
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "set-cookie" not in headers
    assert httpx.get(f"{office.url}/s/draw/{draw.id}/entries.txt").headers["content-type"].startswith("text/plain")


def test_one_that_closed_when_chance_may_have_spoken_says_so(office: Office, post: MailServer) -> None:
    late = "cuando el azar ya podía haber hablado"
    draw = opened(office, at_work(office, "lola@loza.example"))
    entered(office, post)
    closes(office)
    assert late not in httpx.get(f"{office.url}/s/draw/{draw.id}", headers=SPANISH).text
    closed_at = office.now() + timedelta(days=1)  # the server was down for as long
    office.write(lambda tx: tx.execute(update(survey_draw).values(closed_at=closed_at)))
    assert late in httpx.get(f"{office.url}/s/draw/{draw.id}", headers=SPANISH).text


def test_a_draw_that_never_was_says_so(office: Office) -> None:
    answer = httpx.get(f"{office.url}/s/draw/drw_aaaaaaaaaaaaaaaa", headers={**SPANISH, "Accept": "text/html"})
    assert answer.status_code == 404
    assert "No hay ningún sorteo" in answer.text
    assert httpx.get(f"{office.url}/s/draw/drw_aaaaaaaaaaaaaaaa/entries.txt").status_code == 404


def test_what_cannot_be_changed_any_more_stays_where_it_was_typed(office: Office, post: MailServer) -> None:
    lola = at_work(office, "lola@loza.example", "supervisor")
    opened(office, lola)
    entered(office, post)
    changed = fields(promised(office), source="Otro azar", winners="9", terms_es="Otra cosa.")
    answer = posts(office, lola, "/svy_after", **changed)
    assert answer.status_code == 422
    for name in ("source", "winners", "terms_es"):
        assert f'id="wrong-svy_after_{name}"' in answer.text
    for text in ("Otro azar", "Otra cosa.", 'value="9"', "Somebody has entered"):
        assert text in answer.text
    assert kept(office).incentive == promised(office)
    assert posts(office, lola, "/svy_after", **fields(promised(office), gift="")).status_code == 422
    assert posts(office, lola, "/svy_after", **fields(promised(office), state="paused")).status_code == 200
    assert posts(office, lola, "/svy_after/remove").status_code == 409


def test_a_draw_without_its_source_is_refused_by_field(office: Office) -> None:
    lola = at_work(office, "lola@loza.example", "supervisor")
    office.run(asks(office.desk, office.shop, SCORE))
    day_after = (date.fromisoformat(promised(office).until) + timedelta(days=1)).isoformat()
    sent = fields(promised(office), source=" ", winners="21", drawn_on=day_after, terms_es="x" * 2001)
    answer = posts(office, lola, "/svy_after", **sent)
    assert answer.status_code == 422
    for name in ("source", "winners", "drawn_on", "terms_es"):
        assert f'id="wrong-svy_after_{name}"' in answer.text
    assert office.read(lambda tx: stored.of_survey(tx, office.shop, "svy_after")) == []


def test_the_console_shows_how_far_it_is_and_who_has_won_to_administrators_alone(
    office: Office, post: MailServer
) -> None:
    lola = at_work(office, "lola@loza.example", "supervisor")
    draw = opened(office, lola)
    number = entered(office, post)["entry"]
    page = lola.gets(PATH).text
    assert "1 entry" in page
    assert f"{office.url}/s/draw/{draw.id}" in page
    early = posts(office, lola, f"/draws/{draw.id}", seed="51304")
    assert (early.status_code, kept(office).state) == (409, "open")
    listed = closes(office)
    office.moves(timedelta(days=2))
    marta = at_work(office, "marta@loza.example", "supervisor")
    assert digest(listed) in marta.gets(PATH).text
    refused = posts(office, marta, f"/draws/{draw.id}", seed="x" * 201)
    assert refused.status_code == 422
    assert f'id="wrong-{draw.id}_seed"' in refused.text
    assert "x" * 201 in refused.text
    drawn = posts(office, marta, f"/draws/{draw.id}", seed="51304").text
    assert number in drawn
    assert "ana@example.com" not in drawn
    eva = at_work(office, "eva@loza.example")
    page = eva.gets(PATH).text
    assert "ana@example.com" in page
    assert "#1042" in page
    assert "survey.drawn" in eva.gets("/console/settings/journal").text


def told_by_a_shop(office: Office, post: MailServer) -> ShopServer:
    """Ana's order as her shop tells it, and Ana in the draw."""
    shop = ShopServer(office)
    ana = Customer(id="7", name="Ana Núñez", email="ana@example.com", email_verified=True)
    shop.tells("customer.created", ana)
    shop.tells("order.placed", order("1042", customer=ana))
    shop.tells("shipment.delivered", Shipment(order="1042", number="PK1"))
    office.settles()
    token = link(post)
    office.run(confirms(office.desk, token, score=9))
    body = {"token": token, "key": "visit-0001", "consent": True}
    httpx.post(f"{office.url}/s/api/gift", json=body, headers={"Origin": office.url}).raise_for_status()
    return shop


def test_r10_a_forgotten_winner_leaves_a_number_of_nobody_and_the_hash_holds(office: Office, post: MailServer) -> None:
    draw = opened(office, at_work(office, "lola@loza.example"))
    shop = told_by_a_shop(office, post)
    [row] = office.run(rows(office.desk, draw_entry))
    [asked] = shop.http.get("/api/v1/customers/7/export").json()["surveys"]
    assert [each["entry"] for each in asked["draws"]] == [row.id]
    listed = closes(office)
    office.moves(timedelta(days=2))
    eva = at_work(office, "eva@loza.example")
    eva.gets(PATH)
    assert "ana@example.com" in posts(office, eva, f"/draws/{draw.id}", seed="51304").text
    assert shop.http.delete("/api/v1/customers/7").status_code == 204
    [row] = office.run(rows(office.desk, draw_entry))
    assert (row.entered_by, row.order_id, row.invitation_id, row.place) == (None, None, None, 1)
    assert httpx.get(f"{office.url}/s/draw/{draw.id}/entries.txt").text == listed == f"{row.id}\n"
    assert kept(office).digest == digest(listed)
    page = eva.gets(PATH).text
    assert "ana@example.com" not in page
    assert "Erased at their own wish" in page


def test_r10_a_restored_backup_forgets_whose_entry_it_was_again(office: Office, post: MailServer) -> None:
    opened(office, at_work(office, "lola@loza.example"))
    told_by_a_shop(office, post)
    office.moves(timedelta(minutes=5))
    missing = erasure.planned(office.desk, office.shop, office.desk.new("ers"), asked_at=office.now(), key="7")
    office.run(erasure.note(office.desk, [missing]))  # what the journal beside the backup says
    assert office.run(erasure.replay(office.desk)) == 1
    [row] = office.run(rows(office.desk, draw_entry))
    assert (row.entered_by, row.order_id, row.invitation_id) == (None, None, None)


def test_another_shops_people_see_and_draw_nothing_of_it(office: Office, post: MailServer) -> None:
    draw = opened(office, at_work(office, "lola@loza.example"))
    entered(office, post)
    closes(office)
    office.moves(timedelta(days=2))
    nico = office.at_work("nico@bombillas.example", "administrator", shop=office.other_shop)
    assert draw.id not in nico.gets(PATH).text
    version = str(office.read(lambda tx: shops.find(tx, office.other_shop)).version)
    answer = nico.posts(f"{PATH}/draws/{draw.id}", version=version, seed="51304")
    assert answer.status_code == 404
    assert office.read(lambda tx: draw_entries.count(tx, office.shop, draw.id)) == 1
