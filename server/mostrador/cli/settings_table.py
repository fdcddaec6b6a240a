"""The settings as a table for the README, made from the code: `python -m mostrador.cli.settings_table`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from mostrador.settings import Settings

BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


def table() -> str:
    rows = ["| setting | default | |", "|---|---|---|"]
    return "\n".join([*rows, *_rows()])


def write(readme: Path) -> None:
    """Put the table between its two marks."""
    before, _, rest = readme.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    readme.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}")


def _rows() -> Iterator[str]:
    info = msgspec.inspect.type_info(Settings)
    assert isinstance(info, msgspec.inspect.StructType)  # noqa: S101 - Settings is one
    defaults = Settings()
    for each in info.fields:
        yield f"| `{each.name}` | {_default(getattr(defaults, each.name))} | {_description(each.type)} |"


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"  # as TOML writes it
    return f"`{value}`" if value not in ("", []) else ""


def _description(kind: msgspec.inspect.Type) -> str:
    described = kind.extra_json_schema if isinstance(kind, msgspec.inspect.Metadata) else None
    text: str = (described or {}).get("description", "")
    return text


if __name__ == "__main__":
    write(Path("README.md"))
