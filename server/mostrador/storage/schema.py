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
    plain("kind", Text),  # identity | webhook | hook
    plain("subject", Text, server_default=""),  # the webhook or hook that it belongs to
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
    plain("purpose", Text),  # conversation | reset | invitation | survey | survey_page | unsubscribe
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
    plain("channel", Text),  # form | chat | mail | api …
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
    Index(None, "shop_id", "opened_at", "id"),
    Index(
        "uq_conversation_opened_by_shop",  # the shop's server sends a key again: it opened this one
        "shop_id",
        "opening_key",
        unique=True,
        sqlite_where=text("channel = 'api'"),
        postgresql_where=text("channel = 'api'"),
    ),
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
    plain("author", Text),  # vis_… | cus_… | agt_… | key_… | system
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
    plain("erased_at", Moment, null=True),  # when its buyer asked to be forgotten: nobody is told of it any more
    UniqueConstraint("shop_id", "external_id"),
    Index(None, "shop_id", "number"),
    Index(None, "shop_id", "customer_key", "placed_at"),
    Index(None, "shop_id", "email", "placed_at"),
    Index(None, "shop_id", "placed_at", "id"),
    Index(
        "ix_shop_order_open",  # the few in a hundred of which something is still to be expected
        "shop_id",
        "id",
        sqlite_where=text("delivered_at IS NULL AND status NOT IN ('cancelled', 'refunded', 'completed')"),
        postgresql_where=text("delivered_at IS NULL AND status NOT IN ('cancelled', 'refunded', 'completed')"),
    ),
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
    Index(None, "shop_id", "received_at"),
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

watch = owned(
    "watch",  # a rule that sees trouble with an order before its customer writes
    plain("kind", Text),  # domain.watch.Kind
    plain("count", Integer),
    plain("act", Text),  # task | mail
    plain("on", Boolean),
    plain("department_id", Text, null=True),
    plain("texts", Json),  # by language
    plain("created_at", Moment),
    within_shop("department_id", "department"),
)

watch_hit = Table(
    "watch_hit",  # what a rule has seen: once for an order, whatever happens to it later
    metadata,
    owner(primary=True),
    plain("watch_id", Text, primary_key=True),
    plain("order_id", Text, primary_key=True),
    plain("at", Moment),
    plain("conversation_id", Text, null=True),  # the task that it opened
    within_shop("watch_id", "watch"),
    within_shop("order_id", "shop_order"),
    Index(None, "shop_id", "order_id"),
)

campaign = owned(
    "campaign",  # what marketing tells agents beforehand: what runs, from when to when, for which products
    plain("title", Text),
    plain("text", Text),
    plain("from_at", Moment),
    plain("until_at", Moment),
    plain("products", Json),  # numbers or names of products as orders and pages have them; none: for all
    plain("created_by", Text),
    plain("created_at", Moment),
    Index(None, "shop_id", "until_at"),
)

# What customers are asked after a purchase, and what they say

survey = owned(
    "survey",
    plain("name", Text),
    plain("state", Text),  # draft | live | paused
    plain("moment", Text),  # delivered | shipped | placed | resolved | page | call
    plain("days", Integer),  # after the moment
    plain("share", Integer),  # percent of the orders
    plain("rest_days", Integer),  # before the same customer is asked again, by any survey of the shop
    plain("reminder_days", Integer),  # after the invitation; 0 sends no reminder
    plain("quiet_from", Text),  # 21:00, where the customer lives
    plain("quiet_until", Text),
    plain("department_id", Text, null=True),  # where an unhappy answer goes
    plain("basis", Text),  # by what right we write: existing_customer | legitimate_interest | consent
    plain("incentive", Json),  # domain.incentive: what the shop gives for an answer, its terms, its last day
    plain("version", Integer),  # the questions that are asked now
    plain("created_at", Moment),
    plain("removed_at", Moment, null=True),
    within_shop("department_id", "department"),
    Index(None, "shop_id", "state", "moment"),
)

survey_version = Table(
    "survey_version",  # questions that somebody has answered never change
    metadata,
    owner(primary=True),
    plain("survey_id", Text, primary_key=True),
    plain("number", Integer, primary_key=True),
    plain("questions", Json),  # domain.survey.Question, in their order
    plain("made_at", Moment),
    within_shop("survey_id", "survey"),
)

