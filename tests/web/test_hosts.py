"""Which name serves what."""

import pytest

from mostrador.settings import Settings
from mostrador.web.hosts import Hosts

SMALL = Hosts(Settings(public_url="https://help.example"))
APART = Hosts(
    Settings(
        public_url="https://www.example/help",
        widget_url="https://widget.example",
        console_url="https://console.example:8443",
    )
)
PATHS = ("/widget.js", "/widget/api/forms", "/console", "/console/login", "/c/", "/c/cnv_a", "/metrics", "/")


@pytest.mark.parametrize("path", PATHS)
def test_a_small_installation_has_one_name_for_everything(path: str):
    assert SMALL.knows("help.example")
    assert SMALL.knows("HELP.example")
    assert SMALL.serves("help.example", path)


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("widget.example", {"/widget.js", "/widget/api/forms"}),
        ("console.example:8443", {"/console", "/console/login"}),
        ("www.example", {"/c/", "/c/cnv_a", "/metrics", "/"}),
    ],
)
def test_with_names_apart_each_serves_its_own_and_no_others(host: str, served: set[str]):
    assert APART.knows(host)
    assert {path for path in PATHS if APART.serves(host, path)} == served


@pytest.mark.parametrize(
    "host", ["", "example", "console.example", "help.example.evil", "help.example:80", "help.example\n"]
)
def test_a_name_that_nobody_set_is_not_ours(host: str):
    assert not APART.knows(host)
    assert not SMALL.knows(host)


def test_a_probe_may_use_any_name():
    assert APART.serves("10.0.0.7", "/healthz")
    assert APART.serves("widget.example", "/readyz")
