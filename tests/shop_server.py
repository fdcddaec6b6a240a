"""A shop's own server, with an API key, that tells what happens there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import httpx
import msgspec

from mostrador.domain import keys as forms
from mostrador.domain.keys import SCOPES
from mostrador.storage import keys
from mostrador_sdk import Customer, Item, Order
from mostrador_sdk.events import Value, event_of
from office import Office

ANA = Customer(id="7", email="ana@example.com", name="Ana Núñez", language="es")
GUEST = Customer(email="luz@example.com", name="Luz Ibarra")
TAZA = Item(name="Taza azul", quantity=2, price=1200, total=2400, sku="TZ-1")


def order(id: str = "1042", version: int | datetime = 1, **more: Any) -> Order:
    usual: dict[str, Any] = {"currency": "EUR", "total": 11980, "customer": ANA, "items": [TAZA]}
    return Order(id=id, version=version, **{**usual, **more})


class ShopServer:
    def __init__(self, office: Office, *, shop: str = "", scopes: Sequence[str] = SCOPES) -> None:
        self.office, self.shop = office, shop or office.shop
        self.key = forms.api_key(office.desk.random(forms.SECRET_BYTES))
        self.key_id = office.desk.new("key")
        office.write(
            lambda tx: keys.add(
                tx,
                self.shop,
                self.key_id,
                name=self.key_id,
                scopes=list(scopes),
                digest=forms.digest(self.key),
                hint=forms.hint(self.key),
                at=office.now(),
            )
        )
        headers = {"Authorization": f"Bearer {self.key}"}
        self.http = office.keeps(httpx.Client(base_url=office.url, headers=headers, timeout=30))
        self._count = 0

    def event(self, type: str, value: Value, *, id: str = "", at: datetime | None = None) -> dict[str, Any]:
        self._count += 1
        told = event_of(type, value, id=id or f"evt-{self._count}", source=self.key_id, time=at or self.office.now())
        plain: dict[str, Any] = msgspec.to_builtins(told)
        return plain

    def posts(self, events: Any, **more: Any) -> httpx.Response:
        return self.http.post("/api/v1/events", json=events, **more)

    def tells(self, type: str, value: Value, **more: Any) -> str:
        """Tell one event; what became of it."""
        answer = self.posts([self.event(type, value, **more)])
        assert answer.status_code == 202, answer.text
        result: str = answer.json()["results"][0]["result"]
        return result
