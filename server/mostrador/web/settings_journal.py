"""The settings' page of the audit log."""

from collections.abc import Mapping
from typing import Any

from mostrador.actions import journal
from mostrador.actions.overview import Overview
from mostrador.web.console_settings import Page, Visit
from mostrador.web.pages import Pages

LONGEST_NUMBER = 18  # digits; what is longer is no number of ours


def _context(_here: Visit, _owned: Overview) -> Mapping[str, Any]:
    return {}


async def _entries(here: Visit) -> Mapping[str, Any]:
    asked = here.request.query_params.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER else None
    found = await journal.read(here.desk, here.speaker, before)
    pages: Pages = here.request.app.state.pages
    return {
        "entries": [
            {
                "id": each.number,
                "at": each.at,
                "who": found.names.get(each.actor, each.actor),
                "act": each.action,
                "subject": " ".join((found.names.get(each.subject, each.subject), *each.fields)),
                "address": each.address,
            }
            for each in found.entries
        ],
        "more": None if found.more is None else pages.to(f"/settings/journal?before={found.more}"),
    }


PAGE = Page("journal", _context, also=_entries)
ROUTES = [PAGE.shown()]
