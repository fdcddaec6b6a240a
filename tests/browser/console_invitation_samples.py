"""The invitations to chat of a shop that sells shoes."""

from typing import Any

from mostrador.domain.shop import Invitation

INVITATIONS: dict[str, Any] = {
    "shop_languages": ["es", "en"],
    "chat_on": True,
    "new": Invitation(id="new"),
    "invitations": [
        Invitation(
            id="rul_1",
            on=True,
            page="/carrito",
            seconds=45,
            items=1,
            texts={"es": "¿Dudas con el envío? Te las resolvemos.", "en": "Questions about delivery?"},
        ),
        Invitation(id="rul_2", page="/zapatos/*/tallas", texts={"es": "¿No sabes tu talla? Te ayudamos a elegir."}),
    ],
}
REFUSED = {"on": "1", "page": "tallas", "seconds": "30", "items": "0", "every": "0", "texts": {"es": ""}}
