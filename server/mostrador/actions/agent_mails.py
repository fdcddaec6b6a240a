"""Mails to agents: an invitation, and the way to a new password."""

from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import resets
from mostrador.actions.mails import color_of, sender_name
from mostrador.desk import Desk
from mostrador.domain import mail_links
from mostrador.domain.mail_links import Purpose
from mostrador.domain.shop import Shop
from mostrador.domain.wake import Wake
from mostrador.gateways.letters import Letter
from mostrador.gateways.post import MailRefused
from mostrador.storage import agent_links, agents, due, links, members, shops
from mostrador.storage.agents import Agent
from mostrador.storage.due import Due
from mostrador.storage.links import Link

PRODUCT = "Mostrador"


async def send_reset(desk: Desk, row: Due) -> None:
    """Mail the link, if there is an account for it, and not more than a few an hour."""
    now, fresh = desk.clock.now(), desk.new("lnk")
    found = await desk.db.write(lambda tx: _reset(tx, desk, row, fresh, now))
    if found is None:
        await _end(desk, row, "done")
        return
    agent, link = found
    language = desk.words.choose(agent.language)
    values = {"link": _address(desk, "reset", link)}
    await _send(desk, row, _letter(desk, row, "reset", language, agent.email, PRODUCT, {}, values))


async def send_invitation(desk: Desk, row: Due) -> None:
    now = desk.clock.now()
    found = await desk.db.read(lambda tx: _invitation(tx, row, now))
    if found is None:
        await _end(desk, row, "taken_back")
        return
    link, shop, inviter = found
    language = desk.words.choose(shop.language)
    words = {"shop": shop.name, "inviter": inviter}
    values = {**words, "link": _address(desk, "invitation", link), "color": color_of(shop)}
    await _send(
        desk, row, _letter(desk, row, "invitation", language, link.body["email"], sender_name(shop), words, values)
    )


def _reset(tx: Connection, desk: Desk, row: Due, fresh: str, at: datetime) -> tuple[Agent, Link] | None:
    """The link that this row mails: made the first time, the same at every later try, none once it is over."""
    agent = agents.by_email(tx, row.body["email"])
    if agent is None or not members.shops_of(tx, agent.id):
        return None
    latest = links.latest(tx, resets.KIND, agent.id)
    if latest is not None and latest.body.get("due") == row.id:
        return (agent, latest) if latest.expires_at > at and latest.used_at is None else None
    if agent_links.resets_since(tx, agent.id, at - resets.WITHIN) >= resets.AT_MOST:
        return None
    link = Link(fresh, None, resets.KIND, agent.id, {"due": row.id}, 1, at + resets.LIFE, None)
    links.add(tx, link, mail_links.digest(mail_links.make(desk.keyring.links, "reset", fresh, 1)), at=at)
    return agent, link


def _invitation(tx: Connection, row: Due, at: datetime) -> tuple[Link, Shop, str] | None:
    link = agent_links.find(tx, "invitation", row.subject)
    if link is None or link.shop is None or link.used_at or link.expires_at <= at:
        return None
    shop, inviter = shops.find(tx, link.shop), agents.find(tx, link.body["by"])
    if shop is None:
        return None
    return link, shop, inviter.name if inviter else shop.name


def _address(desk: Desk, purpose: Purpose, link: Link) -> str:
    token = mail_links.make(desk.keyring.links, purpose, link.id, link.version)
    page = {"reset": "reset/password", "invitation": "invitation"}[purpose]
    return f"{desk.settings.console}/console/{page}#{token}"


def _letter(
    desk: Desk,
    row: Due,
    template: str,
    language: str,
    to: str,
    sender: str,
    words: dict[str, str],
    values: dict[str, str],
) -> Letter:
    return Letter(
        template=template,
        language=language,
        to=to,
        sender_name=sender,
        subject=desk.words.in_language(language)(f"mail.{template}.subject", **words),
        message_id=row.id,
        at=row.created_at or desk.clock.now(),
        values=values,
        automatic="auto-generated",
    )


async def _send(desk: Desk, row: Due, letter: Letter) -> None:
    try:
        await desk.post.send(desk.letters.write(letter))
    except MailRefused as refused:
        await _end(desk, row, "failed", f"smtp {refused.code}")
        return
    await _end(desk, row, "done")


async def _end(desk: Desk, row: Due, state: due.State, problem: str | None = None) -> None:
    now = desk.clock.now()
    await desk.db.write(lambda tx: due.end(tx, row.id, state, at=now, problem=problem), wake=Wake(row.shop or ""))
