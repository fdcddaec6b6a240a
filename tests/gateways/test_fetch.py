"""Somebody names a URL for us to call. What lies inside our own network stays out of their reach."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from mostrador.gateways.fetch import MOST, Fetch, Unreachable, Unsafe
from services.far_server import FarServer, answer

LOOPBACK = ["127.0.0.0/8"]


class NameServer:
    """What a name leads to, which may be something else at every question."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self._answers[min(len(self.asked), len(self._answers)) - 1]


def call(fetch: Fetch, url: str, method: Any = "GET", **how: Any) -> Any:
    return asyncio.run(fetch.call(method, url, **how))


@pytest.fixture
def far() -> Iterator[FarServer]:
    with FarServer([answer(200, b"Good day.", **{"X-Kind": "polite"})]) as far:
        yield far


def test_a_url_in_a_range_that_the_owner_allows_is_called_with_what_was_given(far: FarServer):
    got = call(Fetch(LOOPBACK), f"{far.url}/hook?a=b", "POST", headers={"X-Own": "1", "Host": "else"}, body=b"Hello.")
    assert (got.status, got.headers["x-kind"], got.body) == (200, "polite", b"Good day.")
    sent = far.requests[0]
    assert (sent.line, sent.body) == ("POST /hook?a=b HTTP/1.1", b"Hello.")
    assert (sent.headers["host"], sent.headers["x-own"]) == (f"127.0.0.1:{far.port}", "1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - nothing listens there
        "::",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fc00::1",
        "fe80::1%lo",
        "fec0::1",
        "ff02::1",
        "not an address",
    ],
)
def test_s19_no_name_leads_into_a_private_network(address: str):
    for leads_to in ([address], ["93.184.215.14", address]):
        with pytest.raises((Unsafe, Unreachable)) as refused:
            call(Fetch(resolve=NameServer(leads_to)), "https://hooks.example/")
        assert isinstance(refused.value, Unsafe) or address == "not an address"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/",
        "https://localhost:{port}/",
        "https://2130706433:{port}/",
        "https://0x7f.1:{port}/",
        "https://[::ffff:127.0.0.1]:{port}/",
        "https://[::1]:{port}/",
        "http://127.0.0.1:{port}/",
    ],
)
def test_s19_this_machine_is_not_called_under_any_of_its_names(far: FarServer, url: str):
    with pytest.raises((Unsafe, Unreachable)):
        call(Fetch(), url.format(port=far.port))
    assert far.requests == []


def test_s19_a_name_is_asked_once_and_the_address_that_was_looked_at_is_called(far: FarServer):
    names = NameServer(["127.0.0.1"], ["10.9.9.9"])
    assert call(Fetch(LOOPBACK, resolve=names), f"http://hooks.example:{far.port}/").status == 200
    assert names.asked == [("hooks.example", far.port)]
    assert far.requests[0].headers["host"] == f"hooks.example:{far.port}"
    with pytest.raises(Unsafe):
        call(Fetch(LOOPBACK, resolve=names), f"http://hooks.example:{far.port}/")


def test_s19_a_redirect_is_an_answer_and_is_not_followed(far: FarServer):
    far.answers = [answer(302, Location=f"{far.url}/inside")]
    got = call(Fetch(LOOPBACK), f"{far.url}/")
    assert (got.status, got.headers["location"]) == (302, f"{far.url}/inside")
    assert len(far.requests) == 1


def test_without_encryption_nobody_beyond_the_allowed_range_is_called():
    with pytest.raises(Unsafe, match="without encryption"):
        call(Fetch(LOOPBACK, resolve=NameServer(["93.184.215.14"])), "http://hooks.example/")


@pytest.mark.parametrize(
    "url",
    [
        "https://ana:secret@hooks.example/",
        "https://ana@hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//hooks.example/",
        "hooks.example",
        "https:///path",
        "https://",
        "",
        "https://hooks.example:99999/",
        "https://hooks.example:0/",
        "https://hooks\n.example/",
    ],
)
def test_what_is_no_plain_https_url_is_called_nowhere(url: str):
    names = NameServer(["93.184.215.14"])
    with pytest.raises(Unsafe):
        call(Fetch(resolve=names), url)
    assert names.asked == []


def test_a_proxy_of_the_environment_is_not_asked(far: FarServer, monkeypatch: pytest.MonkeyPatch):
    with FarServer() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert call(Fetch(LOOPBACK), f"{far.url}/").status == 200
        assert proxy.requests == []


def test_an_endless_answer_is_read_no_further_than_64_kib(far: FarServer):
    far.answers = [answer(200, b"x" * MOST)]
    assert len(call(Fetch(LOOPBACK), f"{far.url}/").body) == MOST
    far.answers = [answer(200, b"x" * (MOST + 1))]
    with pytest.raises(Unreachable, match="longer"):
        call(Fetch(LOOPBACK), f"{far.url}/")


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"])
def test_whoever_goes_silent_is_waited_for_no_longer_than_said(said: bytes):
    with FarServer([said], hangs=True) as far, pytest.raises(Unreachable, match="in time"):
        call(Fetch(LOOPBACK), f"{far.url}/", seconds=0.3)


def test_nobody_at_home_and_nonsense_are_said_without_the_url(far: FarServer):
    far.answers = [b"What?\r\n\r\n"]
    for url in (f"{far.url}/secret", "http://127.0.0.1:1/secret"):
        with pytest.raises(Unreachable) as problem:
            call(Fetch(LOOPBACK), url)
        assert "127.0.0.1" not in str(problem.value)
        assert "secret" not in str(problem.value)


def test_the_next_address_is_tried_where_nobody_answers_at_the_first(far: FarServer):
    names = NameServer(["127.0.0.2", "127.0.0.1"])
    assert call(Fetch(LOOPBACK, resolve=names), f"http://hooks.example:{far.port}/").status == 200


class Notary:
    """Vouches for servers, for whoever trusts it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Notary")])
        self._own = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self._own.public_bytes(Encoding.PEM).decode())

    def server(self, name: x509.GeneralName) -> ssl.SSLContext:
        """What a server needs to be `name`."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        certificate = self._signed(subject, key, x509.SubjectAlternativeName([name]))
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file = self._folder / "server.pem"
        file.write_bytes(pem + certificate.public_bytes(Encoding.PEM))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file)
        return context

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, says: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        builder = builder.add_extension(says, critical=isinstance(says, x509.BasicConstraints))
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return builder.add_extension(identifier, False).add_extension(issuer, False).sign(self._key, SHA256())


@pytest.mark.parametrize(
    ("certified", "url"),
    [
        (x509.DNSName("hooks.example"), "https://hooks.example:{port}/"),
        (x509.DNSName("xn--bcher-kva.example"), "https://bücher.example:{port}/"),
        (x509.IPAddress(ip_address("127.0.0.1")), "https://127.0.0.1:{port}/"),
    ],
)
def test_the_certificate_is_for_the_name_that_was_asked_for(tmp_path: Path, certified: x509.GeneralName, url: str):
    notary = Notary(tmp_path)
    with FarServer(tls=notary.server(certified)) as far:
        fetch = Fetch(LOOPBACK, trust=notary.trust(), resolve=NameServer(["127.0.0.1"]))
        assert call(fetch, url.format(port=far.port)).status == 201
        for other, trust in (("https://other.example:{port}/", notary.trust()), (url, None)):
            fetch = Fetch(LOOPBACK, trust=trust, resolve=NameServer(["127.0.0.1"]))
            with pytest.raises(Unreachable):
                call(fetch, other.format(port=far.port))
        assert len(far.requests) == 1
