"""Who may do what in a shop: one table."""

from typing import Literal, get_args

from mostrador.domain.speaker import Role

Verb = Literal[
    "read",
    "answer",
    "note",
    "assign",
    "move",
    "change_status",
    "prioritise",
    "tag",
    "merge",
    "quarantine",
    "block",
    "see_matches",
    "link_orders",
    "manage_replies",
    "manage_campaigns",
    "manage_surveys",
    "read_results",
    "export_personal",
    "manage_shop",
    "manage_team",
    "manage_keys",
    "read_audit",
]

AGENT: frozenset[Verb] = frozenset(
    {
        "read",
        "answer",
        "note",
        "assign",
        "move",
        "change_status",
        "prioritise",
        "tag",
        "merge",
        "quarantine",
        "see_matches",
        "link_orders",
    }
)
SUPERVISOR: frozenset[Verb] = AGENT | {"block", "manage_replies", "manage_surveys", "read_results", "manage_campaigns"}
ADMINISTRATOR: frozenset[Verb] = frozenset(get_args(Verb))

MAY: dict[Role, frozenset[Verb]] = {
    "visitor": frozenset(),
    "customer": frozenset(),
    "agent": AGENT,
    "supervisor": SUPERVISOR,
    "administrator": ADMINISTRATOR,
    "shop": frozenset(),  # what its key may do stands in the key's scopes
    "system": frozenset(),
}


def may(role: Role, verb: Verb) -> bool:
    return verb in MAY[role]
