"""`mostrador doctor` judges what a shop's domain says about its mail as those who receive it do."""

import base64
import socket
from ipaddress import ip_address

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from name_server import name_server

from mostrador.cli.checks_sender import judged
from mostrador.cli.findings import Finding
from mostrador.gateways.dns import DnsSilent, Names, mail_records
from mostrador.gateways.spf import judge
from mostrador.settings import Settings

LOZA = Settings(mail_from="hola@loza.example", smtp_host="smtp.mail.example", smtp_tls="tls")
SMTP = ("smtp.mail.example. A 9.1.1.25", "smtp.mail.example. AAAA 2a00:1450::25")
REST = (
    'mail._domainkey.loza.example. TXT "v=DKIM1; k=rsa; p=MIGfMA0"',
    '_dmarc.loza.example. TXT "v=DMARC1; p=reject"',
)


def found(about: str, *records: str, settings: Settings = LOZA, own: tuple[str, ...] = ()) -> Finding:
    with name_server(*SMTP, *REST, *records) as names:
        findings = judged(settings, names, tuple(map(ip_address, own)))
        return next(each for each in findings if each.about == about)


def verdict(record: str, *others: str, address: str = "9.1.1.25", sender: str = "hola@loza.example") -> str:
    with name_server(f'loza.example. TXT "{record}"', *others) as names:
        return judge(names, ip_address(address), sender, "smtp.mail.example").result


def key(bits: int) -> str:
    public = generate_private_key(65537, bits).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def dkim(content: str) -> Finding:
    """What is said about the selector that is set; a long text comes in pieces, as in real life."""
    pieces = " ".join(f'"{content[start : start + 200]}"' for start in range(0, len(content), 200))
    signing = Settings(mail_from="hola@loza.example", dkim_selector="s7")
    return found("DKIM", f"s7._domainkey.loza.example. TXT {pieces}", settings=signing)


def test_a_domain_that_says_everything_right_is_good() -> None:
    records = (
        'loza.example. TXT "v=spf1 include:_spf.mail.example -all"',
        '_spf.mail.example. TXT "v=spf1 ip4:9.1.1.0/24 ip6:2a00:1450::/32 -all"',
    )
    with name_server(*SMTP, *REST, *records) as names:
        findings = list(judged(LOZA, names))
    assert [finding.level for finding in findings] == ["good", "good", "good"]
    assert findings[0].what == "pass: loza.example lets smtp.mail.example (9.1.1.25, 2a00:1450::25) send"


def test_the_record_of_the_organisation_covers_the_domain_below() -> None:
    with name_server(*REST) as names:
        assert mail_records(names, "help.loza.example").dmarc == ("v=DMARC1; p=reject",)


@pytest.mark.parametrize(
    ("spf", "level", "said"),
    [
        ("v=spf1 ip4:9.9.9.9 -all", "warning", "fail: loza.example does not let smtp.mail.example (9.1.1.25) send"),
        ("v=spf1 ip4:9.1.1.25 -all", "warning", "fail: loza.example does not let smtp.mail.example (2a00:1450::25)"),
        ("v=spf1 ip4:9.9.9.9 ~all", "warning", "softfail: loza.example takes mail from"),
        ("v=spf1 ip4:9.9.9.9", "warning", "neutral: loza.example says nothing about"),
        ("v=spf1 +all", "failure", "anybody"),
        ("v=spf1 ip4:0.0.0.0/0 -all", "failure", "anybody"),
        ("v=spf1 include:nowhere.example -all", "failure", "permerror: loza.example points to nowhere.example"),
        ("v=spf1 ipv4:9.1.1.25 -all", "failure", "“ipv4:9.1.1.25” is no term of SPF"),
        ("v=spf1 a:smtp.mail.example include:nowhere.example -all", "warning", "pass for our mail, but"),
        ("v=spf10 -all", "failure", "names no mail server"),
    ],
)
def test_a_record_is_judged_for_the_host_that_sends(spf: str, level: str, said: str) -> None:
    finding = found("SPF", f'loza.example. TXT "{spf}"')
    assert finding.level == level
    assert said in finding.what
    assert finding.remedy


def test_two_records_are_none_that_counts() -> None:
    two = ('loza.example. TXT "v=spf1 a -all"', 'loza.example. TXT "v=spf1 mx -all"')
    assert "2 records, and so none that counts" in found("SPF", *two).what


def test_a_machine_that_sends_itself_is_judged_by_its_own_address() -> None:
    at_home = Settings(mail_from="hola@loza.example")
    record = 'loza.example. TXT "v=spf1 ip4:9.2.2.2 -all"'
    assert found("SPF", record, settings=at_home, own=("9.2.2.2",)).level == "good"
    assert found("SPF", record, settings=at_home, own=("9.3.3.3",)).level == "failure"
    behind_a_router = found("SPF", record, settings=at_home)
    assert behind_a_router.level == "warning"
    assert "cannot be seen here" in behind_a_router.what


