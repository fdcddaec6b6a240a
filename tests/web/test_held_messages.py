"""An agent's message is held for a second look: it is mended or sent anyway, and the shopper never hears of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from live_callers import Line, LiveShopper, agent_line
from office import Office
from office_conversations import opened


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def sends_anyway(line: Line, chat: str, text: str, key: str) -> None:
    line.sends("say", conversation=chat, key=key, text=text, anyway=True)


def is_held(line: Line, chat: str, text: str) -> tuple[str, str]:
    """The code and the key of the refusal."""
    key = line.says(chat, text)
    wrong = line.frame("error")
    assert (wrong["key"], wrong["conversation"]) == (key, chat)
    return wrong["code"], key


def test_a_held_message_is_mended_and_only_the_mended_one_is_read(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        assert is_held(martas, chat, "YA LE HE DICHO QUE NO QUEDAN")[0] == "held_capitals"
        assert is_held(martas, chat, "No sea estúpida")[0] == "held_insult"
        martas.says(chat, "Ya no quedan.")
        hers.hears(chat, "Ya no quedan.")
        assert hers.texts(chat)[1:] == ["Ya no quedan."]
        assert "body" not in martas.hears(chat, "Ya no quedan.")


def test_what_is_sent_anyway_says_so_to_agents_and_never_to_the_shopper(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat, text = ana.opens(), "NO QUEDA NINGUNA TAZA AZUL"
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        code, key = is_held(martas, chat, text)
        for _ in range(2):  # again after a lost line: it is there once
            sends_anyway(martas, chat, text, key)
        said = martas.hears(chat, text)
        assert (said["key"], said["body"]) == (key, {"anyway": code})
        hers.hears(chat, text)
        martas.says(chat, "Perdón.")
        hers.hears(chat, "Perdón.")
        assert hers.texts(chat)[1:] == [text, "Perdón."]
        assert "anyway" not in str(hers.taken)
    assert "anyway" not in ana.http.get(f"conversations/{chat}/events").text
    page = marta.gets(f"/console/conversations/{chat}").text
    assert "Sent anyway: nearly all capitals" in page


def test_anyway_without_a_reason_leaves_no_trace(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        sends_anyway(martas, chat, "Buenos días.", "one-key-of-hers")
        assert "body" not in martas.hears(chat, "Buenos días.")
        hers.sends("say", conversation=chat, key="one-key-of-anas", text="NO QUEDA NINGUNA", anyway=True)
        assert "body" not in martas.hears(chat, "NO QUEDA NINGUNA")


def test_the_customers_address_and_the_shops_go_and_those_of_others_are_held(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    chat = ana.opens(email="ana@example.com")
    with agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        assert is_held(martas, chat, "Escriba a luis@example.com")[0] == "held_address"
        for text in ("¿Es Ana@example.com?", "Escriba a hola@loza.example"):
            martas.says(chat, text)
            martas.hears(chat, text)


def test_a_message_for_the_other_customer_is_held_in_the_wrong_column(office: Office):
    ana, jon, marta = LiveShopper(office), LiveShopper(office), office.at_work("marta@loza.example")
    chat, other = ana.opens(name="Ana García"), jon.opens(name="Jon Etxebarria")
    with agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        martas.says(chat, "Hola, Jon: sale hoy.")  # nobody of that name is hers yet
        martas.hears(chat, "Hola, Jon: sale hoy.")
        martas.sends("join", conversation=other)
        martas.sends("watch", conversation=other)
        while not martas.states.get(other, {}).get("assignee"):
            martas.takes()
        assert is_held(martas, chat, "Hola, Jon: llega mañana.")[0] == "held_name"
        martas.says(other, "Hola, Jon: llega mañana.")
        martas.hears(other, "Hola, Jon: llega mañana.")


def test_the_order_of_another_conversation_is_held_until_it_is_this_ones_too(office: Office):
    ana, marta = LiveShopper(office), office.at_work("marta@loza.example")
    opened(office, None, order="1042")
    opened(office, None, shop=office.other_shop, order="2042")
    chat = ana.opens()
    with ana.line() as hers, agent_line(marta) as martas:
        martas.sends("watch", conversation=chat)
        assert is_held(martas, chat, "Su pedido 1042 sale hoy.")[0] == "held_order"
        martas.says(chat, "¿El 2042?")  # of another shop: nobody here knows of it
        martas.hears(chat, "¿El 2042?")
        martas.sends("note", conversation=chat, key="a-note-of-martas", text="Ojo con el 1042.")
        key = is_held(martas, chat, "Su pedido 1042 sale hoy.")[1]  # a note of one's own makes it nobody's
        sends_anyway(martas, chat, "Su pedido 1042 sale hoy.", key)
        said = martas.hears(chat, "Su pedido 1042 sale hoy.")["seq"]
        martas.sends("mend", conversation=chat, seq=said, key="a-mend-of-martas", text="Su pedido 1042 sale ya.")
        assert martas.frame("error")["code"] == "held_order"
        hers.says(chat, "Es el #1042")
        martas.hears(chat, "Es el #1042")
        martas.says(chat, "Su pedido 1042 llega mañana.")
        martas.hears(chat, "Su pedido 1042 llega mañana.")
