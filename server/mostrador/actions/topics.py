"""What shoppers may write about, in which order, and where each topic is routed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from mostrador.actions import ownership
from mostrador.desk import Desk
from mostrador.domain.shop import Shop, Topic
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, FieldError, FormInvalid, NotFound
from mostrador.storage import shops

LONGEST_NAME = 60  # characters: one line in the widget
MOST_TOPICS = 30


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """A topic as its owner typed it: names by language, the department's id or None."""

    names: dict[str, str]
    department: str | None = None
    asks_order: bool = False


async def add(desk: Desk, speaker: Speaker, version: int, draft: TopicDraft) -> str:
    """Add a topic at the end and return its id. Raises `FormInvalid`."""
    new = desk.new("top")

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        if len(shop.topics) >= MOST_TOPICS:
            raise Conflict(f"A shop has at most {MOST_TOPICS} topics.", code="too_many_topics")
        topic = _checked(tx, shop, new, draft)
        shops.add_topic(tx, shop.id, topic, len(shop.topics))
        _number(tx, shop, [*shop.topics, topic])
        record("topic.added", new)
        return new

    return await ownership.change(desk, speaker, version, work)


async def change(desk: Desk, speaker: Speaker, version: int, id: str, draft: TopicDraft) -> None:
    """Give a topic other names, another department or another question. Raises `FormInvalid`."""

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        place = _place(shop, id)
        shops.change_topic(tx, shop.id, _checked(tx, shop, id, draft), place)
        record("topic.changed", id, ["names", "department", "asks_order"])

    await ownership.change(desk, speaker, version, work)


async def move(desk: Desk, speaker: Speaker, version: int, id: str, by: int) -> None:
    """Move a topic up (-1) or down (1) in the list; at its end nothing happens."""

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        topics = list(shop.topics)
        topic = topics.pop(_place(shop, id))
        topics.insert(max(0, _place(shop, id) + by), topic)
        _number(tx, shop, topics)
        record("topic.moved", id, ["position"])

    await ownership.change(desk, speaker, version, work)


async def remove(desk: Desk, speaker: Speaker, version: int, id: str) -> None:
    """Take a topic from the list; conversations that have it keep it. Raises `Conflict` for the last one."""
    now = desk.clock.now()

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        _place(shop, id)
        if len(shop.topics) == 1:
            raise Conflict("The form needs a topic: add another one first.", code="last_topic")
        shops.remove_topic(tx, shop.id, id, at=now)
        record("topic.removed", id)

    await ownership.change(desk, speaker, version, work)


def _place(shop: Shop, id: str) -> int:
    for place, topic in enumerate(shop.topics):
        if topic.id == id:
            return place
    raise NotFound("There is no such topic.")


def _number(tx: Connection, shop: Shop, topics: Sequence[Topic]) -> None:
    for place, topic in enumerate(topics):
        shops.change_topic(tx, shop.id, topic, place)


def _checked(tx: Connection, shop: Shop, id: str, draft: TopicDraft) -> Topic:
    names = {language: " ".join(name.split()) for language, name in draft.names.items() if name.strip()}
    draft = replace(draft, names=names)
    problems: dict[str, FieldError] = {}
    if shop.language not in names:
        problems[f"names.{shop.language}"] = FieldError("name_missing", "Give the topic a name in the first language.")
    for language, name in names.items():
        if language not in shop.profile.languages or len(name) > LONGEST_NAME or not name.isprintable():
            detail = f"One line of at most {LONGEST_NAME} characters, in a language of the shop."
            problems[f"names.{language}"] = FieldError("name_invalid", detail)
    if draft.department and draft.department not in {each.id for each in shops.departments(tx, shop.id)}:
        problems["department"] = FieldError("department_unknown", "Choose one of the shop's departments.")
    if problems:
        raise FormInvalid("The topic cannot be taken as it is.", fields=problems)
    return Topic(id, draft.names, draft.department or None, draft.asks_order)
