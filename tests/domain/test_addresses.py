"""E-mail addresses as people type them, and networks as providers give them."""

from ipaddress import IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain import addresses
from mostrador.domain.addresses import Client, Trusted, client_address, network


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ana@example.com", "ana@example.com"),
        (" Ana.Ruiz+loza@Example.COM ", "ana.ruiz+loza@example.com"),
        ("ana@cañada.example.com", "ana@xn--caada-pta.example.com"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str):
    assert addresses.email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "ana", "ana@", "@example.com", "ana@example", "ana@localhost", "ana@loza.test", "ana@[127.0.0.1]",
        "Ana <ana@example.com>", '"ana"@example.com', "ana@example.com, eva@example.com", "ana,eva@example.com",
        "аna@example.com", "ana@example.com\r\nBcc: eva@example.com", "ana@example.com\n", "ana\x00@example.com",
        "ana@example.com\u2028", "\u202eana@example.com", "ana\u200b@example.com", "a" * 300 + "@example.com",
    ],
)  # fmt: skip
def test_s25_what_is_no_address_or_more_than_one_is_refused_with_a_sentence(typed: str):
    with pytest.raises(ValueError, match=r"."):
        addresses.email(typed)


@given(st.text(max_size=60) | st.emails())
def test_whatever_is_typed_an_address_can_stand_in_a_header(typed: str):
    try:
        kept = addresses.email(typed)
    except ValueError:
        return
    assert kept.isascii()
    assert kept.isprintable()
    assert not set(kept) & set(' ,;<>()[]:\\"')
    assert addresses.email(kept) == kept


@pytest.mark.parametrize("spelling", ["ana.ruiz@gmail.com", "AnaRuiz@Gmail.com", "anaruiz+loza@gmail.com"])
def test_the_spellings_of_one_mailbox_count_as_one(spelling: str):
    assert addresses.mailbox(spelling) == "anaruiz@gmail.com"


def test_elsewhere_a_dot_makes_another_mailbox():
    assert addresses.mailbox("ana.ruiz@example.com") != addresses.mailbox("anaruiz@example.com")


def test_throw_away_addresses_are_known_also_below_their_domain():
    assert addresses.is_disposable("ana@mailinator.com")
    assert addresses.is_disposable("ana@box7.mailinator.com")
    assert not addresses.is_disposable("ana@gmail.com")


@pytest.mark.parametrize(
    ("ip", "folded"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2002:cb00:7107::1", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unknown"),
    ],
)
def test_a_network_is_what_one_customer_of_a_provider_has(ip: str, folded: str):
    assert network(ip) == folded


@given(st.ip_addresses(v=6), st.integers(min_value=0, max_value=2**64 - 1))
def test_nobody_leaves_their_network_by_the_lower_half_of_an_address(ip: IPv6Address, lower: int):
    if ip.ipv4_mapped or ip.sixtofour or ip.teredo or int(ip) >> 64 == 0:
        return
    neighbour = IPv6Address(int(ip) >> 64 << 64 | lower)
    assert network(str(ip)) == network(str(neighbour))


PROXY = Trusted.parse(["10.0.0.0/8", "unix"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", None, Client("203.0.113.7")),
        ("203.0.113.7", "198.51.100.1", Client("203.0.113.7", claimed=True)),
        ("10.0.0.1", "198.51.100.1", Client("198.51.100.1")),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", Client("198.51.100.1")),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", Client("198.51.100.1")),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", Client("10.0.0.3")),
        ("10.0.0.1", "198.51.100.1, nonsense", Client("10.0.0.1")),
        ("10.0.0.1", "198.51.100.1:4711", Client("198.51.100.1")),
        ("10.0.0.1", "[2001:db8::1]:4711", Client("2001:db8::1")),
        ("10.0.0.1", "::ffff:198.51.100.1", Client("198.51.100.1")),
        ("10.0.0.1", "", Client("10.0.0.1")),
        ("::ffff:10.0.0.1", "198.51.100.1", Client("198.51.100.1")),
        (None, "198.51.100.1", Client("198.51.100.1")),
        (None, None, Client("unix")),
    ],
)
def test_s20_a_forwarded_address_is_believed_from_a_trusted_proxy_alone(
    peer: str | None, forwarded: str | None, client: Client
):
    assert client_address(peer, forwarded, PROXY) == client


@given(st.ip_addresses(), st.text(max_size=60))
def test_whatever_a_stranger_claims_they_are_their_peer(peer: object, claimed: str):
    assert client_address(str(peer), claimed, Trusted()).ip == str(getattr(peer, "ipv4_mapped", None) or peer)


@given(st.text(max_size=60))
def test_whatever_a_proxy_forwards_the_answer_is_an_address(forwarded: str):
    assert ip_address(client_address("10.0.0.1", forwarded, PROXY).ip)


@pytest.mark.parametrize("entry", ["*", "", "10.0.0.1/8", "proxy.example"])
def test_nobody_trusts_everybody(entry: str):
    with pytest.raises(ValueError, match=r"."):
        Trusted.parse([entry])
