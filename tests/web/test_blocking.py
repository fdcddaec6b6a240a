"""Somebody abusive is blocked: every chat of theirs in this shop ends at once, and nobody else's."""

import pytest

from live_callers import Line, LiveShopper, agent_line
from mostrador.realtime.hub import Bell
from mostrador.storage import conversations
from mostrador.storage.conversations import AGENTS
from office import Browser, Office

EVE = "eve@example.com"


@pytest.fixture
def sam(office: Office) -> Browser:
    return office.at_work("sam@loza.example", "supervisor")


def blocks(supervisor: Browser, chat: str) -> None:
    assert supervisor.posts(f"/console/chats/{chat}/block").status_code == 200


def kinds(office: Office, chat: str, shop: str | None = None) -> list[str]:
    log = office.read(lambda tx: conversations.events_after(tx, shop or office.shop, chat, 0, AGENTS))
    return [each.kind for each in log]


def sees_it_end(line: Line, chat: str) -> None:
    while not line.states.get(chat, {}).get("ended"):
        line.takes()


def hangs(office: Office, *topics: str) -> Bell:
    """A bell that rings for each of these."""

    async def work() -> Bell:
        bell = Bell()
        office.desk.hub.hang(bell, *topics)
        return bell

    return office.run(work())


def test_every_chat_of_whoever_is_blocked_ends_and_each_is_woken(office: Office, sam: Browser):
    eve, again, ana = LiveShopper(office), LiveShopper(office), LiveShopper(office)
    chats = [eve.opens("Inútiles", email=EVE), eve.opens("Que sois unos inútiles"), again.opens("¿Me oís?", email=EVE)]
    other = ana.opens("¿Queda alguna?", email="ana@example.com")
    elsewhere = LiveShopper(office, shop=office.other_shop).opens("Hola", email=EVE)
    bell = hangs(office, *chats, other)
    with eve.line() as hers, again.line() as agains:
        blocks(sam, chats[0])
        for line, chat in ((hers, chats[0]), (hers, chats[1]), (agains, chats[2])):
            sees_it_end(line, chat)
    assert bell.take() == set(chats)
    assert [kinds(office, chat)[-2:] for chat in chats] == [["blocked", "ended"], ["chat", "ended"], ["chat", "ended"]]
    assert kinds(office, other) == kinds(office, elsewhere, office.other_shop) == ["chat"]


def test_blocking_again_ends_what_was_opened_since(office: Office, sam: Browser):
    eve = LiveShopper(office)
    first = eve.opens("Inútiles")
    blocks(sam, first)
    second = eve.opens("¿Seguís ahí?")
    assert kinds(office, second) == ["chat", "quarantined"]
    blocks(sam, first)
    assert kinds(office, first) == ["chat", "blocked", "ended"]
    assert kinds(office, second) == ["chat", "quarantined", "ended"]


def test_an_agent_who_has_one_of_the_chats_sees_it_leave_the_board(office: Office, sam: Browser):
    eve, again, marta = LiveShopper(office), LiveShopper(office), office.at_work("marta@loza.example")
    first, second = eve.opens("Inútiles", email=EVE), again.opens("¿Me oís?", email=EVE)
    with agent_line(marta) as martas:
        martas.sends("join", conversation=second)
        while not martas.frame("board")["mine"]:
            pass
        blocks(sam, first)
        while martas.frame("board")["mine"]:
            pass


def test_nothing_ends_where_an_agent_may_not_block(office: Office):
    marta, eve = office.at_work("marta@loza.example"), LiveShopper(office)
    chat = eve.opens("Inútiles")
    assert marta.posts(f"/console/chats/{chat}/block").status_code == 403
    assert kinds(office, chat) == ["chat"]
