"""
The whole data model on one page.

Every owned table has a `shop_id`, and what points from one owned row to another points within the
shop. Every column says whether it holds something personal: `personal` and `plain` are the only two
ways to make one.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from mostrador.storage.types import Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def plain(name: str, kind: Any, *args: Any, null: bool = False, **more: Any) -> Column[Any]:
    """A column that says nothing about a person."""
    return Column(name, kind, *args, nullable=null, info={"personal": False}, **more)


def personal(name: str, kind: Any, *args: Any, null: bool = False, **more: Any) -> Column[Any]:
    """A column that says something about a person: exported to them, erased with them, kept out of logs."""
    return Column(name, kind, *args, nullable=null, info={"personal": True}, **more)


def key() -> Column[Any]:
    return plain("id", Text, primary_key=True)


def owner(*, primary: bool = False) -> Column[Any]:
    return plain("shop_id", Text, ForeignKey("shop.id", ondelete="CASCADE"), primary_key=primary)


def within_shop(column: str, table: str) -> ForeignKeyConstraint:
    """A reference that cannot leave its shop."""
    return ForeignKeyConstraint(["shop_id", column], [f"{table}.shop_id", f"{table}.id"])


def owned(name: str, *parts: Any) -> Table:
    """A table with an opaque id, whose rows others may point to within the shop."""
    return Table(name, metadata, key(), owner(), *parts, UniqueConstraint("shop_id", "id"))


# The installation and its shops

meta = Table("meta", metadata, plain("name", Text, primary_key=True), plain("value", Text))

shop = Table(
    "shop",
    metadata,
    key(),
    plain("name", Text),
    plain("created_at", Moment),
    plain("version", Integer, default=1, server_default="1"),
    plain("profile", Json),  # domain.shop.Profile: look, languages, hours, mail, limits, retention
    plain("widget_seen_at", Moment, null=True),
    plain("widget_seen_from", Text, null=True),
)

shop_origin = Table("shop_origin", metadata, owner(primary=True), plain("origin", Text, primary_key=True))

shop_secret = owned(
    "shop_secret",  # its id is the `kid`
    plain("kind", Text),  # identity | webhook
    plain("sealed", LargeBinary),
    plain("created_at", Moment),
    plain("revoked_at", Moment, null=True),
)

api_key = owned(
    "api_key",
    plain("name", Text),
    plain("scopes", Json),
    plain("digest", LargeBinary, unique=True),
    plain("hint", Text),
    plain("created_at", Moment),
    plain("last_used_at", Moment, null=True),
    plain("revoked_at", Moment, null=True),
)

department = owned("department", plain("name", Text), plain("removed_at", Moment, null=True))

topic = owned(
    "topic",
    plain("names", Json),  # language → what shoppers read
    plain("department_id", Text, null=True),
    plain("asks_order", Boolean),
    plain("position", Integer),
    plain("removed_at", Moment, null=True),
    within_shop("department_id", "department"),
)

# Who answers

agent = Table(
    "agent",
    metadata,
    key(),
    personal("email", Text, unique=True),
    personal("name", Text),
    plain("language", Text),
    plain("password_hash", Text, null=True),
    plain("totp_sealed", LargeBinary, null=True),
    plain("totp_step", BigInteger, null=True),  # the last one used: RFC 6238, 5.2
    plain("created_at", Moment),
)

membership = Table(
    "membership",
    metadata,
    owner(primary=True),
    plain("agent_id", Text, ForeignKey("agent.id"), primary_key=True),
    plain("role", Text),  # administrator | supervisor | agent
    plain("created_at", Moment),
    plain("removed_at", Moment, null=True),
)

membership_department = Table(
    "membership_department",
    metadata,
    owner(primary=True),
    plain("agent_id", Text, primary_key=True),
    plain("department_id", Text, primary_key=True),
    ForeignKeyConstraint(["shop_id", "agent_id"], ["membership.shop_id", "membership.agent_id"]),
    within_shop("department_id", "department"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    plain("agent_id", Text, ForeignKey("agent.id"), primary_key=True),
    plain("digest", LargeBinary, primary_key=True),
    plain("used_at", Moment, null=True),
)

session = Table(
    "session",
    metadata,
    plain("digest", LargeBinary, primary_key=True),
    plain("agent_id", Text, ForeignKey("agent.id")),
    plain("shop_id", Text, ForeignKey("shop.id")),  # the shop being looked at
    plain("created_at", Moment),
    plain("seen_at", Moment),
    plain("expires_at", Moment),
    plain("revoked_at", Moment, null=True),
    personal("browser", Text, server_default=""),  # "Firefox, Linux", so that its owner knows which one it is
    personal("address", Text, server_default=""),  # shortened
    Index(None, "agent_id"),
    Index(None, "revoked_at"),
)

attempt = Table(
    "attempt",  # to get in: who tries to be whom, from where, how often in vain, and until when they wait
    metadata,
    plain("digest", LargeBinary, primary_key=True),  # keyed, so that no address stands here
    plain("failures", Integer),
    plain("last_at", Moment),
    plain("free_at", Moment),
    Index(None, "last_at"),
)

link = Table(
    "link",  # one that stands in a mail: its HMAC's digest, one purpose, one subject, one end
    metadata,
    key(),
    plain("shop_id", Text, ForeignKey("shop.id", ondelete="CASCADE"), null=True),
    plain("purpose", Text),  # conversation | reset | invitation
    plain("subject", Text),
    personal("body", Json),
    plain("version", Integer),
    plain("digest", LargeBinary, unique=True),
    plain("created_at", Moment),
    plain("expires_at", Moment),
    plain("used_at", Moment, null=True),
    Index(None, "purpose", "subject"),
)

# Who writes to us

visitor = owned(
    "visitor",
    plain("digest", LargeBinary, unique=True),
    plain("customer_id", Text, null=True),
    plain("created_at", Moment),
    plain("seen_at", Moment),
    plain("expires_at", Moment),
    plain("revoked_at", Moment, null=True),
    within_shop("customer_id", "customer"),
    Index(
        "ix_visitor_revoked",
        "revoked_at",
        sqlite_where=text("revoked_at IS NOT NULL"),
        postgresql_where=text("revoked_at IS NOT NULL"),
    ),
)

identity_use = Table(
    "identity_use",  # which browsers have shown an identity token: more than a few, and it has leaked
    metadata,
    owner(primary=True),
    plain("digest", LargeBinary, primary_key=True),
    plain("visitor_id", Text, primary_key=True),
    plain("expires_at", Moment),
    Index(None, "expires_at"),
)

customer = owned(
    "customer",
    plain("external_id", Text, null=True),  # the shop's own id for them
    personal("email", Text, null=True),  # a proven one
    personal("claimed_email", Text, null=True),
    personal("name", Text),
    plain("language", Text),
    plain("proven_at", Moment, null=True),
    plain("created_at", Moment),
    UniqueConstraint("shop_id", "external_id"),
    UniqueConstraint("shop_id", "email"),
    Index(None, "shop_id", "claimed_email"),
)

# The log

conversation = owned(
    "conversation",
    plain("code", Text),
    plain("channel", Text),  # form | chat | mail …
    personal("subject", Text),
    personal("preview", Text),
    plain("topic_id", Text, null=True),
    plain("order_number", Text, null=True),
    plain("language", Text),
    plain("visitor_id", Text, null=True),
    plain("opening_key", Text),
    plain("customer_id", Text, null=True),
    personal("contact_name", Text),
    personal("contact_email", Text),
    personal("told_by_browser", Json),
    plain("spam_score", Integer),
    plain("spam_reasons", Json),
    plain("opened_at", Moment),
    # What follows is folded from the events, in the transaction that appends them.
    plain("status", Text),  # open | pending | snoozed | resolved
    plain("folder", Text),  # open | waiting | resolved | quarantine | merged
    plain("snoozed_until", Moment, null=True),
    plain("quarantined", Boolean),
    plain("department_id", Text, null=True),
    plain("assignee_id", Text, ForeignKey("agent.id"), null=True),
    plain("priority", Text),  # low | normal | high | urgent
    plain("tags", Json),
    plain("merged_into", Text, null=True),
    plain("live", Boolean, server_default=false()),  # a chat that both sides may be looking at
    plain("ended", Boolean, server_default=false()),  # a chat that nobody adds a message to any more
    plain("joined_at", Moment, null=True),  # when an agent first came into the chat
    plain("last_seq", Integer),
    plain("last_at", Moment),
    plain("waiting_since", Moment, null=True),  # since when the customer waits for us
    UniqueConstraint("shop_id", "code"),
    UniqueConstraint("visitor_id", "opening_key"),
    within_shop("visitor_id", "visitor"),
    within_shop("customer_id", "customer"),
    within_shop("department_id", "department"),
    within_shop("topic_id", "topic"),
    within_shop("merged_into", "conversation"),
    Index(None, "shop_id", "folder", "last_at", "id"),
    Index(None, "shop_id", "assignee_id", "folder", "last_at", "id"),
    Index(None, "shop_id", "department_id", "folder", "last_at", "id"),
    Index(None, "shop_id", "customer_id", "last_at"),
    Index(None, "shop_id", "contact_email", "last_at"),
    Index(
        "ix_conversation_live",  # the few that are, of so many that were
        "shop_id",
        "opened_at",
        sqlite_where=text("live"),
        postgresql_where=text("live"),
    ),
    Index(
        "ix_conversation_joined",
        "shop_id",
        "joined_at",
        sqlite_where=text("joined_at IS NOT NULL"),
        postgresql_where=text("joined_at IS NOT NULL"),
    ),
    Index(
        "ix_conversation_merged_into",  # only the few that are: among so many NULLs SQLite would rather read the table
        "shop_id",
        "merged_into",
        sqlite_where=text("merged_into IS NOT NULL"),
        postgresql_where=text("merged_into IS NOT NULL"),
    ),
    Index(
        "ix_conversation_order_number",
        "shop_id",
        "order_number",
        sqlite_where=text("order_number IS NOT NULL"),
        postgresql_where=text("order_number IS NOT NULL"),
    ),
)

participant = Table(
    "participant",
    metadata,
    owner(primary=True),
    plain("conversation_id", Text, primary_key=True),
    personal("who", Text, primary_key=True),  # vis_… | cus_… | an address
    plain("from_seq", Integer),
    plain("to_seq", Integer, null=True),
    within_shop("conversation_id", "conversation"),
    Index(None, "shop_id", "who"),
)

event = Table(
    "event",
    metadata,
    owner(primary=True),
    plain("conversation_id", Text, primary_key=True),
    plain("seq", Integer, primary_key=True),
    plain("kind", Text),
    plain("author", Text),  # vis_… | cus_… | agt_… | system
    plain("audience", Text),  # everyone | agents
    plain("at", Moment),
    personal("body", Json),
    plain("key", Text, null=True),
    within_shop("conversation_id", "conversation"),
    Index(
        "uq_event_key",
        "conversation_id",
        "author",
        "key",
        unique=True,
        sqlite_where=text("key IS NOT NULL"),
        postgresql_where=text("key IS NOT NULL"),
    ),
)

conversation_link = Table(
    "conversation_link",  # two that belong to one matter, and stay two
    metadata,
    owner(primary=True),
    plain("conversation_id", Text, primary_key=True),
    plain("other_id", Text, primary_key=True),
    within_shop("conversation_id", "conversation"),
    within_shop("other_id", "conversation"),
)

read_mark = Table(
    "read_mark",
    metadata,
    owner(primary=True),
    plain("conversation_id", Text, primary_key=True),
    plain("reader", Text, primary_key=True),
    plain("seq", Integer),
    plain("at", Moment),
    within_shop("conversation_id", "conversation"),
)

tag = owned("tag", plain("name", Text), UniqueConstraint("shop_id", "name"))

canned_reply = owned(
    "canned_reply",
    plain("name", Text),
    plain("text", Text),  # with fields in braces
    plain("department_id", Text, null=True),
    plain("language", Text, null=True),
    within_shop("department_id", "department"),
)

# What the shop tells of its orders

shop_event = Table(
    "shop_event",  # all that the shop told, each thing once: what we know of an order is folded from it
    metadata,
    owner(primary=True),
    plain("digest", LargeBinary, primary_key=True),  # of the event's source and id
    plain("type", Text),
    plain("subject", Text),  # the order's or customer's own id in the shop
    plain("number", Text),  # the parcel's or return's; empty for what is about the whole order
    plain("at", Moment),  # when it happened, by the shop
    plain("told_at", Moment),
    personal("body", Json),  # a parcel, a return; of an order what the fold needs: the last snapshot is the order's
    Index(None, "shop_id", "subject", "at"),
    Index(None, "told_at"),
)

shop_order = owned(
    "shop_order",
    plain("external_id", Text),  # the shop's own id
    plain("number", Text),  # what people read
    plain("version", BigInteger),
    personal("snapshot", Json),  # mostrador_sdk.Order, of the highest version
    plain("customer_key", Text),  # the shop's own id of whoever ordered; empty for a guest
    personal("email", Text),  # the order's address: a proof of nothing
    personal("name", Text),
    plain("currency", Text),
    plain("total", BigInteger),  # minor units
    plain("refunded", BigInteger),  # minor units
    plain("status", Text),  # placed | confirmed | paid | payment_failed | cancelled | refunded | completed
    plain("failures", Integer),  # of its payment
    plain("placed_at", Moment),
    plain("paid_at", Moment, null=True),
    plain("shipped_at", Moment, null=True),  # its first parcel
    plain("delivered_at", Moment, null=True),  # its last parcel
    plain("cancelled_at", Moment, null=True),
    plain("refunded_at", Moment, null=True),
    plain("completed_at", Moment, null=True),
    plain("expected_on", Text, null=True),  # ISO 8601; the day by which it should be there
    plain("last_at", Moment),  # when something last happened to it
    UniqueConstraint("shop_id", "external_id"),
    Index(None, "shop_id", "number"),
    Index(None, "shop_id", "customer_key", "placed_at"),
    Index(None, "shop_id", "email", "placed_at"),
    Index(None, "shop_id", "placed_at", "id"),
)

order_name = Table(
    "order_name",  # the words of a buyer's name, folded, so that a surname finds the order
    metadata,
    owner(primary=True),
    personal("word", Text, primary_key=True),
    plain("order_id", Text, primary_key=True),
    within_shop("order_id", "shop_order"),
    Index(None, "shop_id", "order_id"),
)

shipment = Table(
    "shipment",  # a parcel; it may be told before its order
    metadata,
    owner(primary=True),
    plain("order_key", Text, primary_key=True),  # the order's own id in the shop
    plain("number", Text, primary_key=True),
    plain("status", Text),  # created | delivered | failed
    plain("carrier", Text),
    plain("url", Text),
    personal("note", Text),
    plain("expected_on", Text, null=True),  # ISO 8601
    plain("shipped_at", Moment, null=True),
    plain("delivered_at", Moment, null=True),
    plain("failed_at", Moment, null=True),
    plain("last_at", Moment),
    Index(None, "shop_id", "number"),
)

order_return = Table(
    "order_return",  # what a customer sends back
    metadata,
    owner(primary=True),
    plain("order_key", Text, primary_key=True),  # the order's own id in the shop
    plain("number", Text, primary_key=True),
    plain("status", Text),  # requested | received
    personal("reason", Text),
    plain("items", Json),
    plain("requested_at", Moment, null=True),
    plain("received_at", Moment, null=True),
    plain("last_at", Moment),
    Index(None, "shop_id", "number"),
)

conversation_order = Table(
    "conversation_order",  # an order that a conversation is about, as an agent says, or a shopper whose order it is
    metadata,
    owner(primary=True),
    plain("conversation_id", Text, primary_key=True),
    plain("order_id", Text, primary_key=True),
    plain("agent_id", Text),  # agt_… | vis_… | cus_…
    plain("at", Moment),
    within_shop("conversation_id", "conversation"),
    within_shop("order_id", "shop_order"),
    Index(None, "shop_id", "order_id"),
)

order_proof = owned(
    "order_proof",  # somebody without an account asks for an order: known or not, each question leaves the same row
    plain("visitor_id", Text),
    plain("number_digest", LargeBinary),  # keyed: of the number that was typed
    plain("order_id", Text, null=True),  # no reference: checking one would take its time for known orders alone
    plain("version", Integer),
    plain("made_at", Moment),
    plain("expires_at", Moment),
    plain("tries", Integer),
    plain("proven_at", Moment, null=True),
    personal("mailbox", Text, null=True),  # where a code went; without one no code counts
    plain("sent_at", Moment, null=True),
    within_shop("visitor_id", "visitor"),
    Index(None, "shop_id", "visitor_id", "made_at"),
    Index(
        "ix_order_proof_mailbox",
        "shop_id",
        "mailbox",
        "sent_at",
        sqlite_where=text("mailbox IS NOT NULL"),
        postgresql_where=text("mailbox IS NOT NULL"),
    ),
    Index(None, "made_at"),
)

# Who answers chats now

shift = Table(
    "shift",
    metadata,
    owner(primary=True),
    plain("agent_id", Text, ForeignKey("agent.id"), primary_key=True),
    plain("state", Text),  # on | away | off
    plain("capacity", Integer),  # chats at once
    plain("seen_at", Moment),  # the last sign of life; without one for a while they are off
    plain("idle_since", Moment),  # when a chat last came to them, or they came on duty
    ForeignKeyConstraint(["shop_id", "agent_id"], ["membership.shop_id", "membership.agent_id"]),
)

chat_offer = Table(
    "chat_offer",  # a waiting chat that rings at an agent, and at whom it has rung before
    metadata,
    owner(primary=True),
    plain("conversation_id", Text, primary_key=True),
    plain("agent_id", Text, ForeignKey("agent.id"), null=True),
    plain("until", Moment),
    plain("passed", Json),  # agents, the first one first
    within_shop("conversation_id", "conversation"),
)

push_subscription = owned(
    "push_subscription",  # a browser of an agent's that wants to be told; it lives as long as the session that asked
    plain("agent_id", Text),
    plain("session", LargeBinary, ForeignKey("session.digest", ondelete="CASCADE")),
    personal("endpoint", Text, unique=True),  # RFC 8030: a secret address at the browser maker's, one for each browser
    personal("p256dh", LargeBinary),  # RFC 8291: the browser's public key, an uncompressed P-256 point
    personal("auth", LargeBinary),  # RFC 8291: what only the browser and we know, 16 bytes
    plain("created_at", Moment),
    ForeignKeyConstraint(["shop_id", "agent_id"], ["membership.shop_id", "membership.agent_id"]),
    Index(None, "shop_id", "agent_id"),
    Index(None, "session"),
)

# What must leave the house, and what happens later

due = Table(
    "due",
    metadata,
    key(),
    plain("shop_id", Text, ForeignKey("shop.id", ondelete="CASCADE"), null=True),
    plain("kind", Text),  # receipt | answer | mail | invitation | reset | wake | push …
    plain("subject", Text),  # the id of what it is about
    personal("body", Json),
    plain("state", Text),  # waiting | done | failed | taken_back
    plain("run_at", Moment),
    plain("attempts", Integer),
    plain("leased_until", Moment, null=True),
    plain("created_at", Moment),
    plain("ended_at", Moment, null=True),
    plain("problem", Text, null=True),
    plain("unique_key", Text, null=True, unique=True),
    Index(None, "state", "run_at"),
    Index(None, "subject", "state"),
)

receipt = Table(
    "receipt",  # which addresses got one lately: never more than the limit
    metadata,
    owner(primary=True),
    personal("address", Text, primary_key=True),
    plain("at", Moment, primary_key=True),
)

mail_trouble = Table(
    "mail_trouble",  # addresses that bounced or complained
    metadata,
    owner(primary=True),
    personal("address", Text, primary_key=True),
    plain("what", Text),
    plain("at", Moment),
)

# Defences

spent = Table(
    "spent",  # form tokens that have been used, each with the proof that is bound to it; boot tokens too
    metadata,
    plain("digest", LargeBinary, primary_key=True),
    plain("expires_at", Moment),
    Index(None, "expires_at"),
)

recent_text = Table(
    "recent_text",  # what came lately, so that what comes again is known
    metadata,
    plain("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    owner(),
    plain("sketch", LargeBinary),  # domain.fingerprint: hashes of words, in no order
    *(plain(f"band_{band}", Integer) for band in range(4)),
    plain("author", Text),
    plain("at", Moment),
    *(Index(None, f"band_{band}", "number") for band in range(4)),
    Index(None, "at"),
)

block = Table(
    "block",
    metadata,
    owner(primary=True),
    personal("who", Text, primary_key=True),  # an address or a vis_…
    plain("agent_id", Text, null=True),
    plain("at", Moment),
)

audit = Table(
    "audit",
    metadata,
    plain("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    plain("shop_id", Text, null=True),
    plain("at", Moment),
    plain("actor", Text),
    plain("action", Text),
    plain("subject", Text),
    plain("fields", Json),
    personal("address", Text, null=True),
    plain("chain", LargeBinary),  # HMAC over the entry and the one before it
    Index(None, "shop_id", "number"),
)
