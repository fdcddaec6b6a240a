"""The SDK's manual says what is so."""

import ast
import re
from pathlib import Path

import pytest

import mostrador_sdk
from mostrador_sdk import AsyncMostrador, Mostrador
from mostrador_sdk.sqlite_outbox import SqliteOutbox

README = (Path(__file__).parents[2] / "sdk" / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

pytest_plugins = ["mostrador_sdk.testing"]


def test_the_examples_run_and_what_they_tell_arrives(counter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = run_all(counter.url)
    assert names["support"].flush() == 0
    names["support"].close()
    assert [event.type for event in counter.events] == [
        *("order.placed", "shipment.created", "return.requested", "customer.erased")
    ]
    assert SqliteOutbox(tmp_path / "support-outbox.sqlite3").counts().dead == 0


def test_the_examples_for_tests_pass(counter, tmp_path, monkeypatch, captured_events):
    monkeypatch.chdir(tmp_path)
    names = run_all(counter.url)
    captured_events.clear()
    names["test_an_order_is_told"](captured_events)
    assert not Path("support-outbox.sqlite3").exists()


def run_all(url):
    names = {}
    for block in BLOCKS:
        exec(block.replace("https://help.shop.example", url).replace('"…"', '"key"'), names)  # noqa: S102
    return names


@pytest.mark.parametrize(
    ("name", "kind"), [("support", Mostrador), ("help_desk", AsyncMostrador), ("signing", Mostrador)]
)
def test_the_examples_use_verbs_that_are_there(name, kind, tmp_path):
    client = kind("https://help.shop.example", api_key="key", outbox=tmp_path / "outbox.sqlite3")
    used = {
        ast.unparse(node) for block in BLOCKS for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Attribute)
    }
    chains = [chain.split(".")[1:] for chain in used if re.fullmatch(rf"{name}(\.\w+)+", chain)]
    assert chains
    for chain in chains:
        found = client
        for part in chain:
            found = getattr(found, part)


def test_every_verb_stands_in_the_table():
    client = Mostrador("https://help.shop.example", api_key="key")
    for noun in ("orders", "shipments", "returns", "customers"):
        (row,) = [line for line in README.splitlines() if line.startswith(f"| `support.{noun}` |")]
        told = {name for name in dir(getattr(client, noun)) if not name.startswith("_")}
        asked = {"get", "update", "export", "erase", "export_guest", "erase_guest"} if noun == "customers" else set()
        assert told - asked == set(re.findall(r"`([a-z_]+)`", row)) - {"number", "version"}


def test_the_names_that_the_text_mentions_are_there():
    for name in re.findall(r"`([A-Z]\w+)`", README):
        assert hasattr(mostrador_sdk, name) or name in ("FakeMostrador", "SqliteOutbox"), name
