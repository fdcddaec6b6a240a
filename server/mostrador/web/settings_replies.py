"""The settings of canned replies, which supervisors keep, too."""

from collections.abc import Mapping
from typing import Any

from mostrador.actions import replies
from mostrador.actions.overview import Overview
from mostrador.domain.replies import FIELDS, Reply
from mostrador.web.console_settings import Form, Page, Visit


class ReplyForm(Form, frozen=True):
    name: str
    text: str
    department: str = ""
    language: str = ""

    def draft(self, id: str = "") -> Reply:
        return Reply(id, self.name, self.text, self.department or None, self.language or None)


def _page(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    return {
        "departments": owned.departments,
        "shop_languages": owned.shop.profile.languages,
        "fields": FIELDS,
        "values": {"name": "", "text": "", "department": "", "language": ""},
    }


async def _replies(here: Visit) -> Mapping[str, Any]:
    return {"replies": await replies.all(here.desk, here.speaker)}


async def _add(here: Visit, sent: ReplyForm) -> None:
    await replies.add(here.desk, here.speaker, sent.version, sent.draft())


async def _change(here: Visit, sent: ReplyForm) -> None:
    await replies.change(here.desk, here.speaker, sent.version, sent.draft(here.path["reply"]))


async def _remove(here: Visit, sent: Form) -> None:
    await replies.remove(here.desk, here.speaker, sent.version, here.path["reply"])


REPLIES = Page("replies", _page, also=_replies, verb="manage_replies")
ROUTES = [
    REPLIES.shown(),
    REPLIES.takes("replies", ReplyForm, _add),
    REPLIES.takes("replies/{reply}", ReplyForm, _change, of="reply"),
    REPLIES.takes("replies/{reply}/remove", Form, _remove, of="reply"),
]
