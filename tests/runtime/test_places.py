"""Where the servers are, and where people reach the service."""

import os
from pathlib import Path

import pytest

from runtime.embedded.ports import LOOPBACK
from runtime.embedded.stack import embedded
from runtime.listening import local_url
from runtime.places import find_public_url
from runtime.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    for name in [name for name in os.environ if name.startswith("MENTORSHIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MENTORSHIP_HOME", str(home))


async def test_links_lead_to_the_running_service_unless_somebody_says_where(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    assert find_public_url(Settings.load()) == "http://localhost:8080"
    async with embedded(
        home, with_postgres=False, with_temporal=False, with_mail=False, web_host=LOOPBACK
    ) as stack:
        assert find_public_url(Settings.load()) == stack.web_url
        monkeypatch.setenv("MENTORSHIP_PUBLIC_URL", "https://example.org/mentorship/")
        assert find_public_url(Settings.load()) == "https://example.org/mentorship"


def test_letters_that_leave_the_machine_must_not_lead_back_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MENTORSHIP_SMTP_URL", "smtps://relay.example.org")
    with pytest.raises(SettingsError, match="MENTORSHIP_PUBLIC_URL is missing"):
        find_public_url(Settings.load())


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1", "localhost"),
        ("::", "localhost"),
        ("localhost", "localhost"),
        ("10.0.0.5", "10.0.0.5"),
        ("fd00::5", "[fd00::5]"),
    ],
)
def test_a_browser_here_finds_it_by_a_name_that_keeps_secure_cookies(host: str, name: str) -> None:
    assert local_url(host, 8080) == f"http://{name}:8080"