survey_invitation = owned(
    "survey_invitation",
    plain("survey_id", Text),
    plain("version", Integer),
    plain("moment", Text),  # the survey's, when it was made
    plain("order_id", Text, null=True),
    plain("order_key", Text, null=True),  # the shop's own id of it, where its page asks: it may be told later
    plain("conversation_id", Text, null=True),  # the one that it is about
    plain("customer_key", Text),  # the shop's own id of whoever ordered; empty for a guest
    personal("email", Text),  # empty where there is none to write back to
    plain("language", Text),
    plain("channel", Text),  # mail | widget | page
    plain("basis", Text),
    plain("key", Text, null=True),  # the sender's own, for sending again
    plain("token_version", Integer),
    plain("made_at", Moment),
    plain("due_at", Moment),
    plain("sent_at", Moment, null=True),
    plain("reminded_at", Moment, null=True),
    plain("opened_at", Moment, null=True),
    plain("started_at", Moment, null=True),
    plain("answered_at", Moment, null=True),
    plain("expires_at", Moment),
    plain("dropped_at", Moment, null=True),
    plain("dropped", Text, null=True),  # why it was not sent: domain.surveying.Reason
    personal("draft", Json, null=True),  # what was confirmed and is not counted yet
    plain("answer_key", Text, null=True),  # of the visit to the page that was counted
    plain("doubted_at", Moment, null=True),  # when several visits said different things within seconds
    plain("opened_id", Text, null=True),  # the conversation that the answer opened
    UniqueConstraint("shop_id", "order_id", "moment"),
    UniqueConstraint("shop_id", "conversation_id", "survey_id"),
    UniqueConstraint("shop_id", "key"),
    within_shop("survey_id", "survey"),
    within_shop("order_id", "shop_order"),
    within_shop("conversation_id", "conversation"),
    within_shop("opened_id", "conversation"),
    Index(None, "shop_id", "email", "sent_at"),
    Index(None, "shop_id", "customer_key", "sent_at"),
    Index(None, "shop_id", "survey_id", "made_at"),
    Index(None, "shop_id", "survey_id", "answered_at", "id"),
    Index(None, "shop_id", "opened_id"),
    Index(None, "shop_id", "order_key", "moment", unique=True),
)

survey_answer = Table(
    "survey_answer",
    metadata,
    owner(primary=True),
    plain("invitation_id", Text, primary_key=True),
    plain("question", Text, primary_key=True),  # its key, the same in every version
    plain("survey_id", Text),
    plain("version", Integer),
    plain("kind", Text),  # nps | csat | ces | one | several | text
    plain("number", Integer, null=True),  # a score
    plain("choices", Json, null=True),  # numbers of options
    personal("text", Text, null=True),
    plain("at", Moment),
    # As it was then
    plain("products", Json),  # sku, or the name where there is none
    plain("department_id", Text, null=True),
    plain("agent_id", Text, null=True),
    plain("carrier", Text),
    plain("country", Text),  # ISO 3166-1
    within_shop("invitation_id", "survey_invitation"),
    within_shop("survey_id", "survey"),
    Index(None, "shop_id", "survey_id", "question", "at", "invitation_id"),
)

survey_rollup = Table(
    # The answers, counted in the transaction that writes them: results are read from here. Each is counted for its day,
    # its month and its year, so that years of thousands of products are summed from a few rows.
    "survey_rollup",
    metadata,
    owner(primary=True),
    plain("survey_id", Text, primary_key=True),
    plain("question", Text, primary_key=True),
    plain("dimension", Text, primary_key=True),  # all | product | department | agent | carrier | country
    plain("span", Text, primary_key=True),  # day | month | year
    plain("day", Text, primary_key=True),  # with which the span begins; ISO 8601, in the shop's zone
    plain("value", Text, primary_key=True),  # empty for all
    plain(
        "score", Integer, primary_key=True
    ),  # a score, an option's number; 0 for a text, and for whoever chose several
    plain("count", BigInteger),
    within_shop("survey_id", "survey"),
    sqlite_with_rowid=False,  # the count stands with its key: sums read one tree
)

survey_funnel = Table(
    "survey_funnel",  # how many got how far on a day; each step counts on the day on which it was taken
    metadata,
    owner(primary=True),
    plain("survey_id", Text, primary_key=True),
    plain("day", Text, primary_key=True),  # ISO 8601, in the shop's zone
    plain("sent", BigInteger),
    plain("delivered", BigInteger),  # the mail server took it, or the page was shown
    plain("started", BigInteger),
    plain("finished", BigInteger),
    within_shop("survey_id", "survey"),
)

