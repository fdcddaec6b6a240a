"""What a page's form sends, checked against its type: a field that nobody asked for is refused."""

from typing import TypeVar

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request

from mostrador.errors import Invalid
from mostrador.web.sessions import CSRF_FIELD

T = TypeVar("T")
FIELDS = 40  # of one form


async def posted(request: Request, kind: type[T]) -> T:
    """Read the form as a `kind`. Raises `Invalid` for what is missing, unknown, or not as it should be."""
    form: FormData = await request.form(max_files=0, max_fields=FIELDS)
    fields = {name: value for name, value in form.multi_items() if name != CSRF_FIELD}
    try:
        return msgspec.convert(fields, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise Invalid(f"{problem}.", code="malformed") from None
