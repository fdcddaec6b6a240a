"""What stands around every page behind the login: the shop, the agent, the views with their counts."""

from typing import Any

from starlette.requests import Request

from mostrador.actions import inbox
from mostrador.desk import Desk
from mostrador.web.sessions import SignedIn

VIEWS = ("mine", "unassigned", "open", "waiting", "resolved", "quarantine")


async def shell(request: Request, signed: SignedIn, here: str) -> dict[str, Any]:
    """Context `shell` of `console/layout.html`. `here`: a view, a department's id, or the name of another place."""
    desk: Desk = request.app.state.desk
    frame = await inbox.frame(desk, signed.speaker)
    member = signed.member
    return {
        "shop": {"id": signed.shop.id, "name": signed.shop.name, "color": signed.shop.profile.look.color},
        "shops": [{"id": key, "name": name} for key, name in frame.shops],
        "agent": {"id": member.id, "name": member.name, "role": member.role, "on_duty": True},
        "views": [{"key": view, "count": frame.views.get(view)} for view in VIEWS],
        "departments": [{"id": key, "name": name, "count": count} for key, name, count in frame.departments],
        "trouble": frame.trouble,
        "news": request.state.news,
        "here": here,
    }
