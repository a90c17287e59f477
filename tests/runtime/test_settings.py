import os
from pathlib import Path

import pytest

from runtime.cipher import Cipher
from runtime.keys import installation_cipher
from runtime.settings import Settings, SettingsError, variable


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MENTORSHIP_")]:
        monkeypatch.delenv(name)


def test_with_nothing_set_everything_is_embedded() -> None:
    settings = Settings.load()
    assert settings.home == Path(".mentorship")
    assert settings.database_url is None
    assert settings.smtp_url is None
    assert settings.keys == ()
    assert settings.task_queue == "mentorship"
    assert settings.ports == {}


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSHIP_DATABASE_URL", "")
    assert Settings.load().database_url is None


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_described_and_has_an_example(field: str) -> None:
    assert Settings.model_fields[field].description
    assert Settings.model_fields[field].examples


NO_NETWORKS = "must be addresses or networks such as 10.1.0.0/16, with commas between"

NO_ISSUER = "must be https:// with a host, and without a query; http:// only for this machine"

NO_PUBLIC_URL = "must be http:// or https:// with a host, and without a query or a login"

_REFUSED = [
    (
        "MENTORSHIP_LOG_FORMAT",
        "xml",
        "cannot be used (input should be 'console' or 'json')",
        "for example json would be right",
    ),
    (
        "MENTORSHIP_DATABASE_URL",
        "mysql://root:hunter2@db/x",
        "cannot be used (must start with postgresql:// or postgres://)",
        "for example postgresql://user:password@host:5432/mentorship would be right",
    ),
    (
        "MENTORSHIP_SMTP_URL",
        "http://relay",
        "cannot be used (must start with smtp:// or smtp+starttls:// or smtps://)",
        "for example smtp+starttls://user:password@host:587 would be right",
    ),
    (
        "MENTORSHIP_POSTGRES_PORT",
        "70000",
        "cannot be used (input should be less than or equal to 65535)",
        "for example 15432 would be right",
    ),
    (
        "MENTORSHIP_GRACEFUL_STOP_SECONDS",
        "-1",
        "cannot be used (input should be greater than or equal to 0)",
        "for example 20 would be right",
    ),
    (
        "MENTORSHIP_DEPLOYMENT_NAME",
        "mentorship.org",
        "cannot be used (string should match pattern '^[A-Za-z0-9_-]{1,200}$')",
        "for example mentorship would be right",
    ),
    (
        "MENTORSHIP_BUILD_ID",
        "release 1",
        "cannot be used (string should match pattern '^[A-Za-z0-9._+-]{1,200}$')",
        "for example 1.4.0 would be right",
    ),
    *(
        (
            "MENTORSHIP_PUBLIC_URL",
            address,
            f"cannot be used ({NO_PUBLIC_URL})",
            "for example https://mentorship.example.org would be right",
        )
        for address in (
            "mentorship.example.org",
            "ftp://example.org",
            "https://",
            "https://me:hunter2@example.org",
            "https://example.org/?page=1",
            "https://example.org/#top",
            "https://example.org:99999",
            "https://[example.org",
            "https://example.org/a\nb",
            'https://example.org/"><b>',
        )
    ),
    (
        "MENTORSHIP_WEB_PORT",
        "0",
        "cannot be used (input should be greater than or equal to 1)",
        "for example 8080 would be right",
    ),
    *(
        (
            "MENTORSHIP_TRUSTED_PROXIES",
            proxies,
            f"cannot be used ({NO_NETWORKS})",
            "for example 127.0.0.1,10.1.0.0/16 would be right",
        )
        for proxies in ("*", "proxy.example.org", "10.1.0.1/16", "127.0.0.1 10.1.0.0/16")
    ),
    *(
        (
            "MENTORSHIP_OIDC_ISSUER",
            issuer,
            f"cannot be used ({NO_ISSUER})",
            "for example https://sso.example.org/realms/staff would be right",
        )
        for issuer in (
            "sso.example.org",
            "http://sso.example.org",
            "https://",
            "https://me@sso.example.org",
            "https://sso.example.org?realm=staff",
            "https://[sso",
        )
    ),
    (
        "MENTORSHIP_MAX_IMPORT_MB",
        "101",
        "cannot be used (input should be less than or equal to 100)",
        "for example 10 would be right",
    ),
    (
        "MENTORSHIP_LETTERS_PER_MINUTE",
        "0",
        "cannot be used (input should be greater than or equal to 1)",
        "for example 30 would be right",
    ),
    (
        "MENTORSHIP_DATBASE_URL",
        "postgresql://localhost/x",
        "is not a setting",
        "MENTORSHIP_DATABASE_URL is one",
    ),
]


