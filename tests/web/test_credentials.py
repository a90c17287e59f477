"""What a browser says of a passkey may be anything; nonsense is refused in a sentence."""

import base64
import hashlib
import json
import re
from typing import Any

import httpx2
import pytest
from webauthn.helpers import encode_cbor

from tests.web.site import Site
from web.signing_in.credentials import name_of, transports_of

IDENT = b"abcd"
HEAD = b"\x45" + bytes(4) + bytes(16) + len(IDENT).to_bytes(2, "big") + IDENT
KEY = {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}


def written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def attested(site: Site, key: Any, **told: Any) -> str:
    """Return what a device would say of a new passkey with a public key."""
    place = hashlib.sha256(site.url.removeprefix("https://").encode()).digest()
    said = {"fmt": "none", "attStmt": {}, "authData": place + HEAD + encode_cbor(key), **told}
    return written(encode_cbor(said))


async def begun(browser: httpx2.AsyncClient) -> tuple[str, str]:
    """Return a page's token and the challenge that a device is to sign."""
    page = await browser.get("/me/passkeys")
    found = re.search(r'data-token="(\w+)"', page.text)
    assert found is not None
    options = await browser.post("/me/passkeys/options", json={"token": found[1]})
    return found[1], options.json()["challenge"]


async def test_a_device_that_talks_nonsense_is_refused_and_adds_nothing(site: Site) -> None:
    nonsense = [
        attested(site, [1]),
        attested(site, 5),
        attested(site, {1: 2, 3: -7}),
        attested(site, KEY, fmt="packed", attStmt={"sig": b"x", "alg": -7, "x5c": [b"z"]}),
        attested(site, KEY, fmt="tpm", attStmt=5),
        attested(site, KEY, authData=b"short"),
        written(b"\xff" * 9),
        written(b""),
        5,
        None,
    ]
    async with await site.signed_in(site.cast.coordinator) as browser:
        for each in nonsense:
            token, challenge = await begun(browser)
            said = {"type": "webauthn.create", "challenge": challenge, "origin": site.url}
            response = {
                "clientDataJSON": written(json.dumps(said).encode()),
                "attestationObject": each,
                "transports": [[]],
            }
            credential = {"id": written(IDENT), "rawId": written(IDENT), "type": "public-key"}
            answer = await browser.post(
                "/me/passkeys",
                json={"token": token, "credential": {**credential, "response": response}},
            )
            assert (answer.status_code, answer.json()["code"]) == (403, "passkey_not_taken"), each
    assert site.cast.coordinator.person is not None
    assert await site.records.passkeys(site.cast.coordinator.person) == []


@pytest.mark.parametrize("name", ["my phone\0", "\ud800", "two\nlines", " ", 0, None, []])
def test_a_passkey_whose_name_cannot_be_written_down_is_just_a_passkey(name: Any) -> None:
    assert name_of({"name": name}) == "Passkey"
    assert name_of({"name": "my phone"}) == "my phone"


@pytest.mark.parametrize("given", [None, 5, {}, [[]], [5, "\ud800", "carrier pigeon"]])
def test_only_ways_to_a_device_that_there_are_are_kept(given: Any) -> None:
    assert transports_of({"response": {"transports": given}}) == ()
    assert transports_of({"response": {"transports": ["usb", given]}}) == ("usb",)
