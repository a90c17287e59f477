"""What browsers say of passkeys, which may be anything, and what they are told of them."""

from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

from domain.model import Line
from records.access.passkeys import Passkey

UNREADABLE: Final = (
    WebAuthnException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
)
"""What reading a passkey's answer raises where it is none; some of it only deep in its parts."""

_LONGEST_NAME: Final = 60
_UNNAMED: Final = "Passkey"
_NAME: Final[TypeAdapter[str]] = TypeAdapter(Line)


def name_of(body: dict[str, Any]) -> str:
    """Return what a passkey is called; one whose name cannot be written down is just a passkey."""
    try:
        return _NAME.validate_python(str(body.get("name") or _UNNAMED)[:_LONGEST_NAME])
    except ValidationError:
        return _UNNAMED


def described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    """Return how a browser is told of a passkey, so that it finds the device."""
    known = {each.value for each in AuthenticatorTransport}
    transports = [AuthenticatorTransport(each) for each in passkey.transports if each in known]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def transports_of(credential: Any) -> tuple[str, ...]:
    """Return by which ways a browser reaches a passkey, as far as it says so; total."""
    response = credential.get("response") if isinstance(credential, dict) else None
    given = response.get("transports") if isinstance(response, dict) else None
    known = {each.value for each in AuthenticatorTransport}
    if not isinstance(given, list):
        return ()
    return tuple(each for each in given if isinstance(each, str) and each in known)
