"""What an answer of `POST /api/v1/events` means for each letter of the batch."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec

from mostrador_sdk.outbox import Waiting

Trouble = Literal["", "batch", "fault", "busy", "key", "lost", "unreachable"]
"""
batch: refused as a whole, so that halves may get through · fault: the server failed, perhaps on one of them · busy:
later · key: not with this key · lost: nobody takes events at this address · unreachable: no answer
"""

UNFIT = frozenset((400, 413, 415, 422))
LONGEST_WAIT = 86400  # seconds


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What the server did with one event."""

    result: Literal["accepted", "duplicate", "refused"]
    id: str = ""
    code: str = ""
    detail: str = ""


class Results(msgspec.Struct, frozen=True):
    results: list[Result]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal as RFC 9457 has it."""

    code: str = ""
    detail: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """
    What came of a batch: the positions that `arrived`, a reason for each that was `refused`, or the `trouble`.

    `said` is the server's own code, for logs. `retry_after` is in seconds.
    """

    arrived: list[int] = []
    refused: dict[int, str] = {}
    trouble: Trouble = ""
    said: str = ""
    retry_after: float | None = None


def judge(batch: Sequence[Waiting], status: int, headers: Mapping[str, str], body: bytes, *, now: float) -> Verdict:
    """Read the answer to `batch`. What is none of Mostrador's is a fault: nothing counts as arrived by guess."""
    if 200 <= status < 300:
        return _results(batch, body)
    problem = problem_of(body)
    return Verdict(
        trouble=_trouble(status),
        said=f"{status} {problem.code or 'without a code'}",
        retry_after=retry_after(headers, now=now),
    )


def problem_of(body: bytes) -> Problem:
    """The server's own words, if it has any."""
    try:
        return msgspec.json.decode(body, type=Problem)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return Problem()


def retry_after(headers: Mapping[str, str], *, now: float) -> float | None:
    """Seconds until the server wants to be asked again (RFC 9110, 10.2.3: seconds or a date), a day at most."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    at = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
    return min(max(at.timestamp() - now, 0.0), LONGEST_WAIT)


def as_time(seconds: float) -> datetime:
    """Seconds since 1970 as a time in UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc)


def _trouble(status: int) -> Trouble:
    if status in (401, 403):
        return "key"
    if status in UNFIT:
        return "batch"
    if status in (408, 425, 429, 503):
        return "busy"
    return "fault" if status >= 500 else "lost"


def _results(batch: Sequence[Waiting], body: bytes) -> Verdict:
    try:
        results = msgspec.json.decode(body, type=Results).results
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return Verdict(trouble="fault", said="an answer that is not Mostrador's")
    told = list(zip(batch, results, strict=False))
    if len(batch) != len(results) or any(result.id not in ("", one.letter.id) for one, result in told):
        return Verdict(trouble="fault", said="an answer to other events")
    return Verdict(
        arrived=[one.position for one, result in told if result.result != "refused"],
        refused={one.position: _reason(result) for one, result in told if result.result == "refused"},
    )


def _reason(result: Result) -> str:
    return f"{result.detail or 'The server refused it.'} ({result.code or 'without a code'})"
