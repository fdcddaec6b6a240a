"""What is done with each kind of due row, and what happens when it fails."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from mostrador.actions import (
    agent_mails,
    answers,
    conversations,
    copies,
    mails,
    offboarding,
    order_code_mails,
    order_codes,
    pushes,
    survey_answers,
    survey_draws,
    survey_mails,
    survey_plans,
    watch_hits,
    watches,
    watching,
    webhooks,
)
from mostrador.desk import Desk
from mostrador.storage import due
from mostrador.storage.due import Due

Duty = Callable[[Desk, Due], Awaitable[None]]

DUTIES: Mapping[str, Duty] = {
    "answer": answers.leave,
    "receipt": mails.send_receipt,
    "mail": mails.send_answer,
    copies.KIND: copies.send,
    order_codes.KIND: order_code_mails.send,
    "wake": conversations.wake_up,
    "reset": agent_mails.send_reset,
    "invitation": agent_mails.send_invitation,
    "offboarding": offboarding.hand_over,
    pushes.RING: pushes.deliver,
    pushes.MESSAGE: pushes.deliver,
    webhooks.KIND: webhooks.deliver,
    watching.KIND: watch_hits.look,
    watch_hits.MAIL: watch_hits.tell,
    watches.KIND: watches.go_through,
    survey_plans.KIND: survey_mails.send,
    survey_mails.REMINDER: survey_mails.remind,
    survey_answers.KIND: survey_answers.count,
    survey_draws.KIND: survey_draws.close,
}
GIVING_UP: Mapping[str, Callable[[Desk, Due, str], Awaitable[None]]] = {
    "receipt": mails.give_up,
    "mail": mails.give_up,
    copies.KIND: mails.give_up,
    survey_plans.KIND: survey_mails.give_up,
    survey_mails.REMINDER: survey_mails.give_up,
}

FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=4)
ATTEMPTS = 20  # about two days with these delays

log = structlog.get_logger("mostrador.duties")


async def perform(desk: Desk, row: Due) -> None:
    """Do it; if it fails, put it off with growing delays. A duty ends its own row in the transaction of its result."""
    try:
        await DUTIES[row.kind](desk, row)
    except Exception as problem:  # whatever went wrong, the row stays and is tried again
        log.warning("duty_failed", kind=row.kind, due=row.id, problem=type(problem).__name__, attempt=row.attempts + 1)
        await put_off(desk, row, type(problem).__name__)


async def put_off(desk: Desk, row: Due, problem: str) -> None:
    """Try again later, twice as late each time; give up after `ATTEMPTS`."""
    now = desk.clock.now()
    if row.attempts + 1 < ATTEMPTS:
        later = now + min(FIRST_RETRY * 2**row.attempts, LONGEST_RETRY)
        await desk.db.write(lambda tx: due.again(tx, row.id, later=later, problem=problem))
    elif give_up := GIVING_UP.get(row.kind):
        await give_up(desk, row, problem)
    else:
        await desk.db.write(lambda tx: due.end(tx, row.id, "failed", at=now, problem=problem))
