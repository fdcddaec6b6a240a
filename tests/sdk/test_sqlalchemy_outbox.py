"""A shop with SQLAlchemy keeps its events where its orders are."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy
from outbox_rules import RULES, claim, subjects, there_is_an_end_to_it, what_a_killed_process_held_is_free
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from mostrador_sdk.integrations.sqlalchemy import SqlAlchemyOutbox
from telling import letter, order, shop


class Base(DeclarativeBase):
    pass


class ShopOrder(Base):
    __tablename__ = "shop_order"
    id: Mapped[int] = mapped_column(primary_key=True)


@pytest.fixture
def engine(database_url):
    engine = sqlalchemy.create_engine(database_url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def kept(engine):
    outbox = SqlAlchemyOutbox(engine)
    outbox.metadata.create_all(engine)
    return outbox


@pytest.mark.parametrize("rule", RULES)
def test_it_keeps_the_rules_of_an_outbox(kept, rule):
    rule(kept)


def test_there_is_an_end_to_it(kept, engine):
    there_is_an_end_to_it(SqlAlchemyOutbox(engine, most_rows=2, most_dead=2))


def test_what_a_killed_process_held_is_sent_by_another(kept):
    said = "from mostrador_sdk.owner import owner_name; print(owner_name())"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    what_a_killed_process_held_is_free(kept, done.stdout.strip())


def test_an_event_commits_with_its_order_and_goes_with_it(kept, engine, counter):
    with shop(counter, kept) as support:
        kept.committed = support.wake
        with Session(engine) as session, kept.joining(session):
            support.orders.placed(order(1))
            session.add(ShopOrder(id=1))
            session.rollback()
        with Session(engine) as session:
            with kept.joining(session):
                session.add(ShopOrder(id=2))
                support.orders.placed(order(2))
                assert kept.counts().waiting == 0, "nobody else sees it before the order is there"
            session.commit()
        assert counter.wait_for(lambda: counter.events)
        support.orders.placed(order(3))
        assert support.flush() == 0
    assert [event.subject for event in counter.events] == ["2", "3"]


def test_it_is_sent_at_once_after_the_commit(kept, engine, counter):
    rung = threading.Event()
    kept.committed = rung.set
    with Session(engine) as session, session.begin():
        with kept.joining(session):
            kept.put(letter(1))
        assert not rung.is_set()
    assert rung.is_set()


def test_an_event_that_cannot_be_written_does_not_spoil_the_order(kept, engine, counter, caplog):
    kept.metadata.drop_all(engine)
    with shop(counter, kept) as support:
        with Session(engine) as session, session.begin():
            session.add(ShopOrder(id=1))
            with kept.joining(session):
                support.orders.placed(order(1))
        assert support.dropped == 1
    with Session(engine) as session:
        assert session.get(ShopOrder, 1) is not None
    assert "An event is lost" in caplog.text


def test_of_many_who_claim_at_once_no_two_hold_the_same_letter(kept):
    for id in range(40):
        kept.put(letter(id))
    with ThreadPoolExecutor(4) as people:
        hauls = list(people.map(lambda one: subjects(claim(kept, f"owner {one}", limit=15)), range(8)))
    found = [subject for haul in hauls for subject in haul]
    assert len(found) == len(set(found))
    assert found


def test_its_tables_are_where_migrations_look_for_them(engine):
    metadata = sqlalchemy.MetaData()
    SqlAlchemyOutbox(engine, metadata=metadata)
    assert sorted(metadata.tables) == ["mostrador_dead", "mostrador_waiting"]
