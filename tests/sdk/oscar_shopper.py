"""A shop with django-oscar in processes of its own, and somebody who buys a cup there in a browser."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx

from services.ports import free_port
from services.processes import running

HERE = Path(__file__).parent


class OscarShop:
    """The shop in `folder`; `counter` is where it tells of its orders."""

    def __init__(self, folder: Path, counter: str) -> None:
        self.folder = folder
        self._environment = {**os.environ, "SHOP_FOLDER": str(folder), "SHOP_COUNTER": counter}
        self._environment["PYTHONPATH"] = os.pathsep.join([str(HERE), *sys.path])

    def run(self, *command: str, **settings: str) -> str:
        """One command in a process of its own; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "oscar_shop", *command],
            env=self._environment | {f"SHOP_{name.upper()}": value for name, value in settings.items()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def open(self, **settings: str) -> Iterator["OscarShopper"]:
        """Serve, and let a shopper in."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        with (
            running(
                [sys.executable, "-m", "oscar_shop", "serve", str(port)],
                log=self.folder / "serve.log",
                answers=lambda: _answers(address),
                environment=self._environment | {f"SHOP_{name.upper()}": value for name, value in settings.items()},
            ),
            httpx.Client(base_url=address, follow_redirects=True, timeout=30) as browser,
        ):
            yield OscarShopper(browser)

    @property
    def log(self) -> str:
        return (self.folder / "serve.log").read_text()


class OscarShopper:
    """Ana, who pays nothing for shipping; without an account, unless she makes one first."""

    def __init__(self, browser: httpx.Client) -> None:
        self._browser = browser
        self._page = browser.get("/basket/")
        self._is_guest = True

    def makes_an_account(self) -> None:
        """As oscar has it: she is logged in from then on."""
        self._goes_to("/accounts/register/")
        secret = "Una-taza-azul-9"
        self._sends("/accounts/register/", email="ana@example.com", password1=secret, password2=secret)
        assert self._page.url.path == "/accounts/profile/", self._page.text
        self._is_guest = False

    def buys_a_cup(self) -> httpx.Response:
        """Through the shop's own pages, from the cup's to the last one, which is given."""
        self._goes_to("/catalogue/taza-plato_1/")  # the catalogue's list needs a search engine
        self._sends(self._link(r'action="(/basket/add/\d+/)"'), quantity="2")
        self._goes_to("/checkout/")
        if self._is_guest:
            self._sends("/checkout/", username="ana@example.com", options="anonymous")
        address = {"first_name": "Ana", "last_name": "García", "line1": "Calle 1", "line4": "Madrid"}
        self._sends(
            "/checkout/shipping-address/", postcode="28001", country="ES", phone_number="+34600000000", **address
        )
        assert self._page.url.path == "/checkout/payment-details/", self._page.text
        self._goes_to("/checkout/preview/")
        return self._sends("/checkout/preview/", action="place_order")

    def _goes_to(self, path: str) -> None:
        self._page = self._browser.get(path)
        assert self._page.status_code == 200, self._page.text

    def _link(self, pattern: str) -> str:
        found = re.search(pattern, self._page.text)
        assert found, f"{pattern} is nowhere on {self._page.url}"
        return unescape(found.group(1))

    def _sends(self, path: str, **fields: str) -> httpx.Response:
        form = {"csrfmiddlewaretoken": self._link(r'name="csrfmiddlewaretoken" value="([^"]+)"'), **fields}
        self._page = self._browser.post(path, data=form)
        return self._page


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/catalogue/").status_code == 200
    except httpx.TransportError:
        return False
