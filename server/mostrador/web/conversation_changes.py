"""What agents change about a conversation: each form, and the action that it asks for."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

import msgspec
from starlette.requests import Request

from mostrador.actions import answers, blocking, conversations, merging, orders
from mostrador.desk import Desk
from mostrador.domain import snoozes
from mostrador.domain.conversation import Priority
from mostrador.web.conversation_context import Draft
from mostrador.web.posted import posted
from mostrador.web.sessions import SignedIn

Change = Callable[[Request, Desk, SignedIn, str], Awaitable[Draft | None]]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a form, and no other."""


class Nothing(Strict, frozen=True):
    pass


class Status(Strict, frozen=True):
    to: Literal["open", "pending", "snoozed", "resolved"]
    until: str = ""


class Agent(Strict, frozen=True):
    agent: str = ""


class Department(Strict, frozen=True):
    department: str = ""


class To(Strict, frozen=True):
    to: Priority


class Name(Strict, frozen=True):
    name: str


class Code(Strict, frozen=True):
    code: str


class Other(Strict, frozen=True):
    id: str


class Number(Strict, frozen=True):
    number: str


class HeldOne(Strict, frozen=True):
    held: str


async def _take_back(request: Request, desk: Desk, signed: SignedIn, id: str) -> Draft:
    held = await posted(request, HeldOne)
    return Draft(await answers.take_back(desk, signed.speaker, id, held.held))


async def _assign(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.assign(desk, signed.speaker, id, (await posted(request, Agent)).agent or None)


async def _move(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.move(desk, signed.speaker, id, (await posted(request, Department)).department or None)


async def _status(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    status = await posted(request, Status)
    if status.to == "snoozed":
        until = snoozes.until(status.until, desk.clock.now(), signed.reader.zone)
        await conversations.snooze(desk, signed.speaker, id, until)
        return
    change = {"open": conversations.reopen, "pending": conversations.pend, "resolved": conversations.resolve}
    await change[status.to](desk, signed.speaker, id)


async def _prioritise(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.prioritise(desk, signed.speaker, id, (await posted(request, To)).to)


async def _tag(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.tag(desk, signed.speaker, id, (await posted(request, Name)).name)


async def _untag(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.untag(desk, signed.speaker, id, (await posted(request, Name)).name)


def _plain(change: Callable[..., Awaitable[Any]]) -> Change:
    """An action that needs to know nothing but the conversation."""

    async def do(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
        await posted(request, Nothing)
        await change(desk, signed.speaker, id)

    return do


async def _merge(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await merging.merge(desk, signed.speaker, id, (await posted(request, Code)).code)


async def _unmerge(request: Request, desk: Desk, signed: SignedIn, _id: str) -> None:
    await merging.unmerge(desk, signed.speaker, (await posted(request, Other)).id)


async def _link(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await merging.link(desk, signed.speaker, id, (await posted(request, Code)).code)


async def _unlink(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await merging.unlink(desk, signed.speaker, id, (await posted(request, Other)).id)


async def _link_order(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await orders.link(desk, signed.speaker, id, (await posted(request, Number)).number)


async def _unlink_order(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await orders.unlink(desk, signed.speaker, id, (await posted(request, Other)).id)


CHANGES: dict[str, Change] = {
    "take-back": _take_back,
    "assign": _assign,
    "move": _move,
    "status": _status,
    "priority": _prioritise,
    "tag": _tag,
    "untag": _untag,
    "quarantine": _plain(conversations.quarantine),
    "release": _plain(conversations.release),
    "merge": _merge,
    "unmerge": _unmerge,
    "link": _link,
    "unlink": _unlink,
    "link-order": _link_order,
    "unlink-order": _unlink_order,
    "block": _plain(blocking.block),
    "unblock": _plain(blocking.unblock),
}
