"""What happens here leaves for the shop's own systems: told in the transaction of what it tells, rendered when sent."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
import structlog
from sqlalchemy import Connection

from mostrador.clock import SystemClock
from mostrador.desk import Desk
from mostrador.domain import webhooks as forms
from mostrador.domain.webhooks import Data, Type
from mostrador.gateways.fetch import Answer, Unreachable, Unsafe
from mostrador.storage import audit, due, orders, secrets, shop_conversations, survey_invitations, webhooks
from mostrador.storage.due import Due
from mostrador.storage.webhooks import Delivery, Webhook

KIND = webhooks.KIND
AGENT = "Mostrador-Webhooks"

log = structlog.get_logger("mostrador.webhooks")


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that one try needs."""

    delivery: Delivery
    webhook: Webhook
    data: Data
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try: the answer's status, or why there was none; `wait` is what it asked for."""

    code: int | None = None
    problem: str | None = None
    wait: str = ""

    @property
    def arrived(self) -> bool:
        return self.code is not None and 200 <= self.code < 300


def tell(tx: Connection, shop: str, type: Type, subject: str, *, at: datetime, part: str = "") -> None:
    """
    Have the shop's systems told, for actions to call inside their transaction; telling it again changes nothing.

    `subject` is the id of what it is about, `part` tells apart what happens to one: the `seq` of a message, the watch
    that found a problem. What conversations go through is told where their events are appended.
    """
    webhooks.tell(tx, shop, type, subject, at=at, part=part)


async def deliver(desk: Desk, row: Due) -> None:
    """Try once; put it off, or give up, by what came of it."""
    parcel = await desk.db.read(lambda tx: _gather(tx, desk, row))
    if parcel is None:
        await desk.db.write(lambda tx: _drop(tx, row, desk.clock.now()))
        return
    outcome = await _send(desk, parcel)
    await desk.db.write(lambda tx: _settle(tx, desk, row, parcel, outcome))


async def _send(desk: Desk, parcel: Parcel) -> Outcome:
    told = parcel.delivery
    body = msgspec.json.encode(forms.Message(type=told.type, timestamp=told.at, data=parcel.data))
    # Receivers hold this against their own clocks, so it is the system's time, whatever ours has been moved to.
    headers = forms.signed(told.id, SystemClock().now(), body, parcel.secrets)
    headers |= {"content-type": "application/json", "user-agent": AGENT}
    try:
        answer: Answer = await desk.fetch.call("POST", parcel.webhook.url, headers=headers, body=body)
    except Unsafe:
        return Outcome(problem="unsafe")
    except Unreachable:
        return Outcome(problem="unreachable")
    return Outcome(code=answer.status, wait=answer.headers.get("retry-after", ""))


def _gather(tx: Connection, desk: Desk, row: Due) -> Parcel | None:
    """None for what is not to be sent any more: dropped, switched off, or about something that is gone."""
    shop = row.shop or ""
    told = webhooks.find_delivery(tx, shop, row.subject)
    hook = webhooks.find(tx, shop, told.webhook_id) if told else None
    if told is None or told.state != "waiting" or hook is None or hook.state != "on":
        return None
    data = _data(tx, shop, told)
    live = secrets.live(tx, shop, "webhook", hook.id)
    keys = tuple(desk.keyring.open(each.sealed, each.id).decode() for each in live)
    return Parcel(told, hook, data, keys) if data else None


def _data(tx: Connection, shop: str, told: Delivery) -> Data | None:
    if told.type == forms.TEST:
        return forms.TestTold(webhook=told.subject)
    if told.type == "survey.answered":
        asked = survey_invitations.find(tx, shop, told.subject)
        order = orders.find(tx, shop, asked.order) if asked and asked.order else None
        about = forms.Order(id=order.external_id, number=order.number) if order else None
        return forms.SurveyTold(survey=asked.survey, invitation=asked.id, order=about) if asked else None
    if told.type == "order.problem":
        order = orders.find(tx, shop, told.subject)
        if order is None:
            return None
        about = forms.Order(id=order.external_id, number=order.number)
        problem, _, watch = told.part.partition(" ")
        return forms.ProblemTold(order=about, problem=problem, watch=watch)
    row = shop_conversations.find(tx, shop, told.subject)
    if row is None:
        return None
    talk = forms.Conversation(id=row.id, code=row.code, channel=row.channel, order=row.order, customer=row.customer_key)
    if told.type in {"conversation.answered", "message.received"}:
        return forms.MessageTold(conversation=talk, seq=int(told.part))
    return forms.ConversationTold(conversation=talk)


def _drop(tx: Connection, row: Due, at: datetime) -> None:
    shop = row.shop or ""
    told = webhooks.lock_delivery(tx, shop, row.subject)
    if told and told.state == "waiting":
        webhooks.note(tx, shop, told.id, state="dropped", next_at=None, ended_at=at)
    due.end(tx, row.id, "taken_back", at=at)


def _settle(tx: Connection, desk: Desk, row: Due, parcel: Parcel, outcome: Outcome) -> None:
    now, shop = desk.clock.now(), parcel.webhook.shop
    told = webhooks.lock_delivery(tx, shop, parcel.delivery.id)
    hook = webhooks.find(tx, shop, parcel.webhook.id)
    if told is None or hook is None:
        due.end(tx, row.id, "taken_back", at=now)
        return
    webhooks.note(tx, shop, told.id, attempts=told.attempts + 1, code=outcome.code, problem=outcome.problem)
    if outcome.arrived:
        webhooks.note(tx, shop, told.id, state="delivered", next_at=None, ended_at=now)
        if hook.failing_since:
            webhooks.note_failing(tx, shop, hook.id, None)
        due.end(tx, row.id, "done", at=now)
        return
    since = hook.failing_since or now
    if hook.failing_since is None:
        webhooks.note_failing(tx, shop, hook.id, since)
    _try_again(tx, row, told, outcome, now)
    if outcome.code == 410 or now - since >= forms.ENOUGH:
        _switch_off(tx, desk, hook, "gone" if outcome.code == 410 else "failing", now)


def _try_again(tx: Connection, row: Due, told: Delivery, outcome: Outcome, now: datetime) -> None:
    problem = outcome.problem or f"http {outcome.code}"
    pause = forms.pause(row.attempts + 1, outcome.wait)
    if pause is None:
        webhooks.note(tx, told.shop_id, told.id, state="failed", next_at=None, ended_at=now)
        due.end(tx, row.id, "failed", at=now, problem=problem)
    elif told.state == "waiting":
        webhooks.note(tx, told.shop_id, told.id, next_at=now + pause)
        due.again(tx, row.id, later=now + pause, problem=problem)
    else:
        due.end(tx, row.id, "taken_back", at=now)


def _switch_off(tx: Connection, desk: Desk, hook: Webhook, why: webhooks.State, now: datetime) -> None:
    """Nobody is there any more: stop telling, and say so in the console and in the journal."""
    if hook.state != "on":
        return
    webhooks.turn(tx, hook.shop, hook.id, why, at=now)
    audit.record(
        tx,
        desk.keyring.audit,
        shop=hook.shop,
        at=now,
        actor="system",
        action="webhook.switched_off",
        subject=hook.id,
        fields=[why],
    )
    log.warning("webhook_switched_off", webhook=hook.id, why=why)
