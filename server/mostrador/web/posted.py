"""What a page's form sends, checked against its type: a field that nobody asked for is refused."""

from typing import Any, TypeVar, get_origin

import msgspec
from starlette.requests import Request

from mostrador.errors import Invalid
from mostrador.web.form_body import form_body
from mostrador.web.sessions import CSRF_FIELD

T = TypeVar("T")


async def posted(request: Request, kind: type[T]) -> T:
    """Read the form as a `kind`. Raises `Invalid` for what is missing, unknown, or not as it should be."""
    return convert(await fields(request), kind)


async def posted_with(request: Request, kind: type[T], prefix: str) -> tuple[T, dict[str, str]]:
    """Read the form as a `kind`, and apart from it the fields that begin with `prefix`, without it."""
    known, apart = [], {}
    for name, value in await fields(request):
        if name.startswith(prefix):
            apart[name.removeprefix(prefix)] = value
        else:
            known.append((name, value))
    return convert(known, kind), apart


async def fields(request: Request) -> list[tuple[str, str]]:
    """Every text field of the form, as often as it was sent. Raises `Invalid` for a file."""
    form = await form_body(request)
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name != CSRF_FIELD]
    if len(texts) != sum(name != CSRF_FIELD for name, _ in form.multi_items()):
        raise Invalid("This form takes no file.", code="malformed")
    return texts


def convert(sent: list[tuple[str, str]], kind: type[T]) -> T:
    several = {
        field.encode_name
        for field in (msgspec.structs.fields(kind) if issubclass(kind, msgspec.Struct) else ())
        if get_origin(field.type) is tuple
    }
    found: dict[str, Any] = {}
    for name, value in sent:
        if name in several:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    try:
        return msgspec.convert(found, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise Invalid(f"{problem}.", code="malformed") from None