@pytest.mark.parametrize(("name", "value", "wrong", "right"), _REFUSED)
def test_what_cannot_be_used_is_refused_in_one_sentence_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, wrong: str, right: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    assert refused.value.variable == name
    assert str(refused.value) == f"{name} {wrong}: {right}."


def test_an_unfit_key_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSHIP_KEYS", f"{Cipher.generate_key()}, hunter2")
    with pytest.raises(SettingsError, match="key number 2 is no Fernet key") as refused:
        Settings.load()
    assert "hunter2" not in str(refused.value)


def test_secrets_are_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Cipher.generate_key()
    monkeypatch.setenv("MENTORSHIP_DATABASE_URL", "postgresql://me:hunter2@db/x")
    monkeypatch.setenv("MENTORSHIP_SMTP_URL", "smtps://me:hunter3@relay")
    monkeypatch.setenv("MENTORSHIP_KEYS", key)
    shown = f"{Settings.load()!r} {Settings.load()}"
    assert not [secret for secret in ("hunter2", "hunter3", key) if secret in shown]


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://10.0.0.1:8080", "https://example.org/mentorship"]
)
@pytest.mark.parametrize("end", ["", "/"])
def test_links_begin_with_the_public_address_and_one_slash(
    monkeypatch: pytest.MonkeyPatch, address: str, end: str
) -> None:
    monkeypatch.setenv("MENTORSHIP_PUBLIC_URL", address + end)
    assert Settings.load().public_url == address


def test_chosen_ports_are_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSHIP_TEMPORAL_UI_PORT", "8233")
    monkeypatch.setenv("MENTORSHIP_WEB_PORT", "9090")
    assert Settings.load().ports == {"temporal_ui": 8233, "web": 9090}


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.load().trusted_proxies == ()
    monkeypatch.setenv("MENTORSHIP_TRUSTED_PROXIES", "127.0.0.1, 10.1.0.0/16,::1,")
    assert Settings.load().trusted_proxies == ("127.0.0.1/32", "10.1.0.0/16", "::1/128")


@pytest.mark.parametrize(
    "issuer", ["https://sso.example.org/realms/staff/", "http://localhost:9000", "http://[::1]"]
)
def test_an_issuer_is_kept_as_it_is_written(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    monkeypatch.setenv("MENTORSHIP_OIDC_ISSUER", issuer)
    assert Settings.load().oidc_issuer == issuer


def test_the_keys_of_the_settings_are_used_the_first_of_them_to_seal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new, old = Cipher.generate_key(), Cipher.generate_key()
    monkeypatch.setenv("MENTORSHIP_KEYS", f"{new}, {old}")
    cipher = installation_cipher(Settings.load())
    assert Cipher([new]).open(cipher.seal(b"word")) == b"word"
    assert cipher.open(Cipher([old]).seal(b"word")) == b"word"


def test_an_embedded_installation_makes_a_key_once_that_only_its_user_may_read(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("MENTORSHIP_HOME", str(home))
    sealed = installation_cipher(Settings.load()).seal(b"word")
    assert installation_cipher(Settings.load()).open(sealed) == b"word"
    assert (home / "keys").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in home.iterdir()] == ["keys"]


def test_a_database_of_ones_own_without_keys_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSHIP_DATABASE_URL", "postgresql://db/mentorship")
    with pytest.raises(SettingsError) as refused:
        installation_cipher(Settings.load())
    assert str(refused.value) == (
        "MENTORSHIP_KEYS is missing, and with MENTORSHIP_DATABASE_URL it is required: "
        "make one with 'mentorship key' and give it to every process."
    )


def test_a_fields_variable_is_its_name_with_our_prefix() -> None:
    assert variable("smtp_url") == "MENTORSHIP_SMTP_URL"
