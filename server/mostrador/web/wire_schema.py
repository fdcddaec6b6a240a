"""The live wire as JSON Schema, made from the types that the server itself reads and writes."""

import json
import sys
from typing import Any

import msgspec

from mostrador.web import live_wire


def schema() -> dict[str, Any]:
    """One schema for what clients send, one for what the server sends, and the shapes that both name (2020-12)."""
    (sent, answered), shapes = msgspec.json.schema_components(
        (live_wire.FromClient, live_wire.FromServer), ref_template="#/$defs/{name}"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": live_wire.PROTOCOL,
        "$defs": {"FromClient": sent, "FromServer": answered, **shapes},
    }


def text() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
