"""Whoever holds the machine looks after agents, shops and keys."""

import re

from command_line import SCRIPT, Installation


def test_an_agent_is_added_listed_given_a_password_and_removed(installation: Installation) -> None:
    installation.begins()
    added = installation.runs("agent", "add", "Bo@Loza.example", "--name", "Bo Lind")
    first = re.search(r"password   (\S+)", added)
    assert first
    assert "bo@loza.example  Bo Lind  agent  password only" in installation.runs("agent", "list")
    second = installation.runs("agent", "password", "bo@loza.example").strip()
    assert second
    assert second != first[1]
    assert "password alone" in installation.runs("agent", "reset-2fa", "bo@loza.example")
    installation.runs("agent", "remove", "bo@loza.example", "--to", "lola@loza.example")
    assert "bo@" not in installation.runs("agent", "list")


def test_what_cannot_be_done_is_said_in_a_sentence(installation: Installation) -> None:
    installation.begins()
    assert "member of this shop already" in installation.runs("agent", "add", "lola@loza.example", fails=1)
    assert "@" in installation.runs("agent", "add", "nobody", fails=1)
    assert "answers in this shop" in installation.runs("agent", "password", "eva@loza.example", fails=1)
    assert "Somebody has to stay administrator" in installation.runs("agent", "remove", "lola@loza.example", fails=1)
    assert "There is no shop shop_other" in installation.runs("agent", "list", "--shop", "shop_other", fails=1)


def test_a_second_shop_has_its_own_agents_and_has_to_be_named(installation: Installation) -> None:
    installation.begins()
    said = installation.runs("shop", "add", "Faro", "--origin", "https://faro.example")
    found = SCRIPT.search(said)
    assert found
    assert [line.split("  ")[1:] for line in installation.runs("shop", "list").splitlines()] == [
        ["Loza", "https://loza.example"],
        ["Faro", "https://faro.example"],
    ]
    assert "say which one with --shop" in installation.runs("agent", "list", fails=1)
    installation.runs("agent", "add", "lola@loza.example", "--shop", found[2], "--role", "administrator")
    assert "lola@loza.example" in installation.runs("agent", "list", "--shop", found[2])


def test_a_key_is_rotated_and_both_count_until_the_old_one_is_ended(installation: Installation) -> None:
    first = installation.begins()["api_key"]
    said = installation.runs("shop", "rotate-key")
    second = re.search(r"mk_\S+", said)
    assert second
    shown = installation.runs("shop", "show")
    assert f"…{first[-4:]}" in shown
    assert f"…{second[0][-4:]}" in shown
    assert first not in shown
    assert "two secrets already" in installation.runs("shop", "rotate-key", fails=1)
    third = re.search(r"mk_\S+", installation.runs("shop", "rotate-key", "Shop server", "--end-old"))
    assert third
    keys = [line for line in installation.runs("shop", "show").splitlines() if line.startswith("API key")]
    assert [f"…{third[0][-4:]}" in line for line in keys] == [True]


def test_an_identity_secret_is_rotated(installation: Installation) -> None:
    first = installation.begins()["identity_key_id"]
    assert "say either a key or --identity" in installation.runs("shop", "rotate-key", "Old", "--identity", fails=2)
    assert f"Still counts until ended: {first}" in installation.runs("shop", "rotate-key", "--identity")
    assert f"Ended: {first}, " in installation.runs("shop", "rotate-key", "--identity", "--end-old")
    live = [line for line in installation.runs("shop", "show").splitlines() if line.startswith("identity")]
    assert len(live) == 1
