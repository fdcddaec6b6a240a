"""`/api/v1/conversations`: the shop's server opens them for its customers, reads them and answers in them."""

import msgspec

from mostrador.actions import shop_conversations
from mostrador.actions.shop_conversations import Log
from mostrador.domain import shop_contact
from mostrador.domain.event import Event
from mostrador.storage.shop_conversations import Row
from mostrador.web import api_shapes as shapes
from mostrador.web.api_operation import Call, Operation, Parameter

USUAL, MOST = 50, 100  # conversations of one page
LAST_SEQ = 2**31 - 1
TEXT = {"type": "string", "maxLength": 200}


async def open(call: Call[shapes.NewConversation]) -> tuple[int, shapes.Conversation]:
    sent = call.body
    shop = await call.desk.shop(call.caller.shop)
    contact = shop_contact.check(
        customer=sent.customer.id,
        email=sent.customer.email,
        name=sent.customer.name,
        subject=sent.subject,
        text=sent.text,
        order=sent.order,
        language=sent.language,
        languages=shop.profile.languages,
    )
    opened = await shop_conversations.open(call.desk, call.caller, contact, sent.key)
    return (200 if opened.again else 201), conversation(opened.row)


async def page(call: Call[None]) -> tuple[int, shapes.Conversations]:
    found = await shop_conversations.page(
        call.desk,
        call.caller,
        customer=call.text("customer"),
        order=call.text("order"),
        after=call.text("after"),
        most=call.number("limit", USUAL, 1, MOST),
    )
    return 200, shapes.Conversations(conversations=[conversation(row) for row in found.rows], next=found.next)


async def read(call: Call[None]) -> tuple[int, shapes.ConversationLog]:
    after = call.number("after", 0, 0, LAST_SEQ)
    return 200, log(await shop_conversations.read(call.desk, call.caller, call.path["conversation"], after))


async def say(call: Call[shapes.NewMessage]) -> tuple[int, shapes.Posted]:
    sent = call.body
    seq, again = await shop_conversations.say(call.desk, call.caller, call.path["conversation"], sent.text, sent.key)
    return (200 if again else 201), shapes.Posted(seq)


def conversation(row: Row) -> shapes.Conversation:
    return msgspec.convert(_fields(row), shapes.Conversation, strict=False)


def log(read: Log) -> shapes.ConversationLog:
    events = [_event(each, read) for each in read.events]
    return msgspec.convert({**_fields(read.row), "events": events, "next": read.next}, shapes.ConversationLog)


def _fields(row: Row) -> dict[str, object]:
    who = shapes.Correspondent(id=row.customer_key, email=row.email or None, name=row.name)
    return {
        "id": row.id,
        "code": row.code,
        "channel": row.channel,
        "status": row.status,
        "subject": row.subject,
        "order": row.order,
        "customer": who,
        "opened_at": row.opened_at,
        "last_at": row.last_at,
    }


def _event(event: Event, read: Log) -> shapes.Event:
    role: shapes.Role = "system" if event.author == "system" else "customer"
    if event.from_us:
        role = "agent" if event.author.startswith("agt_") else "shop"
    name = read.names.get(event.author, "") if event.from_us else read.row.name if role == "customer" else ""
    return shapes.Event(
        seq=event.seq,
        kind=event.kind,
        at=event.at,
        author=shapes.Author(role=role, name=name),
        text=event.words or (str(event.body.get("comment", "")) if event.kind == "rated" else ""),
        redacted=bool(event.body.get("redacted")),
        about=event.body.get("seq"),
        score=event.body.get("score"),
    )


OPERATIONS = (
    Operation(
        method="POST",
        path="/conversations",
        name="openConversation",
        says="Open a conversation in a customer's name: 201, or 200 if this key has opened it before.",
        scope="conversations:write",
        takes=shapes.NewConversation,
        do=open,
        answers={201: shapes.Conversation, 200: shapes.Conversation},
    ),
    Operation(
        method="GET",
        path="/conversations",
        name="listConversations",
        says="The shop's conversations, the newest first; what was set aside as spam is left out.",
        scope="conversations:read",
        do=page,
        answers={200: shapes.Conversations},
        query=(
            Parameter("customer", "Those of this customer, by the shop's own id.", TEXT),
            Parameter("order", "Those about this order, by its number or the shop's id.", TEXT),
            Parameter("after", "`next` of the page before.", TEXT),
            Parameter("limit", "How many at once.", {"type": "integer", "minimum": 1, "maximum": MOST}),
        ),
    ),
    Operation(
        method="GET",
        path="/conversations/{conversation}",
        name="readConversation",
        says="A conversation with what customers may see of it: no notes, and nothing that agents do among themselves.",
        scope="conversations:read",
        do=read,
        answers={200: shapes.ConversationLog},
        refuses=(404,),
        query=(Parameter("after", "Events after this `seq`.", {"type": "integer", "minimum": 0, "maximum": LAST_SEQ}),),
    ),
    Operation(
        method="POST",
        path="/conversations/{conversation}/messages",
        name="answerConversation",
        says="Answer as the shop, under the API key's name. It reaches the customer as an agent's answer does.",
        scope="conversations:write",
        takes=shapes.NewMessage,
        do=say,
        answers={201: shapes.Posted, 200: shapes.Posted},
        refuses=(404, 409),
    ),
)
