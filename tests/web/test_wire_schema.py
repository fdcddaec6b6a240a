"""The documents say of the wire what the code says."""

from pathlib import Path

from mostrador.web import wire_schema

DOCS = Path(__file__).parents[2] / "docs"


def test_the_schema_in_the_documents_is_that_of_the_code():
    written = (DOCS / "wire.schema.json").read_text()
    assert written == wire_schema.text(), "Run: python -m mostrador.web.wire_schema > docs/wire.schema.json"


def test_every_frame_is_told_of():
    told = (DOCS / "wire.md").read_text()
    for side in ("FromClient", "FromServer"):
        for name in wire_schema.schema()["$defs"][side]["discriminator"]["mapping"]:
            assert f"`{name}`" in told or f'"{name}"' in told, name
