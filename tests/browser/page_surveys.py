"""What a shop asks on its pages."""

from typing import Any

from sqlalchemy import Connection
from widget_stage import SHOP, Stage

from mostrador.domain.survey_rules import Settings
from mostrador.storage import surveys
from surveyors import SCORE, WHY


def asked(stage: Stage, id: str = "svy_page", **settings: Any) -> None:
    given = {"name": "En la página", "state": "live", "moment": "page", **settings}

    def work(tx: Connection) -> None:
        surveys.add(tx, SHOP, id, Settings(**given), at=stage.clock.now())
        current = surveys.find(tx, SHOP, id)
        assert current is not None
        surveys.ask(tx, current, (SCORE, WHY), at=stage.clock.now())

    stage.write(work)
