"""
How long a supervisor waits for a survey's results with 1,000,000 answers behind.

`python -m bench.results [ANSWERS]` seeds both databases with two years of answers about 2,000 products and prints a
table: each row is a whole answer of the console, login check, queries, plots and page together.
"""

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import structlog
from sqlalchemy import Connection, func, select
from starlette.applications import Starlette

from bench.answers import ASKED, DAYS, RARE, SURVEY, Crowd
from bench.console import hire, throw_away_postgresql, times
from bench.counter import Installation
from bench.seed import PostgresSink, Sink, SqliteSink
from mostrador.app import create_app
from mostrador.domain.session import digest
from mostrador.domain.survey_rules import Settings
from mostrador.storage import shops, surveys
from mostrador.storage.migrate import engine_for
from mostrador.storage.schema import survey_answer, survey_rollup
from mostrador.web import cookies

ANSWERS = 1_000_000


async def measure(app: Starlette, installation: Installation) -> list[str]:
    """Rows of a table: what was asked for, and how long it took."""
    desk = await installation.desk()
    app.state.desk = desk
    try:
        session = "a supervisor's session, for as long as the bench takes"
        await desk.db.write(lambda tx: hire(tx, installation.shop, digest(session)))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url=installation.settings.public_url,
            cookies={cookies.name(installation.settings, cookies.SESSION): session},
            timeout=120,
        ) as client:
            return [await _row(client, name, path) for name, path in _pages(datetime.now(UTC))]
    finally:
        await desk.close()


def _pages(now: datetime) -> Iterator[tuple[str, str]]:
    results, comments = f"surveys/{SURVEY}/results", f"surveys/{SURVEY}/comments"
    days = {count: (now - timedelta(days=count)).date().isoformat() for count in (89, 364, DAYS - 1)}
    yield "The list of surveys", "surveys"
    yield "The last 90 days", results
    yield "A year, by product", f"{results}?{urlencode({'from': days[364]})}"
    yield "All of it, by product", f"{results}?{urlencode({'from': days[DAYS - 1]})}"
    yield "All of it, by country", f"{results}?{urlencode({'from': days[DAYS - 1], 'by': 'country'})}"
    one = {"from": days[DAYS - 1], "dimension": "product", "value": "SKU-00000"}
    yield "All of it, of one product", f"{results}?{urlencode(one)}"
    yield "Comments, the newest", f"{comments}?{urlencode({'from': days[DAYS - 1]})}"
    yield "Comments with a word in few", f"{comments}?{urlencode({'from': days[DAYS - 1], 'q': RARE})}"


async def _row(client: httpx.AsyncClient, name: str, path: str) -> str:
    return f"| {name} | {' | '.join(f'{each:,.1f}' for each in await times(client, path, {}))} |"


async def _prepare(installation: Installation, answers: int) -> float:
    desk = await installation.desk()
    await installation.open_shop(desk)
    now = datetime.now(UTC)

    def open_survey(tx: Connection) -> str:
        surveys.add(tx, installation.shop, SURVEY, Settings(name="Tras la entrega", state="live"), at=now)
        current = surveys.find(tx, installation.shop, SURVEY)
        if current is None:
            raise SystemExit("The survey is not there.")
        surveys.ask(tx, current, ASKED, at=now)
        return shops.departments(tx, installation.shop)[0].id

    department = await desk.db.write(open_survey)
    await desk.close()
    return _seed(installation.settings.database, Crowd(installation.shop, department, now, answers))


def _seed(url: str, crowd: Crowd) -> float:
    began = time.perf_counter()
    sink: Sink = SqliteSink(engine_for(url)) if url.startswith("sqlite") else PostgresSink(url)
    crowd.write(sink)
    sink.done()
    return time.perf_counter() - began


def _size(url: str) -> str:
    engine = engine_for(url)
    with engine.connect() as connection:
        answers, counts = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (survey_answer, survey_rollup)
        )
    engine.dispose()
    return f"{answers:,} answers, {counts:,} counts"


def run(name: str, database_url: str, answers: int) -> None:
    with tempfile.TemporaryDirectory(prefix="mostrador-bench-") as folder:
        installation = Installation(Path(folder), database_url)
        took = asyncio.run(_prepare(installation, answers))
        print(f"\n{name}: {_size(installation.settings.database)}, seeded in {took:.0f} s\n")
        print("| milliseconds | p50 | p99 | processor |")
        print("|---|--:|--:|--:|")
        print("\n".join(asyncio.run(measure(create_app(installation.settings), installation))), flush=True)


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    answers = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else ANSWERS
    run("SQLite", "", answers)
    with throw_away_postgresql() as url:
        run("PostgreSQL", url, answers)


if __name__ == "__main__":
    main()
