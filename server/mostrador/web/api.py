"""The API of shops' servers: every operation in one table, of which the routes and the OpenAPI document are made."""

from typing import Any

from mostrador.web import api_conversations, api_customers, api_events
from mostrador.web.api_operation import Operation

OPERATIONS: tuple[Operation[Any], ...] = (
    *api_events.OPERATIONS,
    *api_conversations.OPERATIONS,
    *api_customers.OPERATIONS,
)
ROUTES = [operation.route() for operation in OPERATIONS]
