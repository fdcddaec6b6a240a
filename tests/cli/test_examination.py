"""`mostrador doctor` tries everything, and says what to do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.rrset
import pytest
from command_line import Installation

from mostrador.cli.checks_mail import judged
from mostrador.cli.checks_outside import hosts, proxies
from mostrador.gateways.dns import DnsSilent, MailRecords, mail_records
from mostrador.settings import Settings
from services.mail_server import mail_server

GOOD = {
    "loza.example.": "v=spf1 include:_spf.mail.example -all",
    "mail._domainkey.loza.example.": "v=DKIM1; k=rsa; p=MIGfMA0",
    "_dmarc.loza.example.": "v=DMARC1; p=reject",
}


@contextmanager
def name_server(texts: dict[str, str]) -> Iterator[tuple[str, int]]:
    """A name server on this machine that knows these TXT records and nothing else."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                asked, who = line.recvfrom(4096)
            except OSError:
                return
            if not asked:
                return
            query = dns.message.from_wire(asked)
            reply = dns.message.make_response(query)
            name = query.question[0].name.to_text()
            if name in texts:
                reply.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", f'"{texts[name]}"'))
            else:
                reply.set_rcode(dns.rcode.NXDOMAIN)
            line.sendto(reply.to_wire(), who)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield line.getsockname()
    finally:
        line.sendto(b"", line.getsockname())  # wakes it, so that it ends
        thread.join()
        line.close()


def test_a_domain_that_says_everything_right_is_good() -> None:
    with name_server(GOOD) as server:
        records = mail_records("loza.example", server)
    assert records == MailRecords((GOOD["loza.example."],), (GOOD["_dmarc.loza.example."],), ("mail",))
    assert [finding.level for finding in judged("loza.example", records)] == ["good", "good", "good"]


def test_the_record_of_the_organisation_covers_the_domain_below() -> None:
    with name_server(GOOD) as server:
        assert mail_records("help.loza.example", server).dmarc == (GOOD["_dmarc.loza.example."],)


@pytest.mark.parametrize(
    ("records", "levels"),
    [
        (MailRecords((), (), ()), ["failure", "warning", "failure"]),
        (MailRecords(("v=spf1 +all",), ("v=DMARC1; p=none",), ("s1",)), ["failure", "good", "warning"]),
        (
            MailRecords(("v=spf1 -all", "v=spf1 a"), ("v=DMARC1; p=reject",) * 2, ("s1",)),
            ["failure", "good", "failure"],
        ),
    ],
)
def test_what_is_missing_or_weak_is_said_with_what_to_do(records: MailRecords, levels: list[str]) -> None:
    found = list(judged("loza.example", records))
    assert [finding.level for finding in found] == levels
    assert all(finding.remedy for finding in found if finding.level != "good")


def test_a_name_server_that_says_nothing_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mostrador.gateways.dns.LIFETIME", 0.2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(DnsSilent):
            mail_records("loza.example", silent.getsockname())


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
