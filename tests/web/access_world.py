"""One of everything that a route of the console can be about, in a shop of one's own or another's."""

from datetime import timedelta

import msgspec
from sqlalchemy import Connection, select

from mostrador.domain import hooks as forms
from mostrador.domain import keys as api_keys
from mostrador.domain.campaign import Campaign
from mostrador.domain.draw import closing
from mostrador.domain.incentive import Incentive
from mostrador.domain.replies import Reply
from mostrador.domain.session import digest
from mostrador.domain.shop import Department, Invitation, Topic
from mostrador.domain.watch import Watch
from mostrador.domain.webhooks import TYPES
from mostrador.storage import (
    campaigns,
    customers,
    due,
    hooks,
    keys,
    links,
    orders,
    replies,
    secrets,
    shops,
    survey_draws,
    watches,
    webhooks,
)
from mostrador.storage.due import Due
from mostrador.storage.hooks import Hook
from mostrador.storage.links import Link
from mostrador.storage.schema import conversation
from mostrador.storage.survey_draws import Draw
from mostrador.storage.webhooks import Webhook
from office import Browser, Office
from office_conversations import opened
from shop_server import ShopServer, order
from surveyors import SCORE, asks


class World:
    """Makes one of a kind, in a shop, for somebody, and says by what a route names it."""

    def __init__(self, office: Office) -> None:
        self.office, self.desk = office, office.desk
        self.latest: dict[str, str] = {}

    def one(self, kind: str, shop: str, caller: Browser) -> str:
        made: str = getattr(self, f"_{kind}")(shop, caller)
        return made

    def version(self, shop: str) -> str:
        return str(self.office.read(lambda tx: shops.find(tx, shop)).version)

    def _id(self, shop: str, _caller: Browser) -> str:
        self.latest[shop] = opened(self.office, None, shop=shop)[0]
        return self.latest[shop]

    def _code(self, shop: str, caller: Browser) -> str:
        row = self._id(shop, caller)
        found: str = self.office.read(
            lambda tx: tx.execute(select(conversation.c.code).where(conversation.c.id == row)).scalar_one()
        )
        return found

    def _view(self, _shop: str, _caller: Browser) -> str:
        return "open"

    def _shop(self, shop: str, _caller: Browser) -> str:
        return shop

    def _agent(self, shop: str, _caller: Browser) -> str:
        return self.office.hires(f"{self.desk.new('agt')[4:]}@loza.example", shop=shop)

    def _department(self, shop: str, _caller: Browser) -> str:
        new = Department(self.desk.new("dep"), self.desk.code())
        self.office.write(lambda tx: shops.add_department(tx, shop, new))
        return new.id

    def _reply(self, shop: str, _caller: Browser) -> str:
        new = Reply(self.desk.new("can"), "Saludo", "Hola, {customer.first_name}.")
        self.office.write(lambda tx: replies.add(tx, shop, new))
        return new.id

    def _rule(self, shop: str, _caller: Browser) -> str:
        new = Invitation(id=self.desk.new("rul"), texts={"es": "¿Te ayudamos?"})

        def work(tx: Connection) -> None:
            known = shops.find(tx, shop)
            chat = msgspec.structs.replace(known.profile.chat, invitations=(new,))
            shops.change(tx, shop, known.name, msgspec.structs.replace(known.profile, chat=chat))

        self.office.write(work)
        return new.id

    def _topic(self, shop: str, _caller: Browser) -> str:
        new = Topic(self.desk.new("top"), {"es": self.desk.code()}, None, asks_order=False)
        self.office.write(lambda tx: shops.add_topic(tx, shop, new, 9))
        return new.id

    def _key(self, shop: str, _caller: Browser) -> str:
        row, key = self.desk.new("key"), api_keys.api_key(self.desk.random(api_keys.SECRET_BYTES))
        self.office.write(
            lambda tx: keys.add(
                tx,
                shop,
                row,
                name="shop",
                scopes=api_keys.SDK_SCOPES,
                digest=api_keys.digest(key),
                hint=api_keys.hint(key),
                at=self.office.now(),
            )
        )
        return row

    def _kid(self, shop: str, _caller: Browser) -> str:
        row = self.desk.new("idk")
        sealed = self.desk.keyring.seal(b"secret", row)
        self.office.write(lambda tx: secrets.add(tx, shop, row, "identity", sealed, at=self.office.now()))
        return row

    def _webhook(self, shop: str, _caller: Browser) -> str:
        """One that is switched off, so that nothing is called."""
        new = Webhook(self.desk.new("whk"), shop, "https://hooks.example", TYPES, "off", self.office.now(), None)
        self.office.write(lambda tx: webhooks.add(tx, new))
        return new.id

    def _secret(self, shop: str, caller: Browser) -> str:
        row, hook = self.desk.new("whs"), self._webhook(shop, caller)
        sealed = self.desk.keyring.seal(b"secret", row)
        self.office.write(lambda tx: secrets.add(tx, shop, row, "webhook", sealed, at=self.office.now(), subject=hook))
        return row

    def _delivery(self, shop: str, caller: Browser) -> str:
        hook, now = self._webhook(shop, caller), self.office.now()
        told: str = self.office.write(
            lambda tx: webhooks.deliver(tx, shop, hook, "webhook.test", hook, at=now, part="1")
        )
        return told

    def _hook(self, shop: str, _caller: Browser) -> str:
        path = forms.path(self.desk.random(forms.PATH_BYTES))
        new = Hook(self.desk.new("hok"), shop, "woocommerce", path, "", None, None, self.office.now())
        self.office.write(lambda tx: hooks.add(tx, new))
        return new.id

    def _hook_secret(self, shop: str, caller: Browser) -> str:
        row, hook = self.desk.new("hks"), self._hook(shop, caller)
        sealed = self.desk.keyring.seal(b"secret", row)
        self.office.write(lambda tx: secrets.add(tx, shop, row, "hook", sealed, at=self.office.now(), subject=hook))
        return row

    def _invitation(self, shop: str, _caller: Browser) -> str:
        row, now = self.desk.new("lnk"), self.office.now()
        body = {"email": f"{row}@loza.example", "role": "agent", "departments": [], "by": "agt_x"}
        new = Link(row, shop, "invitation", shop, body, 1, now.replace(year=now.year + 1), None)
        self.office.write(lambda tx: links.add(tx, new, self.desk.random(32), at=now))
        return row

    def _customer(self, shop: str, _caller: Browser) -> str:
        row = self.desk.new("cus")
        self.office.write(
            lambda tx: customers.add(tx, shop, row, name="Ana", language="es", at=self.office.now(), external_id=row)
        )
        return row

    def _order_number(self, shop: str, _caller: Browser) -> str:
        number = self.desk.code()
        ShopServer(self.office, shop=shop).tells("order.placed", order(number))
        return number

    def _order(self, shop: str, caller: Browser) -> str:
        number = self._order_number(shop, caller)
        found: str = self.office.read(lambda tx: orders.by_number(tx, shop, number))[0].id
        return found

    def _campaign(self, shop: str, caller: Browser) -> str:
        now = self.office.now()
        new = Campaign(self.desk.new("cam"), "Rebajas", "", now, now + timedelta(days=1))
        self.office.write(lambda tx: campaigns.put(tx, shop, new, caller.agent, at=now))
        return new.id

    def _watch(self, shop: str, _caller: Browser) -> str:
        new = Watch(self.desk.new("wat"), "not_shipped", 2)
        self.office.write(lambda tx: watches.put(tx, shop, new, at=self.office.now()))
        return new.id

    def _survey(self, shop: str, _caller: Browser) -> str:
        return self.office.run(asks(self.desk, shop, id=self.desk.new("svy")))

    def _draw(self, shop: str, caller: Browser) -> str:
        promised = Incentive(kind="draw", until="2030-12-31", source="El gordo", drawn_on="2031-01-05")
        new = Draw(
            self.desk.new("drw"),
            shop,
            self._survey(shop, caller),
            promised,
            self.office.now(),
            closing(promised.until, "UTC"),
        )
        self.office.write(lambda tx: survey_draws.add(tx, new))
        return new.id

    def _question(self, _shop: str, _caller: Browser) -> str:
        return SCORE.key

    def _held(self, shop: str, caller: Browser) -> str:
        """An answer of the caller's in the conversation that was made last."""
        row, now = self.desk.new("due"), self.office.now()

        def work(tx: Connection) -> None:
            body = {"author": caller.agent, "text": "Hello", "key": row, "seen": 1, "then": ""}
            due.add(tx, Due(row, shop, "answer", self.latest[shop], now.replace(year=now.year + 1), body), at=now)

        self.office.write(work)
        return row

    def _session(self, shop: str, caller: Browser) -> str:
        """Another of the caller's own; in another shop, one of somebody there."""
        if shop == self.office.shop:
            other = self.office.browser()
            other.logs_in(caller.email)
        else:
            other = self.office.at_work(f"{self.desk.new('agt')[4:]}@loza.example", shop=shop)
        return digest(other.http.cookies.get("mostrador_session", "none")).hex()[:16]
