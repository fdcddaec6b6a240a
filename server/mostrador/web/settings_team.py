"""The settings' page of who answers: roles, departments, invitations, goodbyes."""

from collections.abc import Mapping
from typing import Any, Literal

from mostrador.actions import agents, invitations, profiles
from mostrador.actions.overview import Overview
from mostrador.web.console_settings import Form, Page, Visit


class MemberForm(Form, frozen=True):
    role: str = ""
    departments: tuple[str, ...] = ()


class InvitationForm(MemberForm, frozen=True, kw_only=True):
    email: str


class Requirement(Form, frozen=True):
    require: Literal["", "1"]


def _context(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    return {
        "departments": [{"id": each.id, "name": each.name} for each in owned.departments],
        "require_second_factor": owned.shop.profile.require_second_factor,
        "values": {"email": "", "role": "agent", "departments": ()},
    }


async def _people(here: Visit) -> Mapping[str, Any]:
    colleagues = await agents.listed(here.desk, here.speaker)
    waiting = await invitations.waiting(here.desk, here.speaker)
    return {
        "members": [
            {
                "id": each.member.id,
                "name": each.member.name,
                "email": each.member.email,
                "role": each.member.role,
                "departments": each.member.departments,
                "two_factor": each.has_second_factor,
                "last_seen": each.last_seen,
                "me": each.member.id == here.speaker.id,
            }
            for each in colleagues
        ],
        "invitations": [
            {"id": each.id, "email": each.body["email"], "role": each.body["role"], "expires": each.expires_at}
            for each in waiting
        ],
    }


async def _change(here: Visit, sent: MemberForm) -> None:
    await agents.change(here.desk, here.speaker, here.path["agent"], sent.role, sent.departments)


async def _remove(here: Visit, _sent: MemberForm) -> None:
    await agents.remove(here.desk, here.speaker, here.path["agent"])


async def _reset_second_factor(here: Visit, _sent: MemberForm) -> None:
    await agents.reset_second_factor(here.desk, here.speaker, here.path["agent"])


async def _invite(here: Visit, sent: InvitationForm) -> None:
    await invitations.invite(here.desk, here.speaker, sent.email, sent.role, sent.departments)


async def _revoke(here: Visit, _sent: Form) -> None:
    await invitations.revoke(here.desk, here.speaker, here.path["invitation"])


async def _require(here: Visit, sent: Requirement) -> None:
    await profiles.change(here.desk, here.speaker, sent.version, require_second_factor=sent.require == "1")


PAGE = Page("team", _context, also=_people)
ROUTES = [
    PAGE.shown(),
    PAGE.takes("team/invite", InvitationForm, _invite),
    PAGE.takes("team/second-factor", Requirement, _require),
    PAGE.takes("team/invitations/{invitation}/revoke", Form, _revoke),
    PAGE.takes("team/{agent}", MemberForm, _change, of="agent"),
    # Their buttons stand in the member's form, whose fields come along:
    PAGE.takes("team/{agent}/remove", MemberForm, _remove, of="agent"),
    PAGE.takes("team/{agent}/reset-2fa", MemberForm, _reset_second_factor, of="agent"),
]
