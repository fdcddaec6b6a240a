"""A piece of work, who waits for it, and how they hear what came of it."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from mostrador.domain.wake import Wake
from mostrador.storage import due
from mostrador.storage.database import Ring, Wakes, each

WORKER = Wake("", due=True, inbox=False)


@dataclass(slots=True)
class Piece:
    work: Callable[[Connection], Any]
    wake: Wakes
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"
    result: Any = None
    problem: BaseException | None = None
    hurry: bool = False  # whether something came to be due of which `wake` may not know

    def do(self, tx: Connection) -> None:
        """Do it on this connection. Raises whatever the work raises."""
        due.has_hurry(tx)  # left over from work that failed
        self.result = self.work(tx)
        self.hurry = due.has_hurry(tx)


def deliver(pieces: Sequence[Piece], ring: Ring) -> None:
    """Let each caller's own loop hand out the answers and ring the bells. Called from a writing thread."""
    for loop in {piece.loop for piece in pieces}:
        mine = [piece for piece in pieces if piece.loop is loop]
        with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_settle, mine, ring)


def _settle(pieces: Sequence[Piece], ring: Ring) -> None:
    for piece in pieces:
        _answer(piece)
        if piece.problem is None:
            for wake in each(piece.wake, piece.result):
                ring(wake)
            if piece.hurry:
                ring(WORKER)


def _answer(piece: Piece) -> None:
    """Give the caller what came of it, if somebody still waits."""
    if piece.answer.done():
        return
    problem = piece.problem
    if problem is None:
        piece.answer.set_result(piece.result)
    elif isinstance(problem, StopIteration):  # no future takes it
        ran_out = RuntimeError("The work ended in an iterator that ran out.")
        ran_out.__cause__ = problem
        piece.answer.set_exception(ran_out)
    else:
        piece.answer.set_exception(problem)
