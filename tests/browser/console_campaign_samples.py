"""Campaigns, as agents and their settings' page are handed them."""

from typing import Any

from console_samples import NOW, ago

from mostrador.domain.campaign import Campaign

SALE = Campaign(
    "cam_1",
    "Rebajas de botas",
    "Hasta un 30 %. El descuento no se suma a otros; las devoluciones, hasta el 15 de enero.",
    ago(days=1),
    ago(days=-6),
    ("bota chelsea",),
)
EMPTY = dict.fromkeys(("title", "text", "from_at", "until_at", "products"), "")
CAMPAIGNS: dict[str, Any] = {
    "campaigns": [
        {
            "id": "cam_1",
            "title": SALE.title,
            "text": SALE.text,
            "from_at": f"{NOW:%Y-%m-%dT%H:%M}",
            "until_at": "2026-09-20T23:59",
            "products": "bota chelsea",
            "runs": True,
            "over": False,
        }
    ],
    "new": EMPTY,
    "zone": "Europe/Madrid",
}
