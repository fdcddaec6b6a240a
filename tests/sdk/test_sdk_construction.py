"""What a shop gives a client to begin with: an address, a key, the secret of its identity tokens."""

import httpx
import pytest

from mostrador_sdk import AsyncMostrador, InvalidArgument, InvalidIdentity, Mostrador, identity_token
from telling import NOON


@pytest.mark.parametrize(
    "url", ["", "help.shop.example", "ftp://x", "https://", "https://a:b@x", "https://x?y=1", "http://[", "http://x:y"]
)
@pytest.mark.parametrize("kind", [Mostrador, AsyncMostrador])
def test_what_can_be_no_server_is_refused_at_once(kind, url):
    with pytest.raises(InvalidArgument, match="url must be the server's address"):
        kind(url, api_key="key")


@pytest.mark.parametrize("key", ["two words", "café", "a\nb"])
def test_what_can_be_no_key_is_refused_at_once_and_not_repeated(key):
    with pytest.raises(InvalidArgument, match="one word") as raised:
        Mostrador("https://help.shop.example", api_key=key)
    assert key not in str(raised.value)


def test_a_client_makes_identity_tokens_with_the_secret_it_was_given():
    secret = "it is written on a note in the till"
    support = Mostrador("https://x.example", api_key="k", shop="shop_1", identity_secret=secret, identity_key_id="k1")
    token = support.identity_token(sub="42", email="ana@example.com", now=NOON)
    same = identity_token(secret, key_id="k1", shop="shop_1", sub="42", email="ana@example.com", now=NOON)
    assert [len(part) for part in token.split(".")] == [len(part) for part in same.split(".")]
    assert token.split(".")[0] == same.split(".")[0]


def test_a_client_without_a_secret_says_what_it_needs():
    with pytest.raises(InvalidIdentity, match="if it is given identity_secret, identity_key_id too"):
        Mostrador("https://x.example", api_key="k", shop="shop_1").identity_token(sub="42")


def test_events_need_a_way_without_coroutines():
    with pytest.raises(InvalidArgument, match="give events_transport"):
        AsyncMostrador("https://x.example", api_key="k", transport=httpx.ASGITransport(app=None))


def test_a_client_does_not_show_its_key():
    support = Mostrador("https://x.example", api_key="very-secret")
    assert "very-secret" not in repr(support) + repr(vars(support)["_account"])
