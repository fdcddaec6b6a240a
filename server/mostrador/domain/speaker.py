"""Who acts, as far as the request has shown; authority is read again inside the transaction."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["visitor", "customer", "agent", "supervisor", "administrator", "shop", "system"]
AGENTS: frozenset[str] = frozenset({"agent", "supervisor", "administrator"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """
    `id` is the visitor's, customer's, agent's or API key's; `proof` the digest of the token or session that says so.

    `address` is the network address, for limits and the audit log.
    """

    shop: str
    role: Role
    id: str
    name: str = ""
    proof: bytes = b""
    address: str = ""

    @property
    def is_agent(self) -> bool:
        return self.role in AGENTS

    @property
    def is_ours(self) -> bool:
        """Whether they speak for the shop: an agent, or the shop's own server."""
        return self.is_agent or self.role == "shop"


def system(shop: str) -> Speaker:
    """Mostrador itself, when something falls due."""
    return Speaker(shop, "system", "system")
