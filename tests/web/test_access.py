"""Every role at every route of the console: with what is their own shop's, with another's, and after it was taken."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from access_table import TABLE, Row
from access_world import World
from sqlalchemy import select

from mostrador.domain.speaker import Role
from mostrador.storage import members
from mostrador.storage.schema import metadata
from office import Browser, Office

ROLES: tuple[Role, ...] = ("agent", "supervisor", "administrator")
RANK = {"public": 0, "agent": 1, "supervisor": 2, "administrator": 3}
PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
INSIDE = {key: row for key, row in TABLE.items() if row.least != "public"}
LAST = ("POST /console/account/sessions/", "POST /console/logout")  # these end the session that asks


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def calls(
    world: World, caller: Browser, key: str, row: Row, *, shop: str | None = None, refs_of: str | None = None
) -> httpx.Response:
    """Call a route with ids of `shop` in its path, and of `refs_of` in its form."""
    own = world.office.shop
    method, path = key.split(" ", 1)
    made = {name: world.one(name, shop or own, caller) for name in PARAMETER.findall(path)}
    path = PARAMETER.sub(lambda found: made[found[1]], path)
    if method == "GET":
        return caller.gets(path)
    fields = dict(row.fields)
    if "/settings/" in path:
        fields["version"] = world.version(own)
    for name, kind in row.refs.items():
        fields[name] = world.one(kind, refs_of or own, caller)
    return caller.posts(path, files={"logo": b"no picture"} if row.upload else None, **fields)


def is_sent_to_the_login(answer: httpx.Response) -> bool:
    where = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
    return answer.status_code in {303, 401} and where.startswith("/console/login")


def in_order(rows: dict[str, Row]) -> list[tuple[str, Row]]:
    return sorted(rows.items(), key=lambda item: (item[0].startswith(LAST), item[0]))


def test_every_route_of_the_server_is_in_the_table(office: Office) -> None:
    routes = {
        f"{method} {route.path}"
        for route in office.routes
        for method in (getattr(route, "methods", None) or {"ANY"}) - {"HEAD"}
    }
    assert routes == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_and_nothing_else(office: Office, role: Role) -> None:
    world, caller = World(office), office.at_work("bo@loza.example", role)
    wrong = []
    for key, row in in_order(INSIDE):
        answer = calls(world, caller, key, row)
        may = RANK[role] >= RANK[row.least]
        expected = row.answers if may else {403}
        fine = answer.status_code in expected and not is_sent_to_the_login(answer)
        if not fine and key != "POST /console/logout":
            wrong.append(f"{key}: {answer.status_code} for an {role}, who {'may' if may else 'may not'}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reaches_what_is_another_shops(office: Office, role: Role) -> None:
    world, caller = World(office), office.at_work("bo@loza.example", role)
    wrong = []
    for key, row in in_order(INSIDE):
        may = RANK[role] >= RANK[row.least]
        kinds = set(PARAMETER.findall(key)) - {"view"}
        if kinds:
            answer = calls(world, caller, key, row, shop=office.other_shop)
            if answer.status_code not in ({404} if may else {403, 404}):
                wrong.append(f"{key} with another shop's id: {answer.status_code} for an {role}")
        if row.refs and may:
            answer = calls(world, caller, key, row, refs_of=office.other_shop)
            if answer.status_code not in {404, 409, 422}:
                wrong.append(f"{key} naming another shop's {row.refs}: {answer.status_code} for an {role}")
    assert not wrong, "\n".join(wrong)


def test_a_stranger_is_sent_to_the_login_from_everywhere(office: Office) -> None:
    world, nobody = World(office), office.browser()
    nobody.agent, nobody.email = office.hires("bo@loza.example"), "bo@loza.example"
    owner = office.at_work("ana@loza.example", "administrator")
    wrong = []
    for key, row in in_order(INSIDE):
        nobody.csrf = owner.csrf
        answer = calls(world, nobody, key, row)
        if not is_sent_to_the_login(answer):
            wrong.append(f"{key}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_no_change_without_the_token_of_the_session(office: Office) -> None:
    world, owner = World(office), office.at_work("ana@loza.example", "administrator")
    wrong = []
    for key, row in in_order(INSIDE):
        if key.startswith("POST"):
            owner.csrf = ""
            answer = calls(world, owner, key, row)
            if answer.status_code != 403:
                wrong.append(f"{key}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_s_18_a_role_that_is_taken_away_is_gone_in_the_open_session(office: Office) -> None:
    world, bo = World(office), office.at_work("bo@loza.example", "administrator")
    assert calls(world, bo, "GET /console/settings/team", TABLE["GET /console/settings/team"]).status_code == 200
    office.write(lambda tx: members.set_member(tx, office.shop, bo.agent, "agent", at=office.now()))
    wrong = []
    for key, row in in_order(INSIDE):
        if row.least in {"supervisor", "administrator"}:
            answer = calls(world, bo, key, row)
            if answer.status_code != 403:
                wrong.append(f"{key}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_s_18_whoever_was_removed_is_out_everywhere_with_the_session_they_had(office: Office) -> None:
    world, bo = World(office), office.at_work("bo@loza.example", "administrator")
    member = office.read(lambda tx: members.find(tx, office.shop, bo.agent))
    office.write(lambda tx: members.remove_member(tx, member, at=office.now()))
    wrong = []
    for key, row in in_order(INSIDE):
        csrf = bo.csrf
        answer = calls(world, bo, key, row)
        bo.csrf = csrf
        if not is_sent_to_the_login(answer):
            wrong.append(f"{key}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_s_25_no_get_changes_anything(office: Office) -> None:
    world, owner = World(office), office.at_work("ana@loza.example", "administrator")
    wrong = []
    made = {kind: world.one(kind, office.shop, owner) for kind in ("id", "view", "shop")}
    for key in TABLE:
        method, path = key.split(" ", 1)
        if method != "GET":
            continue
        path = PARAMETER.sub(lambda found: made.get(found[1], "x"), path)
        before = contents(office)
        owner.gets(path)
        if contents(office) != before:
            wrong.append(key)
    assert not wrong, "\n".join(wrong)


def contents(office: Office) -> dict[str, Any]:
    """Everything in the database."""
    return {
        table.name: office.read(lambda tx, table=table: sorted(map(repr, tx.execute(select(table)))))
        for table in metadata.sorted_tables
    }
