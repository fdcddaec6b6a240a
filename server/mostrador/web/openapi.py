"""The OpenAPI 3.1 document of the shops' API, made of the very table that its routes are made of."""

import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from mostrador.web.api_operation import ALWAYS, JSON, PREFIX, Operation
from mostrador.web.api_shapes import Problem
from mostrador.web.problems import CONTENT_TYPE

PARAMETER = re.compile(r"{(\w+)}")
VERSION = "1"  # of the API, as in its paths
REF = "#/components/schemas/{name}"
SAYS = {
    "conversation": "A conversation's id, `cnv_…`.",
    "webhook": "The id of an address that is told what happens, `whk_…`.",
    "customer": "The shop's own id of a customer, percent-encoded; it holds no slash.",
}
INTRODUCTION = (
    "What a shop's own server can ask for. It proves itself with an API key as a Bearer; what a key may do are its "
    "scopes. A request with an Origin is refused: keys belong on servers. What is refused is answered with a problem "
    "(RFC 9457) whose `code` is stable. Requests that carry a `key` of the sender's own can be sent again safely."
)


def document(operations: Sequence[Operation[Any]], *, url: str) -> dict[str, Any]:
    """The document; `url` is where the server is, without a slash at its end."""
    types = list(_types(operations))
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    known = {id(type): schema for type, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        paths.setdefault(PREFIX + each.path, {})[each.method.lower()] = _operation(each, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mostrador", "version": VERSION, "description": INTRODUCTION},
        "servers": [{"url": url}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {str(status): _refusal(status, known[id(Problem)]) for status in _refusals(operations)},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "An API key, `mk_…`."}},
        },
    }


def _types(operations: Sequence[Operation[Any]]) -> Iterator[Any]:
    yield Problem
    for each in operations:
        if each.takes:
            yield each.takes
        yield from (type for type in each.answers.values() if type)


def _operation(each: Operation[Any], known: dict[int, Any]) -> dict[str, Any]:
    answers = {
        str(status): {
            "description": HTTPStatus(status).phrase,
            **({"content": _content(known[id(type)])} if type else {}),
        }
        for status, type in each.answers.items()
    }
    refusals = {
        str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted({*ALWAYS, *each.refuses})
    }
    body = {"required": True, "content": _content(known[id(each.takes)], *each.media)} if each.takes else None
    return {
        "operationId": each.name,
        "summary": each.says,
        "description": f"Needs the scope `{each.scope}`.",
        "security": [{"key": [each.scope]}],
        "parameters": [*_path(each), *_query(each)],
        **({"requestBody": body} if body else {}),
        "responses": {**answers, **refusals},
    }


def _path(each: Operation[Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": SAYS[name],
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        }
        for name in PARAMETER.findall(each.path)
    ]


def _query(each: Operation[Any]) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "in": "query", "description": one.says, "schema": dict(one.schema)} for one in each.query
    ]


def _content(schema: Any, *media: str) -> dict[str, Any]:
    return {kind: {"schema": schema} for kind in (media or (JSON,))}


def _refusals(operations: Sequence[Operation[Any]]) -> list[int]:
    return sorted({*ALWAYS, *(status for each in operations for status in each.refuses)})


def _refusal(status: int, problem: Any) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase, "content": _content(problem, CONTENT_TYPE)}
