"""Where a call would really end, however the address is written."""

from ipaddress import ip_address, ip_network

import pytest

from mostrador.domain.reachable import is_allowed, is_public, meant


@pytest.mark.parametrize(
    "text", ["93.184.215.14", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e", "2002:5db8:d70e::1", "::93.184.215.14"]
)
def test_a_public_address_inside_another_is_the_public_address(text: str):
    assert meant(text) == ip_address("93.184.215.14")
    assert is_public(meant(text))


@pytest.mark.parametrize("text", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203", "2002:a01:203::1", "::10.1.2.3"])
def test_a_private_address_inside_another_is_private_and_allowed_where_the_owner_says(text: str):
    assert not is_public(meant(text))
    assert is_allowed(meant(text), [ip_network("10.1.0.0/16")])
    assert not is_allowed(meant(text), [ip_network("10.2.0.0/16"), ip_network("fc00::/7")])


@pytest.mark.parametrize("text", ["2606:4700::1111", "2a00:1450:4003:80f::200e"])
def test_an_address_of_the_public_internet_is_called(text: str):
    assert is_public(meant(text))
