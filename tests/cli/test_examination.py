"""`mostrador doctor` tries everything, and says what to do."""

import pytest
from command_line import Installation

from mostrador.cli.checks_outside import hosts, proxies
from mostrador.settings import Settings
from services.mail_server import mail_server


@pytest.mark.parametrize(
    ("settings", "level"),
    [
        (Settings(), "good"),
        (Settings(public_url="https://help.example"), "warning"),
        (Settings(public_url="https://help.example", trusted_proxies=["127.0.0.1/32"]), "good"),
        (Settings(public_url="https://help.example", unix_socket="/run/m.sock"), "failure"),
        (Settings(public_url="https://help.example", unix_socket="/run/m.sock", trusted_proxies=["unix"]), "good"),
        (Settings(host="0.0.0.0"), "failure"),  # noqa: S104 - that is the mistake
    ],
)
def test_a_proxy_that_is_not_named_is_noticed(settings: Settings, level: str) -> None:
    assert [finding.level for finding in proxies(settings)] == [level]


def test_one_host_for_all_is_worth_a_word() -> None:
    """SECURITY 11"""
    apart = Settings(public_url="https://help.example", console_url="https://console.example")
    assert [next(hosts(each)).level for each in (Settings(), apart)] == ["warning", "good"]


def test_an_installation_in_order_has_nothing_that_does_not_work(anywhere: Installation) -> None:
    anywhere.begins()
    with mail_server() as mail, anywhere.serves():
        anywhere.settings["smtp_port"] = str(mail.port)
        said = anywhere.runs("doctor")
    assert "0 that do not work" in said
    for about in ("secrets", "data folder", "database", "audit log", "public address", "clock", "mail server"):
        assert f"ok    {about}: " in said


def test_everything_that_is_broken_is_said_at_once(installation: Installation) -> None:
    installation.begins()
    (installation.data / "secrets" / "links.key").chmod(0o644)
    said = installation.runs("doctor", fails=1)
    assert "others can read links.key" in said
    assert "does not answer" in said
    assert "does not take our mail" in said
    assert "3 that do not work" in said


def test_before_the_set_up_it_says_what_to_run(installation: Installation) -> None:
    assert "Run `mostrador init`" in installation.runs("doctor", fails=1)
