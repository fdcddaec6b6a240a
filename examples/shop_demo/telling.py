"""What the shop tells its help server: each order when it is placed, and each step that it takes; and what it asks."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from examples.shop_demo.carts import Line
from examples.shop_demo.languages import HOME, Language
from examples.shop_demo.orders import Order
from examples.shop_demo.progress import UNPAID, Step
from mostrador_sdk import Address, AsyncMostrador, Customer, Item, MostradorError
from mostrador_sdk import Order as Snapshot
from mostrador_sdk.answers import Invitation

PROMISED = timedelta(days=2)  # as the home page does
CURRENCY = "EUR"


class Telling:
    """Every telling is back at once and raises nothing: the SDK keeps what it cannot send yet in a file."""

    def __init__(self, support: AsyncMostrador, address: str, languages: Mapping[str, Language]) -> None:
        self._support = support
        self._address = address
        self._languages = languages

    def placed(self, order: Order) -> None:
        self._support.orders.placed(self._snapshot(order, version=1), time=order.placed)
        if order.status not in UNPAID:
            self._support.orders.paid(self._snapshot(order, version=order.version), time=order.placed)

    def step(self, order: Order, step: Step, *, at: datetime) -> None:
        """`order` is as the step left it."""
        orders, returns = self._support.orders, self._support.returns
        match step:
            case "pay":
                orders.paid(self._snapshot(order), time=at)
            case "payment_failed":
                orders.payment_failed(self._snapshot(order), time=at)
            case "refund":
                orders.refunded(self._snapshot(order), time=at)
            case "cancel":
                orders.cancelled(self._snapshot(order), time=at)
            case "return_asked":
                reason = self._languages[order.language].say("return.reason")
                returns.requested(str(order.number), number=order.return_number, reason=reason, time=at)
            case "return_received":
                returns.received(str(order.number), number=order.return_number, time=at)
            case _:
                self._parcel(order, step, at)

    async def asks(self, order: Order) -> Invitation | None:
        """What the thank-you page asks about an order; nothing where the help server cannot be reached."""
        try:
            asked = await self._support.surveys.invite(order=str(order.number), by="page")
        except MostradorError:
            return None
        return asked if asked.token else None

    def _parcel(self, order: Order, step: Step, at: datetime) -> None:
        parcel, shipments, say = order.parcels[-1], self._support.shipments, self._languages[order.language].say
        verbs = {"ship": shipments.created, "deliver": shipments.delivered, "parcel_failed": shipments.failed}
        verbs[step](
            str(order.number),
            number=parcel.number,
            carrier=parcel.carrier,
            url=f"{self._address}/parcels/{parcel.number}",
            note=say("parcel.failed.note") if step == "parcel_failed" else "",
            expected_on=parcel.expected,
            time=at,
        )

    def _snapshot(self, order: Order, *, version: int | None = None) -> Snapshot:
        buyer = order.buyer
        return Snapshot(
            id=str(order.number),
            version=version or order.version,
            currency=CURRENCY,
            total=order.total,
            shipping=order.shipping,
            refunded=order.refunded,
            customer=Customer(id=order.customer or "", email=buyer.email, name=buyer.name, language=order.language),
            items=[self._item(line, cents, order.language) for line, cents in order.lines],
            placed_at=order.placed,
            address=Address(
                name=buyer.name, lines=[buyer.address], postcode=buyer.postcode, city=buyer.city, country="ES"
            ),
            payment=f"•••• {order.card}",
            expected_on=(order.placed + PROMISED).astimezone(HOME).date(),
            language=order.language,
            url=f"{self._address}/orders/{order.number}",
        )

    def _item(self, line: Line, cents: int, language: str) -> Item:
        product = line.product
        return Item(
            name=f"{product.name} · {self._languages[language].say('cart.size', size=line.size)}",
            quantity=line.quantity,
            total=cents,
            price=product.cents,
            sku=f"{product.slug}-{line.size}",
            product=product.slug,
            url=f"{self._address}/shoes/{product.slug}",
        )
