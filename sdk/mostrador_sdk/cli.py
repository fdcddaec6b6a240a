"""`mostrador-sdk outbox list | retry | flush`: what waits, what is dead, and what to do about it."""

import argparse
import os
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from mostrador_sdk.client import Mostrador
from mostrador_sdk.errors import InvalidEvent, MostradorError
from mostrador_sdk.events import decode
from mostrador_sdk.outbox import Dead, Waiting
from mostrador_sdk.sqlite_outbox import MOST_DEAD, SqliteOutbox
from mostrador_sdk.sqlite_statements import APPLICATION
from mostrador_sdk.verdict import as_time


class Trouble(Exception):
    """What somebody at a terminal has to put right, as a sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 if all went well, 1 if something is left to do, 2 if it was misused."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.does(_outbox(given.file), given))
    except (Trouble, MostradorError) as error:
        sys.stderr.write(f"mostrador-sdk: {error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mostrador-sdk", description="The shop's side of Mostrador.")
    nouns = parser.add_subparsers(required=True, metavar="outbox")
    verbs = nouns.add_parser("outbox", help="the events that wait to be sent").add_subparsers(required=True)
    lists = _verb(verbs, "list", _list, "show what waits and what is dead: ids, no personal data")
    lists.add_argument("--limit", type=int, default=100, help="letters of each kind (100)")
    retry = _verb(verbs, "retry", _retry, "have dead letters wait again")
    retry.add_argument("ids", nargs="*", metavar="id", help="events; all, if none is named")
    flush = _verb(verbs, "flush", _flush, "send what waits, now")
    flush.add_argument("--url", default=os.environ.get("MOSTRADOR_URL", ""), help="or MOSTRADOR_URL")
    flush.add_argument("--api-key", default=os.environ.get("MOSTRADOR_API_KEY", ""), help="or MOSTRADOR_API_KEY")
    flush.add_argument("--timeout", type=float, default=30, help="seconds (30)")
    return parser


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, does: object, help: str
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=help)
    verb.add_argument("file", type=Path, help="the outbox, like support-outbox.sqlite3")
    verb.set_defaults(does=does)
    return verb


def _outbox(file: Path) -> SqliteOutbox:
    if not file.is_file():
        raise Trouble(f"There is no outbox at {file}. It is the file that the shop gives Mostrador as outbox=….")
    if not _is_outbox(file):  # the shop would set a damaged file aside and begin another; here it may be mistyped
        raise Trouble(f"{file} is no outbox, or damaged beyond reading. Nothing was done to it.")
    return SqliteOutbox(file)


def _is_outbox(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (application,) = connection.execute("pragma application_id").fetchone()
            return bool(application == APPLICATION)
    except sqlite3.Error:
        return False


def _list(outbox: SqliteOutbox, given: argparse.Namespace) -> int:
    counts = outbox.counts()
    _say(f"{counts.waiting} waiting ({counts.size:,} bytes), {counts.dead} dead, {counts.dropped} dropped")
    for waiting in outbox.waiting(given.limit):
        _say(_line("waiting", waiting, ""))
    for dead in outbox.dead(given.limit):
        _say(_line("dead", dead, dead.reason))
    return 0


def _retry(outbox: SqliteOutbox, given: argparse.Namespace) -> int:
    there = {dead.letter.id: dead for dead in outbox.dead(MOST_DEAD)}
    if missing := [id for id in given.ids if id not in there]:
        raise Trouble(f"There is no dead letter {', '.join(missing)}. `outbox list` shows those that are there.")
    chosen = [there[id] for id in given.ids] if given.ids else list(there.values())
    good = [dead for dead in chosen if _is_event(dead)]
    _say(f"{outbox.revive([dead.position for dead in good], now=time.time())} wait again.")
    if bad := len(chosen) - len(good):
        _say(f"{bad} can never be sent, as they are no events: see their reasons in `outbox list`.")
    return 1 if bad else 0


def _flush(outbox: SqliteOutbox, given: argparse.Namespace) -> int:
    if not given.url or not given.api_key:
        raise Trouble("flush needs the server's --url and an --api-key, or MOSTRADOR_URL and MOSTRADOR_API_KEY.")
    before = outbox.counts().waiting
    refused: list[str] = []
    with Mostrador(
        given.url, api_key=given.api_key, outbox=outbox, on_dead=lambda _, reason: refused.append(reason)
    ) as support:
        left = support.flush(given.timeout)
    _say(f"{max(0, before - left - len(refused))} sent, {len(refused)} refused, {left} left.")
    return 1 if left or refused else 0


def _is_event(dead: Dead) -> bool:
    try:
        decode(dead.letter.body)
    except InvalidEvent:
        return False
    return True


def _line(state: str, one: Waiting | Dead, reason: str) -> str:
    """Ids may hold anything: what is no printable character is shown as one."""
    letter = one.letter
    at = f"{as_time(letter.captured_at):%Y-%m-%dT%H:%M:%SZ}"
    fields = (state, letter.id, letter.type, letter.subject, at, f"{one.attempts} attempts", reason)
    return "  ".join(field if field.isprintable() else repr(field) for field in fields if field)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
