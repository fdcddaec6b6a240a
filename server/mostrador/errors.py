"""
Every way in which Mostrador says no.

Refusal
├── Invalid             422  what was sent cannot be taken as it is
│   ├── FormInvalid          names the fields
│   ├── EmptyMessage
│   └── ProofInvalid
├── Unauthenticated     401  nobody, or no longer anybody, that we know
│   └── TokenInvalid
├── Forbidden           403  somebody, but not for this
├── NotFound            404  not there, or not theirs: the same answer
├── Conflict            409  it has changed, or was done already
│   ├── ConversationClosed
│   ├── TokenSpent
│   ├── ProofSpent
│   └── AnsweredMeanwhile
├── Gone                410  it was good, and its time is over
│   └── TokenExpired
├── TooLarge            413
├── TooMany             429  says when to try again
└── Busy                503  says when to try again
Misconfigured                stops the start; never reaches a caller
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, as a stable code and a sentence."""

    code: str
    detail: str


class Refusal(Exception):
    """A request that is answered with a reason instead of a result."""

    status = 400
    code = "refused"
    title = "Refused"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        fields: dict[str, FieldError] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.fields = fields or {}
        self.retry_after = retry_after


class Invalid(Refusal):
    status, code, title = 422, "invalid", "Not valid"


class FormInvalid(Invalid):
    code = "form_invalid"


class EmptyMessage(Invalid):
    code = "message_empty"


class ProofInvalid(Invalid):
    code = "proof_invalid"


class Unauthenticated(Refusal):
    status, code, title = 401, "unauthenticated", "Not signed in"


class TokenInvalid(Unauthenticated):
    code = "token_invalid"


class Forbidden(Refusal):
    status, code, title = 403, "forbidden", "Not allowed"


class NotFound(Refusal):
    status, code, title = 404, "not_found", "Not found"


class Conflict(Refusal):
    status, code, title = 409, "conflict", "It has changed"


class ConversationClosed(Conflict):
    code = "conversation_closed"


class TokenSpent(Conflict):
    code = "token_spent"


class ProofSpent(Conflict):
    code = "proof_spent"


class AnsweredMeanwhile(Conflict):
    code = "answered_meanwhile"


class Gone(Refusal):
    status, code, title = 410, "gone", "No longer there"


class TokenExpired(Gone):
    code = "token_expired"


class TooLarge(Refusal):
    status, code, title = 413, "too_large", "Too large"


class TooMany(Refusal):
    status, code, title = 429, "too_many", "Too many"


class Busy(Refusal):
    status, code, title = 503, "busy", "Busy"


class Misconfigured(Exception):
    """A setting or a part that does not let the server start; the sentence says which and what to do."""