survey_coupon = Table(
    "survey_coupon",  # codes that the shop pasted, each given away once
    metadata,
    owner(primary=True),
    plain("survey_id", Text, primary_key=True),
    plain("code", Text, primary_key=True),
    plain("added_at", Moment),
    plain("claimed_at", Moment, null=True),
    plain("invitation_id", Text, null=True),
    plain("order_id", Text, null=True),
    personal("claimed_by", Text, null=True),  # an address
    UniqueConstraint("shop_id", "survey_id", "order_id"),
    UniqueConstraint("shop_id", "survey_id", "claimed_by"),
    within_shop("survey_id", "survey"),
    within_shop("invitation_id", "survey_invitation"),
)

survey_draw = owned(
    "survey_draw",  # among whoever answered; each survey has one at a time
    plain("survey_id", Text),
    plain("incentive", Json),  # domain.incentive, as it was when the first one entered
    plain("made_at", Moment),
    plain("closes_at", Moment),  # whatever zone the shop is in by then
    plain("closed_at", Moment, null=True),
    plain("entries", Integer, null=True),  # at closing
    plain("digest", Text, null=True),  # SHA-256 of the entries then, as they are published
    plain("seed", Text, null=True),  # what public chance has said
    plain("drawn_at", Moment, null=True),
    within_shop("survey_id", "survey"),
    Index(None, "shop_id", "survey_id", "made_at"),
)

draw_entry = Table(
    "draw_entry",  # never deleted: the digest is of all of them
    metadata,
    owner(primary=True),
    plain("draw_id", Text, primary_key=True),
    plain("id", Text, primary_key=True),  # random; what is published
    plain("entered_at", Moment),
    plain("place", Integer, null=True),  # of a winner, from 1 on
    plain("invitation_id", Text, null=True),  # these three are none once the person is forgotten
    plain("order_id", Text, null=True),
    personal("entered_by", Text, null=True),  # an address
    UniqueConstraint("shop_id", "draw_id", "order_id"),
    UniqueConstraint("shop_id", "draw_id", "entered_by"),
    within_shop("draw_id", "survey_draw"),
    within_shop("invitation_id", "survey_invitation"),
    Index(None, "shop_id", "invitation_id"),
)

opt_out = Table(
    "opt_out",  # addresses that want to be asked nothing any more
    metadata,
    owner(primary=True),
    personal("address", Text, primary_key=True),
    plain("at", Moment),
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

# What the shop's own systems are told, and what its platform tells

webhook = owned(
    "webhook",  # an address of the shop's that is told what happens here
    plain("url", Text),
    plain("types", Json),  # domain.webhooks.TYPES
    plain("state", Text),  # on | off | failing | gone
    plain("created_at", Moment),
    plain("failing_since", Moment, null=True),  # since its last delivery that arrived
    plain("ended_at", Moment, null=True),  # removed
)

webhook_delivery = owned(
    "webhook_delivery",  # its id is the `webhook-id`, the same at each try
    plain("webhook_id", Text),
    plain("type", Text),
    plain("subject", Text),  # the id of what it tells of
    plain("part", Text),  # which event of a conversation, which watch of an order
    plain("at", Moment),  # when it happened
    plain("state", Text),  # waiting | delivered | failed | dropped
    plain("attempts", Integer),
    plain("code", Integer, null=True),  # what the last answer's status was
    plain("problem", Text, null=True),
    plain("next_at", Moment, null=True),
    plain("ended_at", Moment, null=True),
    within_shop("webhook_id", "webhook"),
    Index(None, "shop_id", "at", "id"),
    Index(None, "shop_id", "webhook_id", "state"),
    Index(None, "at"),
)

shop_hook = owned(
    "shop_hook",  # an address of ours that the shop's platform tells what happens there
    plain("platform", Text),  # woocommerce | shopify | saleor | prestashop
    plain("path", Text, unique=True),  # 128 random bits
    plain("site", Text),  # where the shop lives, for a platform that publishes its keys there
    plain("keys", Json, null=True),  # those public ones, as they were last seen
    plain("keys_at", Moment, null=True),
    plain("created_at", Moment),
    plain("seen_at", Moment, null=True),  # when it last told something that was signed
    plain("refused_at", Moment, null=True),  # when something last came that could not be taken
    plain("problem", Text, null=True),  # why: signature | event
    plain("ended_at", Moment, null=True),
)

# What must leave the house, and what happens later

due = Table(
    "due",
    metadata,
    key(),
    plain("shop_id", Text, ForeignKey("shop.id", ondelete="CASCADE"), null=True),
    plain("kind", Text),  # receipt | answer | mail | invitation | reset | wake | push | webhook …
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
