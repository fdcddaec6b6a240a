"""Who may call which route: one table. A new route needs a row here, or the tests fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Caller = Literal["public", "agent", "supervisor", "administrator"]
FINE = frozenset({200, 204, 303})


@dataclass(frozen=True)
class Row:
    """
    `least` is the least role that may: "public" asks for no session (what else it asks for is tested elsewhere).

    `fields` is what a form sends; `refs` are fields that hold an id of a kind, which must not be another shop's.
    `answers` are the statuses of somebody who may: other than fine where the form is wrong on purpose.
    """

    least: Caller = "administrator"
    fields: Mapping[str, str] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    answers: frozenset[int] = FINE
    upload: bool = False


PUBLIC, AGENT, SUPERVISOR, ADMINISTRATOR = Row("public"), Row("agent"), Row("supervisor"), Row("administrator")
WRONG = frozenset({409, 422, 429})

CONVERSATION = "/console/conversations/{id}"
SETTINGS = "/console/settings"
INVITATION = {"text_es": "¿Te ayudamos?", "seconds": "30", "items": "0", "every": "7"}
CAMPAIGN = {"title": "Rebajas", "from_at": "2026-11-27T00:00", "until_at": "2026-12-01T00:00"}
WATCH = {"kind": "not_shipped", "count": "2", "act": "task"}
QUESTION = {"kind": "nps", "text_es": "¿Nos recomendarías?"}
SUBSCRIPTION = {  # a browser's, with a point of the curve (RFC 8291, appendix A)
    "endpoint": "https://push.example/somebody",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
TABLE: dict[str, Row] = {
    # The server itself
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /": PUBLIC,
    "GET /api/v1/openapi.json": PUBLIC,
    # Shops' servers: by an API key
    "POST /api/v1/events": PUBLIC,
    "POST /api/v1/conversations": PUBLIC,
    "GET /api/v1/conversations": PUBLIC,
    "GET /api/v1/conversations/{conversation}": PUBLIC,
    "POST /api/v1/conversations/{conversation}/messages": PUBLIC,
    "GET /api/v1/customers/{customer}": PUBLIC,
    "PATCH /api/v1/customers/{customer}": PUBLIC,
    "DELETE /api/v1/customers/{customer}": PUBLIC,
    "GET /api/v1/customers/{customer}/export": PUBLIC,
    "POST /api/v1/guests/export": PUBLIC,
    "POST /api/v1/guests/erase": PUBLIC,
    "POST /api/v1/surveys/invitations": PUBLIC,
    "GET /api/v1/webhooks": PUBLIC,
    "POST /api/v1/webhooks": PUBLIC,
    "DELETE /api/v1/webhooks/{webhook}": PUBLIC,
    # Shops' platforms: by what they sign
    "POST /hooks/{path}": PUBLIC,
    # Shoppers: by their visitor's token, or the cookie of one conversation
    "POST /widget/api/visitors": PUBLIC,
    "POST /widget/api/form-tokens": PUBLIC,
    "POST /widget/api/forms": PUBLIC,
    "GET /widget/api/me": PUBLIC,
    "POST /widget/api/identity": PUBLIC,
    "POST /widget/api/seen": PUBLIC,
    "POST /widget/api/logout": PUBLIC,
    "GET /widget/api/standing": PUBLIC,
    "POST /widget/api/conversations": PUBLIC,
    "GET /widget/api/conversations/{conversation}/events": PUBLIC,
    "POST /widget/api/conversations/{conversation}/messages": PUBLIC,
    "POST /widget/api/conversations/{conversation}/read": PUBLIC,
    "POST /widget/api/conversations/{conversation}/here": PUBLIC,
    "POST /widget/api/conversations/{conversation}/end": PUBLIC,
    "POST /widget/api/conversations/{conversation}/copy": PUBLIC,
    "POST /widget/api/conversations/{conversation}/address": PUBLIC,
    "POST /widget/api/conversations/{conversation}/rating": PUBLIC,
    "GET /widget/api/orders": PUBLIC,
    "POST /widget/api/orders/code": PUBLIC,
    "POST /widget/api/orders/proof": PUBLIC,
    "ANY /live": PUBLIC,  # by token, or by cookie with the CSRF token
    "GET /widget.js": PUBLIC,
    "GET /widget/survey.js": PUBLIC,
    "GET /widget/frame/{shop}": PUBLIC,
    "POST /widget/api/surveys": PUBLIC,
    "POST /widget/api/surveys/open": PUBLIC,
    "POST /widget/api/surveys/answers": PUBLIC,
    "POST /widget/api/surveys/gift": PUBLIC,
    "GET /widget/api/conversations/{conversation}/survey": PUBLIC,
    "POST /widget/api/conversations/{conversation}/survey": PUBLIC,
    "GET /widget/{version}/{path:path}": PUBLIC,
    "GET /c/": PUBLIC,
    "GET /c/static/{version}/{path:path}": PUBLIC,
    "POST /c/api/open": PUBLIC,
    "GET /c/api/{conversation}/events": PUBLIC,
    "POST /c/api/{conversation}/form-tokens": PUBLIC,
    "POST /c/api/{conversation}/messages": PUBLIC,
    "GET /c/{conversation}": PUBLIC,
    "GET /s/": PUBLIC,
    "GET /s/static/{version}/{path:path}": PUBLIC,
    "POST /s/api/open": PUBLIC,
    "POST /s/api/answers": PUBLIC,
    "POST /s/api/gift": PUBLIC,
    "GET /s/draw/{draw}": PUBLIC,
    "GET /s/draw/{draw}/entries.txt": PUBLIC,
    "GET /u/{token}": PUBLIC,
    "POST /u/{token}": PUBLIC,
    # The console's door
    "GET /console": PUBLIC,
    "GET /console/": PUBLIC,
    "GET /console/static/{version}/{path:path}": PUBLIC,
    "GET /console/login": PUBLIC,
    "POST /console/login": PUBLIC,
    "GET /console/second-factor": PUBLIC,
    "POST /console/second-factor": PUBLIC,
    "GET /console/second-factor/recovery": PUBLIC,
    "POST /console/second-factor/recovery": PUBLIC,
    "POST /console/second-factor/new": PUBLIC,
    "GET /console/reset": PUBLIC,
    "POST /console/reset": PUBLIC,
    "GET /console/reset/password": PUBLIC,
    "POST /console/reset/password": PUBLIC,
    "GET /console/invitation": PUBLIC,
    "POST /console/invitation": PUBLIC,
    "POST /console/invitation/join": PUBLIC,
    # The inbox
    "GET /console/inbox/{view}": AGENT,
    "GET /console/search": AGENT,
    "GET /console/look.css": AGENT,
    "GET /console/news": AGENT,
    # Live chats; what is said in them goes over the line
    "GET /console/chats": AGENT,
    "GET /console/chats/going": AGENT,
    "GET /console/chats/takers": AGENT,
    "GET /console/chats/{id}/facts": AGENT,
    "GET /console/chats/{id}/replies": AGENT,
    "POST /console/chats/{id}/block": SUPERVISOR,
    "POST /console/chats/{id}/pass": Row("agent", {"key": "a-key-of-ours"}, refs={"to": "department"}, answers=WRONG),
    # Being told of chats while the console sleeps; the worker holds no secret
    "GET /console/worker.js": PUBLIC,
    "POST /console/push": Row("agent", SUBSCRIPTION),
    "POST /console/push/off": AGENT,
    # What surveys came to
    "GET /console/surveys": SUPERVISOR,
    "GET /console/surveys/{survey}/results": SUPERVISOR,
    "GET /console/surveys/{survey}/comments": SUPERVISOR,
    "POST /console/surveys/{survey}/export": SUPERVISOR,
    # A conversation
    f"GET {CONVERSATION}": AGENT,
    f"GET {CONVERSATION}/earlier": AGENT,
    f"POST {CONVERSATION}/say": Row("agent", {"mode": "note", "key": "note-1", "text": "A note."}),
    f"POST {CONVERSATION}/preview": Row("agent", {"text": "Hello."}),
    f"POST {CONVERSATION}/match": Row("agent", answers=FINE | WRONG),
    f"POST {CONVERSATION}/read": Row("agent", {"seq": "1"}),
    f"POST {CONVERSATION}/here": Row("agent", {"writing": "1"}),
    "GET /console/customers/{customer}": AGENT,
    "GET /console/orders/{order}": AGENT,
    f"POST {CONVERSATION}/take-back": Row("agent", refs={"held": "held"}),
    f"POST {CONVERSATION}/assign": Row("agent", refs={"agent": "agent"}),
    f"POST {CONVERSATION}/move": Row("agent", refs={"department": "department"}),
    f"POST {CONVERSATION}/status": Row("agent", {"to": "pending"}),
    f"POST {CONVERSATION}/priority": Row("agent", {"to": "high"}),
    f"POST {CONVERSATION}/tag": Row("agent", {"name": "vip"}),
    f"POST {CONVERSATION}/untag": Row("agent", {"name": "vip"}),
    f"POST {CONVERSATION}/quarantine": AGENT,
    f"POST {CONVERSATION}/release": AGENT,
    f"POST {CONVERSATION}/merge": Row("agent", refs={"code": "code"}, answers=FINE | WRONG),
    f"POST {CONVERSATION}/unmerge": Row("agent", refs={"id": "id"}, answers=FINE | WRONG | {404}),
    f"POST {CONVERSATION}/link": Row("agent", refs={"code": "code"}),
    f"POST {CONVERSATION}/link-order": Row("agent", refs={"number": "order_number"}, answers=FINE | WRONG),
    f"POST {CONVERSATION}/unlink-order": Row("agent", refs={"id": "order"}, answers=FINE | WRONG | {404}),
    f"POST {CONVERSATION}/unlink": Row("agent", refs={"id": "id"}, answers=FINE | WRONG),
    f"POST {CONVERSATION}/block": SUPERVISOR,
    f"POST {CONVERSATION}/unblock": SUPERVISOR,
    # One's own account
    "GET /console/account": AGENT,
    "POST /console/account": Row("agent", {"name": "Somebody", "language": "en"}),
    "POST /console/account/password": Row(
        "agent", {"current": "not this one", "password": "ocho vasos largos rojos"}, answers=WRONG
    ),
    "POST /console/account/second-factor": AGENT,
    "POST /console/account/second-factor/confirm": Row(
        "agent", {"offer": "none", "code": "000000", "enrol_password": "not this one"}, answers=FINE | WRONG
    ),
    "POST /console/account/second-factor/off": Row(
        "agent", {"off_password": "not this one", "off_code": "000000"}, answers=WRONG
    ),
    "POST /console/account/recovery-codes": Row("agent", {"code": "000000"}, answers=WRONG),
    "POST /console/account/sessions/end": AGENT,
    "POST /console/account/sessions/{session}/end": AGENT,
    "POST /console/shops/{shop}": AGENT,
    "POST /console/logout": AGENT,
    # The settings
    f"GET {SETTINGS}": AGENT,  # it only leads to the first page
    f"GET {SETTINGS}/setup": ADMINISTRATOR,
    f"GET {SETTINGS}/look": ADMINISTRATOR,
    f"POST {SETTINGS}/look": Row(fields={"color": "#0f766e", "position": "left"}),
    f"POST {SETTINGS}/look/logo": Row(upload=True, answers=FINE | WRONG),
    f"POST {SETTINGS}/look/logo/remove": ADMINISTRATOR,
    f"GET {SETTINGS}/look/preview": ADMINISTRATOR,
    f"GET {SETTINGS}/languages": ADMINISTRATOR,
    f"POST {SETTINGS}/languages": Row(  # leaves one language, so that a topic has one name
        fields={"languages": "es", "first": "es", "address": "tu", "time_zone": "Europe/Madrid", "privacy_url": ""}
    ),
    f"GET {SETTINGS}/mail": ADMINISTRATOR,
    f"POST {SETTINGS}/mail": Row(fields={"sender_name": "Loza", "signature": "", "undo_seconds": "8"}),
    f"POST {SETTINGS}/mail/try": Row(answers=FINE | WRONG),
    f"GET {SETTINGS}/limits": ADMINISTRATOR,
    f"POST {SETTINGS}/limits": Row(fields={"visitor": "9", "network": "60", "email": "10", "shop": "2000"}),
    f"GET {SETTINGS}/retention": ADMINISTRATOR,
    f"POST {SETTINGS}/retention": Row(fields={"resolved": "0", "quarantine": "30"}),
    f"GET {SETTINGS}/hours": ADMINISTRATOR,
    f"POST {SETTINGS}/hours": Row(
        fields={"answer_within": "8", "country": "", "region": "", "closed": ""}, answers=FINE | WRONG
    ),
    f"GET {SETTINGS}/topics": ADMINISTRATOR,
    f"POST {SETTINGS}/topics": Row(fields={"name_es": "Tallas"}, refs={"department": "department"}),
    f"POST {SETTINGS}/topics/{{topic}}": Row(fields={"name_es": "Colores"}, refs={"department": "department"}),
    f"POST {SETTINGS}/topics/{{topic}}/up": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/topics/{{topic}}/down": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/topics/{{topic}}/remove": Row(answers=FINE | WRONG),
    f"GET {SETTINGS}/invitations": ADMINISTRATOR,
    f"POST {SETTINGS}/invitations": Row(fields=INVITATION),
    f"POST {SETTINGS}/invitations/{{rule}}": Row(fields=INVITATION),
    f"POST {SETTINGS}/invitations/{{rule}}/remove": ADMINISTRATOR,
    f"GET {SETTINGS}/surveys": SUPERVISOR,
    f"POST {SETTINGS}/surveys": Row("supervisor", {"name": "Tras la entrega"}, refs={"department": "department"}),
    f"POST {SETTINGS}/surveys/{{survey}}": Row("supervisor", {"name": "Tras la entrega"}, answers=FINE | WRONG),
    f"POST {SETTINGS}/surveys/{{survey}}/remove": Row("supervisor", answers=FINE | WRONG),
    f"POST {SETTINGS}/surveys/draws/{{draw}}": Row("supervisor", {"seed": "51 304"}, answers=FINE | WRONG),
    f"GET {SETTINGS}/surveys/{{survey}}/preview": SUPERVISOR,
    f"POST {SETTINGS}/surveys/{{survey}}/questions": Row("supervisor", QUESTION, answers=FINE | WRONG),
    f"POST {SETTINGS}/surveys/{{survey}}/questions/{{question}}": Row("supervisor", QUESTION, answers=FINE | WRONG),
    f"POST {SETTINGS}/surveys/{{survey}}/questions/{{question}}/up": Row("supervisor", answers=FINE | WRONG),
    f"POST {SETTINGS}/surveys/{{survey}}/questions/{{question}}/down": Row("supervisor", answers=FINE | WRONG),
    f"POST {SETTINGS}/surveys/{{survey}}/questions/{{question}}/remove": Row("supervisor", answers=FINE | WRONG),
    f"GET {SETTINGS}/replies": SUPERVISOR,
    f"POST {SETTINGS}/replies": Row("supervisor", {"name": "Hola", "text": "Hola."}, answers=FINE | WRONG),
    f"POST {SETTINGS}/replies/{{reply}}": Row("supervisor", {"name": "Hola", "text": "Hola."}, answers=FINE | WRONG),
    f"POST {SETTINGS}/replies/{{reply}}/remove": Row("supervisor", answers=FINE | WRONG),
    f"GET {SETTINGS}/departments": ADMINISTRATOR,
    f"POST {SETTINGS}/departments": Row(fields={"name": "Taller"}, answers=FINE | WRONG),
    f"POST {SETTINGS}/departments/{{department}}": Row(fields={"name": "Almacén"}, answers=FINE | WRONG),
    f"POST {SETTINGS}/departments/{{department}}/remove": Row(answers=FINE | WRONG),
    f"GET {SETTINGS}/origins": ADMINISTRATOR,
    f"POST {SETTINGS}/origins": Row(fields={"origin": "https://tienda.loza.example"}, answers=FINE | WRONG),
    f"POST {SETTINGS}/origins/remove": Row(fields={"origin": "https://tienda.loza.example"}, answers=FINE | WRONG),
    f"GET {SETTINGS}/campaigns": SUPERVISOR,
    f"POST {SETTINGS}/campaigns": Row("supervisor", CAMPAIGN),
    f"POST {SETTINGS}/campaigns/{{campaign}}": Row("supervisor", CAMPAIGN),
    f"POST {SETTINGS}/campaigns/{{campaign}}/remove": SUPERVISOR,
    f"GET {SETTINGS}/watches": ADMINISTRATOR,
    f"POST {SETTINGS}/watches": Row(fields=WATCH, refs={"department": "department"}),
    f"POST {SETTINGS}/watches/try": Row(fields=WATCH, refs={"department": "department"}),
    f"POST {SETTINGS}/watches/{{watch}}": Row(fields=WATCH, refs={"department": "department"}),
    f"POST {SETTINGS}/watches/{{watch}}/try": Row(fields=WATCH),
    f"POST {SETTINGS}/watches/{{watch}}/remove": ADMINISTRATOR,
    f"GET {SETTINGS}/keys": ADMINISTRATOR,
    f"POST {SETTINGS}/keys": Row(fields={"name": "almacén", "scopes": "events:write"}),
    f"POST {SETTINGS}/keys/identity/rotate": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/keys/identity/{{kid}}/revoke": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/keys/{{key}}/rotate": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/keys/{{key}}/revoke": ADMINISTRATOR,
    f"GET {SETTINGS}/hooks": ADMINISTRATOR,
    f"POST {SETTINGS}/hooks": Row(fields={"platform": "woocommerce"}),
    f"POST {SETTINGS}/hooks/secrets/{{hook_secret}}/revoke": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/hooks/{{hook}}/rotate": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/hooks/{{hook}}/remove": ADMINISTRATOR,
    f"GET {SETTINGS}/webhooks": ADMINISTRATOR,
    f"POST {SETTINGS}/webhooks": Row(fields={"url": "https://8.8.8.8/hook", "types": "message.received"}),
    f"POST {SETTINGS}/webhooks/secrets/{{secret}}/revoke": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/webhooks/deliveries/{{delivery}}/again": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/webhooks/{{webhook}}": Row(fields={"types": "message.received"}),
    f"POST {SETTINGS}/webhooks/{{webhook}}/rotate": ADMINISTRATOR,
    f"POST {SETTINGS}/webhooks/{{webhook}}/on": ADMINISTRATOR,
    f"POST {SETTINGS}/webhooks/{{webhook}}/off": ADMINISTRATOR,
    f"POST {SETTINGS}/webhooks/{{webhook}}/test": Row(answers=FINE | WRONG),
    f"POST {SETTINGS}/webhooks/{{webhook}}/remove": ADMINISTRATOR,
    f"GET {SETTINGS}/journal": ADMINISTRATOR,
    f"GET {SETTINGS}/team": ADMINISTRATOR,
    f"POST {SETTINGS}/team/invite": Row(
        fields={"email": "new@loza.example", "role": "agent"}, refs={"departments": "department"}
    ),
    f"POST {SETTINGS}/team/second-factor": Row(fields={"require": ""}),
    f"POST {SETTINGS}/team/invitations/{{invitation}}/revoke": ADMINISTRATOR,
    f"POST {SETTINGS}/team/{{agent}}": Row(fields={"role": "supervisor"}, refs={"departments": "department"}),
    f"POST {SETTINGS}/team/{{agent}}/remove": ADMINISTRATOR,
    f"POST {SETTINGS}/team/{{agent}}/reset-2fa": ADMINISTRATOR,
}
