"""The settings that are lists: topics, departments, the shop's addresses."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import departments, origins, topics
from mostrador.actions.overview import Overview
from mostrador.actions.topics import TopicDraft
from mostrador.web.console_settings import Form, Page, Visit, visit
from mostrador.web.posted import apart, convert, fields, gathered

NAME = "name_"  # and a language


class TopicForm(Form, frozen=True):
    department: str = ""
    asks_order: bool = False


Do = Callable[[Visit, int, TopicDraft], Awaitable[object]]


class Named(Form, frozen=True):
    name: str


class Origin(Form, frozen=True):
    origin: str


def _topics(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    return {
        "topics": owned.shop.topics,
        "departments": owned.departments,
        "shop_languages": owned.shop.profile.languages,
    }


def _topic_field(name: str) -> str:
    return f"name_{name.removeprefix('names.')}" if name.startswith("names.") else name


def _takes_topic(path: str, do: Do) -> Route:
    """A topic's form, or a button that stands in it: its fields come along."""

    async def take(request: Request) -> Response:
        here = await visit(request)
        sent, names = apart(await fields(request), NAME)
        typed = gathered(sent, TopicForm)

        async def done() -> None:
            form = convert(typed, TopicForm)
            await do(here, form.version, TopicDraft(names, form.department or None, form.asks_order))

        entry = here.path.get("topic", "new")
        return await TOPICS.outcome(here, done(), typed={**typed, "names": names}, entry=entry)

    return Route(f"/console/settings/{path}", take, methods=["POST"])


async def _add_topic(here: Visit, version: int, draft: TopicDraft) -> None:
    await topics.add(here.desk, here.speaker, version, draft)


async def _change_topic(here: Visit, version: int, draft: TopicDraft) -> None:
    await topics.change(here.desk, here.speaker, version, here.path["topic"], draft)


async def _raise_topic(here: Visit, version: int, _draft: TopicDraft) -> None:
    await topics.move(here.desk, here.speaker, version, here.path["topic"], -1)


async def _lower_topic(here: Visit, version: int, _draft: TopicDraft) -> None:
    await topics.move(here.desk, here.speaker, version, here.path["topic"], 1)


async def _remove_topic(here: Visit, version: int, _draft: TopicDraft) -> None:
    await topics.remove(here.desk, here.speaker, version, here.path["topic"])


def _departments(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    return {
        "departments": [
            {
                "id": each.id,
                "name": each.name,
                "topics": sum(topic.department == each.id for topic in owned.shop.topics),
                "members": owned.members[each.id],
            }
            for each in owned.departments
        ],
        "values": {"name": ""},
    }


async def _add_department(here: Visit, sent: Named) -> None:
    await departments.add(here.desk, here.speaker, sent.version, sent.name)


async def _rename_department(here: Visit, sent: Named) -> None:
    await departments.rename(here.desk, here.speaker, sent.version, here.path["department"], sent.name)


async def _remove_department(here: Visit, sent: Form) -> None:
    await departments.remove(here.desk, here.speaker, sent.version, here.path["department"])


def _origins(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    at, place = owned.heard or (None, None)
    return {
        "origins": [{"origin": each, "heard_at": at if each == place else None} for each in owned.shop.origins],
        "values": {"origin": ""},
    }


async def _add_origin(here: Visit, sent: Origin) -> None:
    await origins.add(here.desk, here.speaker, sent.version, sent.origin)


async def _remove_origin(here: Visit, sent: Origin) -> None:
    await origins.remove(here.desk, here.speaker, sent.version, sent.origin)


TOPICS = Page("topics", _topics, _topic_field)
DEPARTMENTS = Page("departments", _departments)
ORIGINS = Page("origins", _origins)
ROUTES = [
    TOPICS.shown(),
    _takes_topic("topics", _add_topic),
    _takes_topic("topics/{topic}", _change_topic),
    _takes_topic("topics/{topic}/up", _raise_topic),
    _takes_topic("topics/{topic}/down", _lower_topic),
    _takes_topic("topics/{topic}/remove", _remove_topic),
    DEPARTMENTS.shown(),
    DEPARTMENTS.takes("departments", Named, _add_department),
    DEPARTMENTS.takes("departments/{department}", Named, _rename_department, of="department"),
    DEPARTMENTS.takes("departments/{department}/remove", Form, _remove_department, of="department"),
    ORIGINS.shown(),
    ORIGINS.takes("origins", Origin, _add_origin),
    Page("origins", _origins, typed=lambda _: {}).takes("origins/remove", Origin, _remove_origin),
]
