"""What a page's form sends, checked against its type: a field that nobody asked for is refused."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_origin

import msgspec
from starlette.requests import Request

from mostrador.errors import FieldError, Invalid
from mostrador.web.form_body import form_body
from mostrador.web.sessions import CSRF_FIELD

T = TypeVar("T")


async def posted(request: Request, kind: type[T]) -> T:
    """Read the form as a `kind`. Raises `Invalid` for what is missing, unknown, or not as it should be."""
    return convert(gathered(await fields(request), kind), kind)


async def fields(request: Request) -> list[tuple[str, str]]:
    """Every text field of the form, as often as it was sent. Raises `Invalid` for a file."""
    form = await form_body(request)
    texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str) and name != CSRF_FIELD]
    if len(texts) != sum(name != CSRF_FIELD for name, _ in form.multi_items()):
        raise Invalid("This form takes no file.", code="malformed")
    return texts


def gathered(sent: Sequence[tuple[str, str]], kind: type) -> dict[str, Any]:
    """The fields by name as they were typed, as lists where a `kind` has several; a box not ticked is its default."""
    known = msgspec.structs.fields(kind) if issubclass(kind, msgspec.Struct) else ()
    several = {field.encode_name for field in known if get_origin(field.type) is tuple}
    found = {field.encode_name: field.default for field in known if field.default is not msgspec.NODEFAULT}
    found.update({name: [] for name in several})
    for name, value in sent:
        if name in several:
            found[name].append(value)
        else:
            found[name] = value
    return found


def apart(sent: Sequence[tuple[str, str]], prefix: str) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """The other fields, and those that begin with `prefix`, without it."""
    rest = [(name, value) for name, value in sent if not name.startswith(prefix)]
    return rest, {name.removeprefix(prefix): value for name, value in sent if name.startswith(prefix)}


def convert(found: Mapping[str, Any], kind: type[T]) -> T:
    """Raises `Invalid`, which names the field where its value is what is wrong."""
    try:
        return msgspec.convert(found, kind, strict=False)
    except msgspec.ValidationError as problem:
        what, _, place = str(problem).partition(" - at ")
        field = place.strip("`").removeprefix("$").removeprefix(".").partition("[")[0]
        named = {field: FieldError("value_invalid", f"{what}.")} if field in found else {}
        raise Invalid(f"{problem}.", code="malformed", fields=named) from None