@pytest.mark.parametrize(
    ("record", "others", "result"),
    [
        ("v=spf1 a -all", ("loza.example. A 9.1.1.25",), "pass"),
        ("v=spf1 a:www.loza.example/24 -all", ("www.loza.example. A 9.1.1.7",), "pass"),
        ("v=spf1 mx -all", ("loza.example. MX 10 mx.loza.example.", "mx.loza.example. A 9.1.1.25"), "pass"),
        ("v=spf1 mx -all", ("loza.example. MX 10 mx.loza.example.", "mx.loza.example. A 9.1.1.26"), "fail"),
        ("v=spf1 ip4:9.1.1.24/31 -all", (), "pass"),
        ("v=spf1 ip6:2a00::/16 -all", (), "fail"),
        ("v=spf1 ?ip4:9.1.1.25 -all", (), "neutral"),
        ("v=spf1 IP4:9.1.1.25 -ALL", (), "pass"),
        ("v=spf1 redirect=_spf.mail.example", ('_spf.mail.example. TXT "v=spf1 ip4:9.1.1.25 ~all"',), "pass"),
        ("v=spf1 redirect=_spf.mail.example", ('_spf.mail.example. TXT "v=spf1 ip4:9.1.1.26 ~all"',), "softfail"),
        ("v=spf1 include:_spf.mail.example ~all", ('_spf.mail.example. TXT "v=spf1 -all"',), "softfail"),
        ("v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all", ("25.1.1.9.in-addr._spf.loza.example. A 127.0.0.2",), "pass"),
        ("v=spf1 exists:%{l}.%{o}.at.%{h} -all", ("hola.loza.example.at.smtp.mail.example. A 127.0.0.2",), "pass"),
        ("v=spf1 ptr -all", ("25.1.1.9.in-addr.arpa. PTR a.loza.example.", "a.loza.example. A 9.1.1.25"), "pass"),
        ("v=spf1 ptr -all", ("25.1.1.9.in-addr.arpa. PTR a.loza.example.", "a.loza.example. A 9.1.1.2"), "fail"),
        ("v=spf1 exp=why.loza.example unknown=x -all", (), "fail"),
        ("v=spf1", (), "neutral"),
        ("v=spf1 ip4:9.1.1.999 -all", (), "permerror"),
        ("v=spf1 ip4:9.1.1.0/33 -all", (), "permerror"),
        ("v=spf1 include -all", (), "permerror"),
        ("v=spf1 all:loza.example", (), "permerror"),
        ("v=spf1 exists:%{x}.loza.example -all", (), "permerror"),
        ("v=spf1 include:loza.example -all", (), "permerror"),
        ("v=spf1 a:one.example a:two.example a:three.example -all", (), "permerror"),
        ("v=none", (), "none"),
    ],
)
def test_each_term_means_what_receivers_read_in_it(record: str, others: tuple[str, ...], result: str) -> None:
    """RFC 7208"""
    assert verdict(record, *others) == result


@pytest.mark.parametrize(("asked", "result"), [(10, "fail"), (11, "permerror")])
def test_a_record_may_ask_the_dns_ten_times(asked: int, result: str) -> None:
    hosts = [f"h{number}.example" for number in range(asked)]
    record = " ".join(["v=spf1", *(f"a:{host}" for host in hosts), "-all"])
    assert verdict(record, *(f"{host}. A 9.9.9.9" for host in hosts)) == result


def test_a_key_under_the_selector_that_is_set_is_judged() -> None:
    assert "s7._domainkey.loza.example, rsa, 2048 bits" in dkim(f"v=DKIM1; k=rsa; p={key(2048)}").what
    ed25519 = base64.b64encode(bytes(32)).decode()
    assert "ed25519, 256 bits" in dkim(f"v=DKIM1; k=ed25519; p={ed25519}").what


@pytest.mark.parametrize(
    ("content", "level", "said"),
    [
        ("v=DKIM1; p=", "failure", "revoked"),
        ("v=DKIM1; k=rsa; p=MIGfMA0", "failure", "cut off"),
        ("v=DKIM2; p=MIGfMA0", "failure", "no DKIM key"),
        (f"v=DKIM1; p={key(1024)}", "warning", "1024 bits"),
        (f"v=DKIM1; t=y:s; p={key(2048)}", "warning", "t=y"),
    ],
)
def test_a_key_that_nobody_could_use_is_said_with_what_to_do(content: str, level: str, said: str) -> None:
    finding = dkim(content)
    assert finding.level == level
    assert said in finding.what
    assert finding.remedy


def test_a_selector_without_a_key_does_not_work_and_another_ones_key_does_not_help() -> None:
    signing = Settings(mail_from="hola@loza.example", dkim_selector="s7")
    finding = found("DKIM", settings=signing)
    assert finding.level == "failure"
    assert "no key at s7._domainkey.loza.example" in finding.what


@pytest.mark.parametrize(
    ("records", "levels"),
    [
        ((), ["failure", "warning", "failure"]),
        (('_dmarc.loza.example. TXT "v=DMARC1; p=none"',), ["failure", "warning", "warning"]),
        (('_dmarc.loza.example. TXT "v=DMARC1; p=reject"',) * 2, ["failure", "warning", "good"]),
        (
            ('_dmarc.loza.example. TXT "v=DMARC1; p=reject"', '_dmarc.loza.example. TXT "v=DMARC1; p=none"'),
            ["failure", "warning", "failure"],
        ),
    ],
)
def test_what_is_missing_or_weak_is_said_with_what_to_do(records: tuple[str, ...], levels: list[str]) -> None:
    with name_server(*records) as names:
        findings = list(judged(LOZA, names))
    assert [finding.level for finding in findings] == levels
    assert all(finding.remedy for finding in findings if finding.level != "good")


def test_a_name_server_that_says_nothing_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mostrador.gateways.dns.LIFETIME", 0.2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        with pytest.raises(DnsSilent):
            mail_records(Names(silent.getsockname()), "loza.example")
