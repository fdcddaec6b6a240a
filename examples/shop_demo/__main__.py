"""The whole street on this machine: the shop, its help server, and a post office that delivers nothing."""

import argparse
import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

from examples.mail_catcher import Mailbox, create_pages, receiving
from examples.shop_demo.clock import MovableClock
from examples.shop_demo.ledger import Ledger
from examples.shop_demo.opening import SHOP_DATABASE, open_demo
from examples.shop_demo.serving import LOCALHOST, LOOPBACK, Listeners, Site, listen, port_of, serving
from examples.shop_demo.settings import Help, ShopSettings
from examples.shop_demo.shop import create_shop
from mostrador import Settings, create_app
from mostrador.web import logs

SHOP_PORT, HELP_PORT, MAIL_PORT, SMTP_PORT = 8000, 8321, 8025, 1025


def main() -> None:
    asyncio.run(run(_folder()))


async def run(folder: Path) -> None:
    """Open everything, say where it is, and stay until somebody presses Ctrl-C."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    logs.configure("warning")

    # The shop under one name and the help server under another: two sites, as in life.
    shop, help_, mail, smtp = listen(SHOP_PORT, LOCALHOST), listen(HELP_PORT), listen(MAIL_PORT), listen(SMTP_PORT)
    shop_address = f"http://localhost:{port_of(shop)}"
    mail_address = f"http://{LOOPBACK}:{port_of(mail)}"
    clock = MovableClock(folder / "clock")
    settings = Settings(
        public_url=f"http://{LOOPBACK}:{port_of(help_)}",
        data_folder=str(folder / "mostrador"),
        smtp_host=LOOPBACK,
        smtp_port=port_of(smtp),
        mail_from="no-reply@zapaterialola.example",
        allowed_private_ranges=["127.0.0.0/8", "::1/128"],  # the shop that is told things is on this machine
    )
    ledger = await open_demo(folder, settings, shop_address, clock)
    mailbox = Mailbox(folder / "mail")
    shop_settings = ShopSettings(
        database=folder / SHOP_DATABASE,
        address=shop_address,
        help=Help(
            url=settings.public_url,
            shop=ledger.shop,
            key_id=ledger.identity_key_id,
            identity_secret=ledger.identity_secret,
            api_key=ledger.api_key,
            hook_secret=ledger.hook.secret,
        ),
        smtp=(LOOPBACK, port_of(smtp)),
        now=clock.now,
        move_time=clock.move,
    )
    counter = create_app(settings, clock=clock)
    sites = [
        Site(create_pages(mailbox, mail_address), mail),
        Site(counter, help_, farewell=lambda: counter.state.desk.hub.close()),  # ends the long polls
        Site(create_shop(shop_settings), shop),
    ]
    async with receiving(mailbox, smtp[0]), serving(sites):
        for line in _taken((shop, SHOP_PORT), (help_, HELP_PORT), (mail, MAIL_PORT)):
            print(line)
        print(_welcome(ledger, shop_address, settings, mail_address, folder), flush=True)
        await stop.wait()
        print("\nClosing.", flush=True)


def _folder() -> Path:
    parser = argparse.ArgumentParser(prog="python -m examples.shop_demo", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".demo"), help="where the demo keeps its things")
    folder: Path = parser.parse_args().folder
    return folder.absolute()


def _taken(*wanted: tuple[Listeners, int]) -> Sequence[str]:
    return [
        f"Port {port} is taken on this machine: using {port_of(listeners)} instead."
        for listeners, port in wanted
        if port_of(listeners) != port
    ]


def _welcome(ledger: Ledger, shop: str, settings: Settings, mail: str, folder: Path) -> str:
    people = [*ledger.agents, ledger.customer]
    widest = max(len(person.email) for person in people)
    logins = {person: f"{person.email:<{widest}}   {person.password}" for person in people}
    agents = "\n".join(f"    {agent.name} ({agent.role})".ljust(29) + logins[agent] for agent in ledger.agents)
    return f"""
  The shop                   {shop}
    {ledger.customer.name} ({ledger.customer.role})           {logins[ledger.customer]}
  The shop's back office     {shop}/back-office
  The agents' console        {settings.console}/console
{agents}
  The mail that was sent     {mail}

  Write to the shop with the button at the bottom right, answer in the console, read the mail.
  In the back office orders are paid, shipped and delivered, and time is moved on.
  To begin anew: remove {folder}. Ctrl-C ends the demo.
"""


if __name__ == "__main__":
    main()
