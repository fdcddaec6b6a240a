"""Somebody who was asked by a survey of the office's shop, answered, and entered its draw."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from mostrador.domain.draw import closing
from mostrador.domain.incentive import Incentive
from mostrador.storage import draw_entries, survey_draws, survey_invitations
from mostrador.storage.schema import survey_answer
from mostrador.storage.survey_draws import Draw
from mostrador.storage.survey_invitations import Invitation
from office import Office
from surveyors import asks

DRAWN = Incentive(kind="draw", until="2030-12-31", source="El gordo", drawn_on="2031-01-05")
INVITATION, DRAW, ENTRY = "inv_1", "drw_1", "0f" * 16


def asked(office: Office, *, email: str, key: str, order: str | None, said: str) -> str:
    """The invitation's id; `key` and `order` are the shop's own id of the customer and ours of the order."""
    survey = office.run(asks(office.desk, office.shop))
    now = office.now()
    new = Invitation(
        id=INVITATION,
        shop=office.shop,
        survey=survey,
        version=1,
        moment="delivered",
        order=order,
        conversation=None,
        customer_key=key,
        email=email,
        language="es",
        channel="mail",
        basis="existing_customer",
        key=None,
        token_version=1,
        made_at=now,
        due_at=now,
        expires_at=now + timedelta(days=30),
        answered_at=now,
    )
    words = {"invitation_id": INVITATION, "question": "qst_why", "kind": "text", "text": said}
    around = {"products": [], "carrier": "", "country": "ES"}

    def work(tx: Any) -> None:
        assert survey_invitations.add(tx, new)
        row = {"shop_id": office.shop, "survey_id": survey, "version": 1, "at": now, **words, **around}
        tx.execute(insert(survey_answer), row)
        survey_draws.add(tx, Draw(DRAW, office.shop, survey, DRAWN, now, closing(DRAWN.until, "UTC")))
        if order:
            taken = {"invitation": INVITATION, "order": order, "address": email}
            draw_entries.enter(tx, office.shop, DRAW, ENTRY, at=now, **taken)

    office.write(work)
    return INVITATION
