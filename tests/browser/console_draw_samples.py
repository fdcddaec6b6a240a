"""The draws of the samples' shop, one in each state."""

import dataclasses
from typing import Any

from console_samples import ago
from console_survey_samples import AFTER, SURVEYS
from msgspec.structs import replace

from mostrador.actions.survey_draws import Kept
from mostrador.domain.draw import closing, digest
from mostrador.domain.incentive import Incentive
from mostrador.storage.draw_entries import Winner
from mostrador.storage.survey_coupons import Stock
from mostrador.storage.survey_draws import Draw
from mostrador.storage.surveys import Survey

PROMISED = Incentive(
    kind="draw",
    terms={"es": "Una taza pintada a mano para cada número premiado.", "en": "A hand-painted cup for each number."},
    until="2026-12-31",
    winners=2,
    source="Lotería Nacional, sorteo del sábado 9 de enero de 2027, número del primer premio",
    drawn_on="2027-01-09",
)
OPEN = Draw("drw_open", "shop_lola", "svy_1", PROMISED, ago(days=9), closing(PROMISED.until, "UTC"))
CLOSED = Draw(
    "drw_closed",
    "shop_lola",
    "svy_1",
    PROMISED,
    ago(days=9),
    ago(days=2),
    ago(days=2),
    entries=3,
    digest=digest("three"),
)
DRAWN = Draw(
    "drw_drawn",
    "shop_lola",
    "svy_1",
    replace(PROMISED, until="2026-06-30", drawn_on="2026-07-04"),
    ago(days=90),
    ago(days=60),
    ago(days=60),
    entries=412,
    digest=digest("many"),
    seed="51 304",
    drawn_at=ago(days=55),
)
EMPTY = Draw(
    "drw_empty",
    "shop_lola",
    "svy_1",
    PROMISED,
    ago(days=200),
    ago(days=150),
    ago(days=150),
    entries=0,
    digest=digest(""),
)
ENTRY = "3f9a0c51e7d2486b9a1fb0447cc3d8e2"
WON = (
    Winner(ENTRY, "ana@example.com", "Ana Ruiz", "ord_1", "100042"),
    Winner(ENTRY[1:] + "0", "bo@example.com", "Bo Vidal", "ord_2", "100043", is_cancelled=True),
    Winner(ENTRY[::-1], None, None, None, None),
)
UNNAMED = tuple(Winner(each.entry, None, None, None, None) for each in WON)


def shown(*draws: Kept, **more: Any) -> dict[str, Any]:
    """The page of the settings with these draws of its one survey."""
    survey = Survey(
        AFTER.id, AFTER.shop, dataclasses.replace(AFTER.settings, incentive=PROMISED), AFTER.version, AFTER.questions
    )
    return {**SURVEYS, "surveys": [{"survey": survey, "coupons": Stock(0, 0), "draws": draws}], **more}


DRAWS = shown(Kept(OPEN, 12), Kept(DRAWN, 412, WON, names_people=True), Kept(EMPTY, 0))
DUE = shown(Kept(CLOSED, 3, can_be_drawn=True), Kept(DRAWN, 412, UNNAMED))
WAITING = shown(Kept(CLOSED, 3))
WRONG = {"errors": {"drw_closed_seed": "seed_invalid"}, "drafts": {"drw_closed": {"seed": " "}}}
