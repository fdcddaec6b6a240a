"""Who does not read what they are sent is waited for a while, and costs nobody else anything."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from socket import create_connection
from typing import Self

import pytest
from sqlalchemy import Connection
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.uri import parse_uri

from live_callers import LiveShopper
from mostrador.domain import conversation as talk
from mostrador.domain.speaker import Speaker
from mostrador.storage import conversations
from mostrador.web.live_wire import PROTOCOL
from office import Office

MESSAGES = 1_000  # of 10 kB: more than the network itself keeps for somebody


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


class Deaf:
    """A line whose client sends, and reads nothing until it is told to; libraries read ahead by themselves."""

    def __init__(self, office: Office, token: str) -> None:
        self._socket = create_connection(("127.0.0.1", office.settings.port), timeout=20)
        self._protocol = ClientProtocol(
            parse_uri(office.url.replace("http:", "ws:") + "/live"), subprotocols=[PROTOCOL]
        )
        self._protocol.send_request(self._protocol.connect())
        self._leaves()
        while self._protocol.state is State.CONNECTING:
            self._protocol.receive_data(self._socket.recv(512))
        self.sends(type="hello", token=token)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def sends(self, **frame: str) -> None:
        self._protocol.send_text(json.dumps(frame).encode())
        self._leaves()

    def reads_to_the_end(self) -> tuple[int, int]:
        """The code that the server hung up with, and how many bytes were on their way."""
        read = 0
        while self._protocol.close_rcvd is None and (data := self._socket.recv(1 << 16)):
            read += len(data)
            self._protocol.receive_data(data)
        assert self._protocol.close_rcvd is not None, "The line broke without a word."
        return self._protocol.close_rcvd.code, read

    def _leaves(self) -> None:
        self._socket.sendall(b"".join(self._protocol.data_to_send()))


def test_who_reads_nothing_is_hung_up_on_and_holds_up_nobody_else(office: Office):
    ana, eve = LiveShopper(office), LiveShopper(office)
    chat, endless = ana.opens(), eve.opens()
    office.write(lambda tx: says_a_lot(tx, office, endless))
    with ana.line() as hers, Deaf(office, eve.token) as deaf:
        while office.desk.connections.open < 2:
            hers.takes_what_is_there()
        while office.desk.connections.open == 2:
            hers.takes_what_is_there()
            office.moves(timedelta(seconds=5))
            deaf.sends(type="beat")  # alive, and deaf
            hers.sends("beat")
        code, read = deaf.reads_to_the_end()
        assert code == 4480
        assert read < MESSAGES * 10_000, "what nobody read was not kept in memory"
        hers.says(chat, "A mí no me estorba.")
        hers.hears(chat, "A mí no me estorba.")


def says_a_lot(tx: Connection, office: Office, chat: str) -> None:
    current = conversations.lock(tx, office.shop, chat)
    assert current is not None
    marta = Speaker(office.shop, "agent", "agt_marta")
    for number in range(MESSAGES):
        said = talk.say(current, marta, "x" * 10_000, at=office.now(), key=f"{number}")
        current = conversations.append(tx, current, said)
