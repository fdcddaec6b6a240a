"""A form's body as browsers send it: UTF-8, and nothing that no database takes."""

from starlette.datastructures import FormData
from starlette.requests import Request

from mostrador.errors import Invalid

FIELDS = 40  # of one form


async def form_body(request: Request, *, files: int = 0) -> FormData:
    """Read the form. Raises `Invalid` for text that no page of ours can have sent."""
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith("multipart/") and "charset" in kind:  # then the sender chooses what decodes it; browsers do not
        raise Invalid("Send the form in UTF-8.", code="malformed")
    form = await request.form(max_files=files, max_fields=FIELDS)
    if any("\0" in part for name, value in form.multi_items() for part in (name, value) if isinstance(part, str)):
        raise Invalid("The form holds a character that is none.", code="malformed")
    return form
