"""The set-up page: the script tag, and whether the widget has called from the shop."""

from collections.abc import Mapping
from typing import Any

from mostrador.actions.overview import Overview
from mostrador.web.console_settings import Page, Visit


def _context(here: Visit, owned: Overview) -> Mapping[str, Any]:
    tag = f'<script src="{here.desk.settings.widget}/widget.js?shop={owned.shop.id}" async></script>'
    return {
        "setup": {
            "script_tag": tag,
            "heard": {"at": owned.heard[0], "origin": owned.heard[1]} if owned.heard else None,
            "demo_url": None,
        },
        "contact_tag": "<mostrador-contact></mostrador-contact>",
        "origins": owned.shop.origins,
    }


PAGE = Page("setup", _context)
ROUTES = [PAGE.shown()]
