"""Attempts counted by several processes at once."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from mostrador.storage import attempts
from mostrador.storage.postgres import engine

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
WHOSE = b"a digest"


def test_nobody_is_forgiven_between_being_found_and_being_counted(migrated_postgres_url: str) -> None:
    process = engine(migrated_postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    with process.begin() as tx:
        attempts.lock(tx, WHOSE, at=NOW)
    with process.begin() as tx, process.connect() as other:
        other.execute(text("SET lock_timeout = '200ms'"))

        def forgives(*_: Any) -> None:
            with pytest.raises(OperationalError, match="lock timeout"):
                attempts.clear(other, [WHOSE])

        event.listen(tx, "after_cursor_execute", forgives, once=True)
        assert attempts.lock(tx, WHOSE, at=NOW).failures == 0
    process.dispose()
