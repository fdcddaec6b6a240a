"""A street of its own: the demo's shop and its mail catcher on real sockets, and people who buy there."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from examples.mail_catcher import Mailbox, create_pages, receiving
from examples.shop_demo import Help, ShopSettings, create_shop
from examples.shop_demo.serving import LOCALHOST, Site, listen, port_of, serving

HELP = Help(
    "http://127.0.0.1:8321", "shop_aaaaaaaaaaaaaaaa", "key_aaaaaaaaaaaaaaaa", "a secret of two and thirty bytes"
)


PAYMENT = {
    "name": "Ana García",
    "email": "ana@example.com",
    "address": "Calle Mayor 3",
    "postcode": "28012",
    "city": "Madrid",
    "card": "4242 4242 4242 4242",
    "expiry": "04/49",
    "cvc": "123",
}
PASSWORD = "ten letters or so"


@dataclass(frozen=True, slots=True)
class Street:
    """Where the shop and the mail are."""

    shop: str
    mail: str
    smtp_port: int
    database: Path


class Shopper(httpx.Client):
    """A browser as far as forms go: it keeps cookies, follows redirects and says where it comes from."""

    def __init__(self, shop: str) -> None:
        super().__init__(base_url=shop, follow_redirects=True, headers={"Origin": shop, "Accept-Language": "en"})

    def takes(self, product: str = "rambla", size: int = 40) -> httpx.Response:
        return self.post("/cart/add", data={"product": product, "size": size})

    def pays(self, **typed: str) -> httpx.Response:
        key = re.search(r'name="key" value="([^"]+)"', self.get("/checkout").text)
        return self.post("/checkout", data={**PAYMENT, "key": key[1] if key else "", **typed})

    def registers(self, email: str, name: str = "Ana García") -> httpx.Response:
        return self.post("/account/register", data={"name": name, "email": email, "password": PASSWORD})

    def logs_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/account/login", data={"email": email, "password": password})

    def logs_out(self) -> httpx.Response:
        return self.post("/account/logout")

    def buys(self, product: str = "rambla", size: int = 40, **typed: str) -> int:
        """Buy a pair; the order's number."""
        self.takes(product, size)
        return int(self.pays(**typed).url.path.rpartition("/")[2])

    def works(self, order: int, *steps: str) -> httpx.Response:
        """Do in the back office what is to be done with an order; what the last step answered."""
        answers = [self.post(f"/back-office/orders/{order}", data={"step": step}) for step in steps]
        return answers[-1]

    def token(self) -> httpx.Response:
        return self.post("/account/support-token")


@contextmanager
def a_street(folder: Path, help_: Help, move_time: Callable[[timedelta], None] | None = None) -> Iterator[Street]:
    """A shop with this help, and its mail."""
    with in_a_thread(lambda opened, stop: _open(folder, help_, move_time, opened, stop)) as opened:
        yield opened


@contextmanager
def in_a_thread(run: Callable[[Callable[[Street], None], asyncio.Event], object]) -> Iterator[Street]:
    """Run a coroutine in a thread of its own; give what it says it opened, and end it afterwards."""
    opened: list[Street] = []
    ready, loops = threading.Event(), []

    async def live() -> None:
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))
        await run(lambda street: (opened.append(street), ready.set()), stop)

    def work() -> None:
        try:
            asyncio.run(live())
        finally:
            ready.set()

    thread = threading.Thread(target=work)
    thread.start()
    ready.wait(30)
    assert opened, "The street did not open."
    try:
        yield opened[0]
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        assert not thread.is_alive()


async def _open(
    folder: Path,
    help_: Help,
    move_time: Callable[[timedelta], None] | None,
    opened: Callable[[Street], None],
    stop: asyncio.Event,
) -> None:
    shop, mail, smtp = listen(0, LOCALHOST), listen(0), listen(0)
    street = Street(
        f"http://localhost:{port_of(shop)}", f"http://127.0.0.1:{port_of(mail)}", port_of(smtp), folder / "shop.sqlite3"
    )
    box = Mailbox(folder / "mail")
    settings = ShopSettings(
        database=street.database,
        address=street.shop,
        help=help_,
        smtp=("127.0.0.1", street.smtp_port),
        move_time=move_time,
    )
    sites = [Site(create_pages(box, street.mail), mail), Site(create_shop(settings), shop)]
    async with receiving(box, smtp[0]), serving(sites):
        opened(street)
        await stop.wait()
