"""What the demo makes at its first start, and keeps for the next: a shop at the counter, two agents, one customer."""

import os
import secrets
import shutil
import sqlite3
from pathlib import Path

import msgspec

from examples.shop_demo import carts, catalogue, customers, orders, sessions
from examples.shop_demo.checkout import TEST_CARD, Buyer, Card
from examples.shop_demo.customers import Passwords
from examples.shop_demo.database import Database
from mostrador import Settings
from mostrador.actions import agents, installation
from mostrador.cli.databases import bring_up_to_date
from mostrador.clock import Clock
from mostrador.desk import Desk, open_desk
from mostrador.domain import speaker
from mostrador.domain.shop import Look, Profile
from mostrador.storage import shops

SHOP = "Zapatería Lola"
LEDGER = "demo.json"
SHOP_DATABASE = "shop.sqlite3"


class Account(msgspec.Struct, frozen=True):
    name: str
    role: str
    email: str
    password: str


class Ledger(msgspec.Struct, frozen=True):
    """The demo's own secrets: a real shop keeps its identity secret, and nobody keeps passwords."""

    shop: str
    identity_key_id: str
    identity_secret: str
    agents: list[Account]
    customer: Account


async def open_demo(folder: Path, settings: Settings, shop_address: str, clock: Clock) -> Ledger:
    """Read what an earlier start made, or make it; then see that the shop's address of today is allowed."""
    if not (folder / LEDGER).exists():
        await _first_start(folder, settings, shop_address, clock)
    ledger = msgspec.json.decode((folder / LEDGER).read_bytes(), type=Ledger)
    bring_up_to_date(settings)
    desk = open_desk(settings, clock)
    try:
        await desk.db.write(lambda tx: shops.set_origins(tx, ledger.shop, [shop_address]))
    finally:
        await desk.close()
    return ledger


async def _first_start(folder: Path, settings: Settings, shop_address: str, clock: Clock) -> None:
    """Make everything beside the folder and move it there in one step: half a demo would be of no use."""
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not the demo's, or not whole. Look into it, remove it, and start again.")
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    settings = msgspec.structs.replace(settings, data_folder=str(new / settings.data.name))
    bring_up_to_date(settings)
    desk = open_desk(settings, clock)
    try:
        ledger = await _furnish(desk, shop_address, customer=_stock(new / SHOP_DATABASE, clock))
    finally:
        await desk.close()
    _write_secret(new / LEDGER, msgspec.json.format(msgspec.json.encode(ledger)))
    new.replace(folder)


async def _furnish(desk: Desk, shop_address: str, *, customer: Account) -> Ledger:
    made = await installation.set_up(
        desk,
        speaker.system(""),
        shop=SHOP,
        origins=[shop_address],
        email="marta@zapaterialola.example",
        name="Marta Ruiz",
        profile=Profile(
            look=Look(
                color="#a63620",
                greeting={"es": "¿En qué te ayudamos?", "en": "How can we help?"},
            ),
            privacy_url=f"{shop_address}/privacy",
        ),
    )
    if made is None:
        raise SystemExit("The demo's database holds a shop already.")
    marta = Account("Marta", "administrator", made.email, made.password)
    bo = await _add_bo(desk, made.shop.id)
    return Ledger(made.shop.id, made.shop.identity_key_id, made.shop.identity_secret, [marta, bo], customer)


async def _add_bo(desk: Desk, shop: str) -> Account:
    added = await agents.add(desk, speaker.system(shop), email="bo@zapaterialola.example", name="Bo Lind")
    return Account("Bo", "agent", added.email, added.password)


def _stock(path: Path, clock: Clock) -> Account:
    """Give the shop a customer who has bought something already."""
    ana = Account("Ana", "customer", "ana@example.com", secrets.token_hex(8))
    database, now, confirmation = Database(path), clock.now(), sessions.new_token()
    password_hash = Passwords().hash(ana.password)

    def work(tx: sqlite3.Connection) -> None:
        customer = customers.register(
            tx, name="Ana García", email=ana.email, password_hash=password_hash, confirmation=confirmation, at=now
        )
        customers.confirm(tx, confirmation)
        session, token = sessions.start(tx, sessions.new_token(), at=now), sessions.new_token()
        sessions.log_in(tx, session, customer.id, token, at=now)
        found = sessions.find(tx, token, at=now)
        for product, size in ((catalogue.BY_SLUG["lola"], 38), (catalogue.BY_SLUG["cala"], 38)):
            carts.add(tx, session.id, product, size)
        buyer = Buyer("Ana García", ana.email, "Calle Mayor 3, 2.º B", "Madrid", "28013")
        if found:
            orders.place(tx, found, carts.read(tx, found.id), buyer, Card(TEST_CARD), key="first", at=now)
        sessions.end(tx, session)

    database.prepare()
    database.run_now(work)
    return ana


def _write_secret(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
