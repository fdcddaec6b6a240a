"""Where Alembic meets the connection it is handed by `storage.migrate`."""

from typing import Any

from alembic import context

from mostrador.storage.schema import metadata
from mostrador.storage.search import TABLES


def include(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the search index's own tables alone: its migration writes them by hand."""
    return not (kind == "table" and name is not None and name.split("_")[0] in TABLES)


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_name=include,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
