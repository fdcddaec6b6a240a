import pytest

from mostrador.domain.origins import origin
from mostrador.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("https://*.example", "origin_wildcard"),
        ("*", "origin_wildcard"),
        ("http://shop.example", "origin_insecure"),
        ("javascript:alert(1)", "origin_invalid"),
        ("ftp://shop.example", "origin_invalid"),
        ("https://shop.example/path", "origin_path"),
        ("https://user@shop.example", "origin_invalid"),
        ("https://shop.example; script-src *", "origin_wildcard"),
        ("https://shop.example; script-src 'unsafe-inline'", "origin_invalid"),
        ("https://shop.example\nhttps://evil.example", "origin_invalid"),
        ("https://", "origin_invalid"),
        ("https://[::1", "origin_invalid"),
        ("null", "origin_invalid"),
    ],
)
def test_an_origin_is_one_exact_https_address(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        origin(typed, loopback=True)
    assert refused.value.fields["origin"].code == code


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (" https://Shop.Example/ ", "https://shop.example"),
        ("shop.example", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("https://caña.example", "https://xn--caa-8ma.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://localhost:8000", "https://localhost:8000"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(typed: str, written: str) -> None:
    assert origin(typed) == written


@pytest.mark.parametrize(
    "typed", ["http://localhost:8000", "http://127.0.0.1", "http://shop.localhost", "http://[::1]"]
)
def test_http_is_for_this_machine_and_only_while_the_server_is_reached_so_itself(typed: str) -> None:
    assert origin(typed, loopback=True) == typed
    with pytest.raises(Invalid):
        origin(typed)
