"""Whoever runs the server writes something wrong into the settings, and is told which."""

import re
from pathlib import Path

import msgspec
import pytest
from command_line import Installation

from mostrador.cli.settings_table import BEGIN, END, table
from mostrador.errors import Misconfigured
from mostrador.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MOSTRADOR_PUBLIC_ULR", "https://help.example", "MOSTRADOR_PUBLIC_ULR is not a setting"),
        ("MOSTRADOR_PORT", "eighty", "port"),
        ("MOSTRADOR_PORT", "99999", "port"),
        ("MOSTRADOR_PUBLIC_URL", "http://help.example", "public_url must begin with https://"),
        ("MOSTRADOR_PUBLIC_URL", "help.example", "public_url must be a web address"),
        ("MOSTRADOR_PUBLIC_URL", "https://help.example/", "public_url must not end with a slash"),
        ("MOSTRADOR_CONSOLE_URL", "javascript:alert(1)", "console_url must be a web address"),
        ("MOSTRADOR_TRUSTED_PROXIES", "*", "trusted_proxies must name the proxies"),
        ("MOSTRADOR_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "trusted_proxies must hold ranges"),
        ("MOSTRADOR_ALLOWED_PRIVATE_RANGES", "10.0.0.0/8,home", "allowed_private_ranges must hold ranges"),
        ("MOSTRADOR_WEB_PUSH", "perhaps", "web_push"),
        ("MOSTRADOR_SMTP_TLS", "maybe", "smtp_tls"),
        ("MOSTRADOR_SMTP_HOST", "smtp.example.com", "smtp_tls must be starttls or tls"),
        ("MOSTRADOR_MAIL_FROM", "nobody", "mail_from must be an e-mail address"),
        ("MOSTRADOR_MAIL_FROM", "@", "mail_from must be an e-mail address"),
        ("MOSTRADOR_PUBLIC_URL", "https://a.example:99999", "public_url must be a web address"),
        ("MOSTRADOR_PUBLIC_URL", "https://user:pw@a.example", "public_url must be a web address"),
        ("MOSTRADOR_TRUSTED_PROXIES", "0.0.0.0/0", "trusted_proxies must name the proxies"),
        ("MOSTRADOR_LOG_LEVEL", "loud", "log_level"),
        ("MOSTRADOR_DATABASE_URL", "nonsense", "database_url must name a database"),
        ("MOSTRADOR_DATABASE_URL", "mysql://u:p@db.example/shop", "database_url must name a database"),
        ("MOSTRADOR_DATABASE_URL", "postgresql://", "database_url must name a database"),
        ("MOSTRADOR_DATABASE_URL", "postgresql://u:p@db.example", "database_url must name a database"),
        ("MOSTRADOR_DATABASE_URL", "postgresql://u:p@db.example:port/shop", "database_url must name a database"),
        ("MOSTRADOR_DATABASE_URL", "sqlite://", "database_url must name a database"),
        ("MOSTRADOR_DATABASE_URL", "sqlite:///:memory:", "database_url must name a database"),
        ("MOSTRADOR_CONFIG", "/nowhere/mostrador.toml", "There is no file /nowhere/mostrador.toml."),
    ],
)
def test_a_bad_setting_is_named(name: str, value: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mostrador.toml"
    file.touch()
    with pytest.raises(Misconfigured, match=re.escape(said)):
        Settings.load(None if name == "MOSTRADOR_CONFIG" else file, {name: value})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('public_ulr = "https://help.example"', "public_ulr"),
        ("port = 'eighty'", "port"),
        ("port = ", "is not TOML"),
        ("[smtp]\nhost = 'x'", "smtp"),
    ],
)
def test_a_bad_file_is_named(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "mostrador.toml"
    file.write_text(text)
    with pytest.raises(Misconfigured, match=re.escape(said)):
        Settings.load(file, {})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mostrador.toml"
    file.write_text('port = 9000\nhost = "::1"')
    found = Settings.load(file, {"MOSTRADOR_PORT": "9001", "MOSTRADOR_TRUSTED_PROXIES": "10.0.0.0/8, unix"})
    assert (found.port, found.host) == (9001, "::1")
    assert found.trusted_proxies == ["10.0.0.0/8", "unix"]
    found = Settings.load(file, {"MOSTRADOR_ALLOWED_PRIVATE_RANGES": "10.0.0.0/8, ::1", "MOSTRADOR_WEB_PUSH": "false"})
    assert (found.allowed_private_ranges, found.web_push) == (["10.0.0.0/8", "::1"], False)


def test_a_bad_setting_stops_every_command_with_one_sentence(installation: Installation) -> None:
    installation.settings["trusted_proxies"] = "*"
    for command in ("init", "serve", "doctor"):
        said = installation.runs(command, fails=2)
        assert said == "Error: trusted_proxies must name the proxies; * would believe anybody.\n"
    assert not installation.data.exists()


def test_a_settings_file_that_cannot_be_read_is_named(installation: Installation) -> None:
    (installation.folder / "mostrador.toml").write_bytes(b'smtp_password = "\xff"')
    assert "mostrador.toml is not TOML" in installation.runs("serve", fails=2)
    (installation.folder / "mostrador.toml").unlink()
    (installation.folder / "mostrador.toml").mkdir()
    assert installation.runs("serve", fails=2) == "Error: mostrador.toml cannot be read: Is a directory.\n"


def test_a_folder_that_cannot_be_had_is_named(untouched: Installation) -> None:
    (untouched.folder / "taken").touch()
    first = ("init", "--shop", "Loza", "--email", "lola@loza.example", "--name", "Lola")
    for setting, value, said in (
        ("data_folder", "taken", "taken: File exists."),
        ("data_folder", "taken/data", "taken/data: Not a directory."),
        ("secrets_folder", "taken", "taken: File exists."),
        ("database_url", "sqlite:///nowhere/x.sqlite3", "There is no folder nowhere for the database"),
    ):
        untouched.settings = {setting: value}
        assert said in untouched.runs(*first, fails=2)


def test_a_settings_file_that_is_not_there_is_named(installation: Installation) -> None:
    assert "There is no file elsewhere.toml" in installation.runs("--config", "elsewhere.toml", "serve", fails=2)


def test_the_readme_lists_the_settings_as_the_code_has_them() -> None:
    readme = (ROOT / "README.md").read_text()
    listed = readme.partition(BEGIN)[2].partition(END)[0].strip()
    assert listed == table(), "Run `python -m mostrador.cli.settings_table` to write the table anew."


def test_every_setting_says_what_it_is_for() -> None:
    for each in msgspec.inspect.type_info(Settings).fields:
        described = getattr(each.type, "extra_json_schema", None) or {}
        assert described.get("description"), each.name
