"""Addresses that were kept as they were typed are the same person's in small letters after the migration."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from test_survey_spans import upgrade

from mostrador.storage import migrate
from mostrador.storage.schema import customer, shop

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_one_mailbox_is_one_person_and_two_who_have_proven_it_stay_two(database_url: str):
    engine = migrate.engine_for(database_url.replace("postgresql://", "postgresql+psycopg://"))
    upgrade(engine, "0014")
    with engine.begin() as tx:
        tx.execute(insert(shop), {"id": "shop_a", "name": "Loza", "created_at": NOON, "profile": {}})
        tx.execute(
            insert(customer), [person("cus_1", email="Luz@example.com"), person("cus_2", claim="Pau@example.com")]
        )
        tx.execute(
            insert(customer), [person("cus_3", email="Ana@example.com"), person("cus_4", email="ana@example.com")]
        )
    migrate.migrate(engine)
    with engine.connect() as tx:
        found = tx.execute(select(customer.c.email, customer.c.claimed_email).order_by(customer.c.id)).all()
    engine.dispose()
    assert [row.email or row.claimed_email for row in found] == [
        *("luz@example.com", "pau@example.com"),
        *("Ana@example.com", "ana@example.com"),
    ]


def person(id: str, *, email: str | None = None, claim: str | None = None) -> dict[str, Any]:
    known = {"external_id": None, "email": email, "claimed_email": claim, "proven_at": NOON if email else None}
    return {"id": id, "shop_id": "shop_a", "name": "", "language": "es", "created_at": NOON, **known}
