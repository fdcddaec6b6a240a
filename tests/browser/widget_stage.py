"""A shop's pages on one site and the real server on another, as in life."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any

import httpx
import msgspec
from site_on_a_port import Site
from sqlalchemy import Connection, Select, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from mostrador import Settings, create_app
from mostrador.clock import FileClock
from mostrador.domain import keys as api_keys
from mostrador.domain.keys import SDK_SCOPES
from mostrador.domain.shop import Department, Hours, Profile, Topic
from mostrador.gateways.keyring import Keyring
from mostrador.storage import keys, members, secrets, shifts, shops
from mostrador.storage.migrate import engine_for
from mostrador.storage.schema import conversation, event
from mostrador_sdk import identity_token
from mostrador_sdk.events import Value, event_of
from office import HASH
from services.ports import free_port

SHOP = "shop_aaaaaaaaaaaaaaaa"
RETURNS = "top_aaaaaaaaaaaaaaaa"
OTHER = "top_bbbbbbbbbbbbbbbb"
KEY, SECRET = "idk_aaaaaaaaaaaaaaaa", "the shop's identity secret, long enough"
DOORKEEPER = "agt_olgaaaaaaaaaaaaa"
ALWAYS = Hours(week=((("00:00", "24:00"),),) * 7, country="XX")  # open, whenever the tests run
NEVER = Hours(week=((),) * 7)

PAGE = """\
<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>Zapatería Lola</title>
<body><h1>Zapatería Lola</h1><p><a href="/">Zapatillas</a></p>{content}
{tag}</body></html>
"""


THANKS = '<mostrador-survey survey="svy_page" {token}></mostrador-survey>'


class Stage:
    """The shop at `localhost`, the server at `127.0.0.1`: two sites, both trustworthy to a browser."""

    def __init__(self, folder: Path, database_url: str, **settings: Any) -> None:
        counter_port, shop_port = free_port(), free_port()
        self.settings = Settings(
            public_url=f"http://127.0.0.1:{counter_port}",
            port=counter_port,
            data_folder=str(folder / "data"),
            database_url=database_url,
            **settings,
        )
        self._time = folder / "clock"
        self.clock = FileClock(self._time)
        self.app = create_app(self.settings, clock=self.clock)
        self.counter = Site("127.0.0.1", lambda: self.app, counter_port)
        self.shop = Site("localhost", self._shop_pages, shop_port)
        self._engine = engine_for(self.settings.database)
        self.profile = Profile(privacy_url=f"http://localhost:{shop_port}/privacy", hours=ALWAYS)

    @contextmanager
    def open(self) -> Iterator["Stage"]:
        self.shop.open()
        self.counter.open()
        self._open_shop()
        try:
            yield self
        finally:
            self.counter.close()
            self.shop.close()
            self._engine.dispose()

    def moves(self, time: timedelta) -> None:
        """Set the server's clock this far ahead of the machine's."""
        self._time.write_text(str(time.total_seconds()))

    def looks(self, **changes: object) -> None:
        """Change the shop's profile; the server knows it by heart for two seconds, so time goes on."""
        profile = msgspec.structs.replace(self.profile, **changes)
        self._write(lambda tx: shops.change(tx, SHOP, "Zapatería Lola", profile))
        self.moves(timedelta(seconds=5))

    def key(self) -> dict[str, str]:
        """The header by which the shop's server shows that it is it."""
        key = api_keys.api_key(token_bytes(api_keys.SECRET_BYTES))
        id = f"key_{token_hex(8)}"
        digest, hint, at = api_keys.digest(key), api_keys.hint(key), self.clock.now()
        self._write(
            lambda tx: keys.add(tx, SHOP, id, name="Tienda", scopes=SDK_SCOPES, digest=digest, hint=hint, at=at)
        )
        return {"Authorization": f"Bearer {key}"}

    def orders(self, *told: tuple[str, Value]) -> None:
        """The shop's server tells of its orders, as it does in life."""
        at, batch = self.clock.now(), token_hex(8)
        events = [
            msgspec.to_builtins(event_of(type, value, id=f"{batch}-{number}", source="tienda", time=at))
            for number, (type, value) in enumerate(told)
        ]
        answer = httpx.post(f"{self.url}/api/v1/events", json=events, headers=self.key())
        assert answer.status_code == 202, answer.text

    def orders_named(self) -> list[str | None]:
        """The order that each conversation is said to be about, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(conversation.c.order_number).order_by(conversation.c.opened_at))
            return list(rows.scalars())

    def renames(self, name: str) -> None:
        self._write(lambda tx: shops.change(tx, SHOP, name, self.profile))
        self.moves(timedelta(seconds=5))

    def widget_seen_from(self) -> str:
        """Where the widget called from last; waits until it has."""
        for _ in range(100):
            with self._engine.connect() as connection:
                if seen := shops.widget_seen(connection, SHOP):
                    return seen[1]
            threading.Event().wait(0.05)
        return ""

    def identity_of(self, customer: str, **facts: Any) -> str:
        """What the shop's server says about who is logged in."""
        return identity_token(SECRET, key_id=KEY, shop=SHOP, sub=customer, now=self.clock.now(), **facts)

    @property
    def url(self) -> str:
        return self.counter.url

    def hires(self, name: str) -> str:
        """An agent with the office's password; their e-mail."""
        email = f"{name.lower()}@example.com"
        agent = f"agt_{name.lower():a<16}"

        def work(tx: Connection) -> None:
            at = self.clock.now()
            members.add_agent(tx, agent, email=email, name=name, language="es", password_hash=HASH, at=at)
            members.set_member(tx, SHOP, agent, "agent", at=at)

        self._write(work)
        return email

    def leaves(self, agent: str = DOORKEEPER) -> None:
        """Somebody goes off duty."""
        self._write(lambda tx: shifts.stop(tx, SHOP, agent))

    def comes(self, agent: str = DOORKEEPER) -> None:
        """Somebody goes on duty, and is seen the day after tomorrow: no test moves the clock that far."""
        seen = self.clock.now() + timedelta(days=2)
        self._write(lambda tx: shifts.put(tx, SHOP, agent, "on", 1, at=seen))

    def tells(self, **wanted: bool) -> None:
        """Wait until shoppers are told that it stands so at the counter: who routes says it, a moment later."""
        for _ in range(200):
            told = httpx.get(f"{self.url}/widget/api/standing", params={"shop": SHOP}).json()["counter"]
            if all(told[name] == value for name, value in wanted.items()):
                return
            threading.Event().wait(0.05)
        raise AssertionError(f"{wanted} was not told.")

    def ids(self) -> list[str]:
        """The conversations, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(event.c.conversation_id).where(event.c.seq == 1).order_by(event.c.at))
            return list(rows.scalars())

    def kinds(self, conversation: str) -> list[str]:
        """What happened in a conversation, in order."""
        with self._engine.connect() as connection:
            happened = select(event.c.kind).where(event.c.conversation_id == conversation).order_by(event.c.seq)
            return list(connection.execute(happened).scalars())

    def texts(self, conversation: str) -> list[str]:
        """What was said in a conversation, in order."""
        with self._engine.connect() as connection:
            bodies = select(event.c.body).where(event.c.conversation_id == conversation).order_by(event.c.seq)
            return [body["text"] for body in connection.execute(bodies).scalars() if "text" in body]

    def conversations(self) -> list[str]:
        """What was said in each conversation, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(event.c.body).where(event.c.seq == 1).order_by(event.c.at))
            return [body["text"] for body in rows.scalars()]

    def write(self, work: Callable[[Connection], None]) -> None:
        self._write(work)

    def rows(self, statement: Select[Any]) -> list[Any]:
        """What the database has."""
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.execute(statement)]

    def waits_for(self, statement: Select[Any]) -> list[Any]:
        """What the database has as soon as it has any."""
        for _ in range(400):
            if rows := self.rows(statement):
                return rows
            threading.Event().wait(0.05)
        raise AssertionError("It did not come.")

    def tag(self, attributes: str = "") -> str:
        return f'<script src="{self.counter.url}/widget.js?shop={SHOP}" async {attributes}></script>'

    def _write(self, work: Callable[[Connection], None]) -> None:
        with self._engine.begin() as connection:
            work(connection)

    def _open_shop(self) -> None:
        at = self.clock.now()

        def work(tx: Connection) -> None:
            shops.add(tx, SHOP, "Zapatería Lola", self.profile, at=at)
            shops.add_department(tx, SHOP, Department("dep_aaaaaaaaaaaaaaaa", "Atención"))
            for position, (topic, names, asks) in enumerate(
                (
                    (RETURNS, {"es": "Cambios y devoluciones", "en": "Returns"}, True),
                    (OTHER, {"es": "Otra cosa", "en": "Something else"}, False),
                )
            ):
                shops.add_topic(tx, SHOP, Topic(topic, names, "dep_aaaaaaaaaaaaaaaa", asks), position)
            shops.set_origins(tx, SHOP, [self.shop.url])
            sealed = Keyring.load(self.settings.secrets).seal(SECRET.encode(), KEY)
            secrets.add(tx, SHOP, KEY, "identity", sealed, at=at)

        self._write(work)
        self.hires("Olga")
        # Somebody is on duty in every test that says nothing else; nobody hears from her, so she is seen later.
        self.comes()

    def _shop_pages(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self._page("{tag}")),
                Route("/nothing", self._page("")),
                Route("/twice", self._page("{tag}{tag}")),
                Route("/contact", self._page("{tag}", "<mostrador-contact></mostrador-contact>")),
                Route("/thanks", self._page("{tag}", THANKS)),
                Route("/privacy", self._page("", "<p>Cuidamos tus datos.</p>")),
                Route(
                    "/queued",
                    self._page('<script>(window.Mostrador ||= []).push(["open", "form"])</script>{tag}'),
                ),
                Route("/strict", self._page("{tag}", headers=self._strict())),
                Route("/late", self._page("", "<button>Ayuda</button>")),
            ]
        )

    def _page(
        self, tags: str, content: str = "", headers: dict[str, str] | None = None
    ) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            query = request.query_params
            lang = query.get("data")
            tag = tags.replace("{tag}", self.tag(f'data-lang="{lang}"' if lang else ""))
            token = f'token="{query["token"]}"' if "token" in query else ""
            filled = {"lang": query.get("lang", "es"), "content": content.replace("{token}", token), "tag": tag}
            return HTMLResponse(PAGE.format(**filled), headers=headers)

        return answer

    def _strict(self) -> dict[str, str]:
        policy = (
            f"default-src 'none'; script-src {self.counter.url}; frame-src {self.counter.url}; style-src 'self'; "
            "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        return {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
