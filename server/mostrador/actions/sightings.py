"""Notice that the widget was loaded from one of the shop's pages, for whoever is setting it up."""

from datetime import timedelta

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.storage import shops

OFTEN_ENOUGH = timedelta(minutes=10)  # between two notes: the set-up page asks whether it works, not how often


async def note(desk: Desk, shop: str, origin: str) -> None:
    """Note when and from where the widget last called, if that is news."""
    now = desk.clock.now()
    last = await desk.db.read(lambda tx: shops.widget_seen(tx, shop))
    if last and last[1] == origin and now - last[0] < OFTEN_ENOUGH:
        return

    def work(tx: Connection) -> None:
        shops.saw_widget(tx, shop, origin, at=now)

    await desk.db.write(work, lane="anonymous")
