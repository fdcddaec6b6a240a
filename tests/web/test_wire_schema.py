"""The documents and the browser code say of the wire what the server's code says."""

import subprocess
from pathlib import Path

import wire_types

from mostrador.web import wire_schema

REPOSITORY = Path(__file__).parents[2]
DOCS, WIDGET = REPOSITORY / "docs", REPOSITORY / "widget"
DEFINITIONS = wire_schema.schema()["$defs"]


def test_the_schema_in_the_documents_is_that_of_the_code():
    written = (DOCS / "wire.schema.json").read_text()
    assert written == wire_schema.text(), "Run: python -m mostrador.web.wire_schema > docs/wire.schema.json"


def test_every_frame_is_told_of():
    told = (DOCS / "wire.md").read_text()
    for side in ("FromClient", "FromServer"):
        for name in wire_schema.schema()["$defs"][side]["discriminator"]["mapping"]:
            assert f"`{name}`" in told or f'"{name}"' in told, name


def complaints(folder: Path, checks: list[str]) -> str:
    """What the TypeScript compiler says of these lines, beside the schema's types and those of the browser code."""
    source = WIDGET / "src"
    code = folder / "held_against.ts"
    code.write_text(
        f'import type {{ FromClient as Sent, FromServer as Heard }} from "{source}/wire.js"\n'
        f'import type {{ Board as Shown, FromAgent }} from "{source}/console/chats/frames"\n'
        f"{wire_types.declarations(DEFINITIONS)}\n" + "\n".join(checks)
    )
    options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--allowJs", "--skipLibCheck", "--types", ""]
    modules = ["--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022", "--lib", "es2023,dom"]
    told = subprocess.run(
        [WIDGET / "node_modules" / ".bin" / "tsc", *options, *modules, code],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout + told.stderr


def sent(tag: str, name: str) -> str:
    """A frame that the browser code sends is one that the server takes."""
    return f'export const sent_{tag}: {name} = null! as Extract<FromAgent, {{ type: "{tag}" }}>'


def heard(tag: str, name: str) -> str:
    """A frame that the server sends is one that the browser code expects."""
    return f'export const heard_{tag}: Extract<Heard | Shown, {{ type: "{tag}" }}> = null! as {name}'


def test_the_browser_code_sends_and_expects_what_the_schema_says(tmp_path: Path):
    taken = {tag: name for tag, name in wire_types.tags(DEFINITIONS, "FromClient").items() if tag != "hello"}
    told = wire_types.tags(DEFINITIONS, "FromServer")
    checks = [sent(*each) for each in taken.items()] + [heard(*each) for each in told.items()]
    for side, names in (("FromAgent", taken), ("Heard | Shown", told)):
        every = " | ".join(f'"{tag}"' for tag in names)
        checks.append(f"export const all_{len(checks)}: ({every}) = null! as ({side})['type']")
        checks.append(f"export const none_{len(checks)}: ({side})['type'] = null! as ({every})")
    assert complaints(tmp_path, checks) == ""


def test_a_type_that_differs_from_the_schema_is_complained_of(tmp_path: Path):
    assert "Property 'seq' is missing" in complaints(tmp_path, ["export const wrong: Read = null! as End"])
