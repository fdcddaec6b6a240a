"""What the demo makes at its first start, and keeps for the next: a shop at the counter, two agents, one customer."""

import secrets
import shutil
import sqlite3
from pathlib import Path

import msgspec

from examples.shop_demo import carts, catalogue, customers, furnishing, ledger, orders, sessions
from examples.shop_demo.checkout import TEST_CARD, Buyer, Card
from examples.shop_demo.customers import Passwords
from examples.shop_demo.database import Database
from examples.shop_demo.ledger import Account, Ledger
from mostrador import Settings
from mostrador.actions import agents, installation
from mostrador.cli.databases import bring_up_to_date
from mostrador.clock import Clock
from mostrador.desk import Desk, open_desk
from mostrador.domain import speaker
from mostrador.domain.shop import Look, Profile
from mostrador.storage import shops

SHOP = "Zapatería Lola"
SHOP_DATABASE = "shop.sqlite3"


async def open_demo(folder: Path, settings: Settings, shop_address: str, clock: Clock) -> Ledger:
    """Read what an earlier start made, or make it; then see that the shop's address of today is allowed."""
    if not ledger.exists(folder):
        await _first_start(folder, settings, shop_address, clock)
    known = ledger.read(folder)
    bring_up_to_date(settings)
    desk = open_desk(settings, clock)
    try:
        await desk.db.write(lambda tx: shops.set_origins(tx, known.shop, [shop_address]))
        hook = await furnishing.move_hook(desk, known.shop, known.hook, shop_address)
    finally:
        await desk.close()
    if hook != known.hook:
        known = msgspec.structs.replace(known, hook=hook)
        ledger.write(folder, known)
    return known


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
        made = await _open_shop(desk, shop_address, customer=_stock(new / SHOP_DATABASE, clock))
    finally:
        await desk.close()
    ledger.write(new, made)
    new.replace(folder)


async def _open_shop(desk: Desk, shop_address: str, *, customer: Account) -> Ledger:
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
    await furnishing.furnish(desk, made.shop.id)
    return Ledger(
        shop=made.shop.id,
        identity_key_id=made.shop.identity_key_id,
        identity_secret=made.shop.identity_secret,
        api_key=made.shop.api_key,
        hook=await furnishing.add_hook(desk, made.shop.id, shop_address),
        agents=[marta, bo],
        customer=customer,
    )


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
            bought, card = carts.read(tx, found.id), Card(TEST_CARD)
            orders.place(tx, found, bought, buyer, card, key="first", language="es", at=now)
        sessions.end(tx, session)

    database.prepare()
    database.run_now(work)
    return ana
