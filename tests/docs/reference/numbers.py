"""The pages of what can be chosen, policy and settings, and of the dates that follow."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from annotated_types import Ge, Le
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from cli.words import Reader
from domain.mentorship.coming import _CHECK_INS, _SENTENCES
from domain.mentorship.matters import DeadlineKind
from domain.policy import Policy
from runtime.settings import Settings, variable
from tests.docs.reference.markdown import code, codes, filled_in, headed, page, sentence, table

_SILENCE = (
    "If the mentor has not replied, they are asked once more; after the last ask it lapses.",
    "policy reply_by_days, follow_ups",
)

_READER = Reader(names={}, zone="UTC")
_MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def policy() -> str:
    """Return the page of a program's policy."""
    rows = [
        (code(name), code(info.default), _allowed(info, Policy, name), sentence(info.description))
        for name, info in Policy.model_fields.items()
        if info.description
    ]
    about = (
        "The numbers that each program chooses for itself, with the defaults that the guides for "
        "mentorship programs name. A change moves nothing that is already set: an open "
        "invitation, agreement or check-in keeps the numbers it began with.\n\n"
        "`check_in_reminder_days` must be less than `check_in_open_days`."
    )
    return page("Policy", about, table(("number", "default", "allowed", "means"), rows))


def dates() -> str:
    """Return the page of the dates that a mentorship waits for."""
    rows = [_date(kind) for kind in DeadlineKind]
    opened = [(code(kind), *said) for kind, said in _CHECK_INS.items()]
    about = (
        "What the clock does. A mentorship waits for these dates by itself; `mentorship next ID` "
        "shows the ones that are open now. A day is a day in the program's time zone: `through` a "
        "day, people can still act while it lasts; `after` a day, something happens by itself once "
        "it has ended; `on` a day, something begins with it."
    )
    return page(
        "Dates",
        about,
        table(("date", "passes", "what happens", "set by"), rows),
        headed(2, "Check-ins that open"),
        table(("kind", "what happens", "set by"), opened),
    )


def _date(kind: DeadlineKind) -> tuple[str, str, str, str]:
    opens = ("A check-in opens, of one of the kinds below.", "see below")
    others = {DeadlineKind.REPLY_DUE: _SILENCE, DeadlineKind.CHECK_IN_OPENS: opens}
    what, rule = _SENTENCES.get(kind) or others[kind]
    passes = _READER.deadline(_MIDNIGHT, kind).partition(" ")[0]
    return code(kind.value), passes, what.format(subject=filled_in("number")), rule


def settings() -> str:
    """Return the page of an installation's settings."""
    rows = []
    for name, info in Settings.model_fields.items():
        about = f"{sentence(info.description or '')} For example: {codes(info.examples or [])}."
        rows.append((code(variable(name)), _default(info), _allowed(info, Settings, name), about))
    about = (
        "Each is an environment variable. An empty one counts as not set; a misspelt one, or a "
        "value that is not allowed, stops the program with one sentence. Values marked secret are "
        "never logged or shown.\n\n"
        "The connection to Temporal is set by Temporal's own variables: `TEMPORAL_ADDRESS`, "
        "`TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS…`, or a file and profile named "
        "by `TEMPORAL_CONFIG_FILE` and `TEMPORAL_PROFILE`."
    )
    return page("Settings", about, table(("variable", "default", "allowed", "means"), rows))


def _default(info: FieldInfo) -> str:
    given = info.default
    return "not set" if given is None or given == () else code(given)


def _allowed(info: FieldInfo, model: type[Any], name: str) -> str:
    schema = model.model_json_schema()["properties"][name]
    words = list(_words(schema))
    if _is_secret(info.annotation):
        words.append("secret")
    least = next((each.ge for each in info.metadata if isinstance(each, Ge)), None)
    most = next((each.le for each in info.metadata if isinstance(each, Le)), None)
    if least is not None and most is not None and not words:
        words.append(f"{least} to {most}")
    return ", ".join(words)


def _words(schema: dict[str, Any]) -> Iterator[str]:
    for each in [schema, *schema.get("anyOf", [])]:
        if "enum" in each:
            yield " or ".join(code(one) for one in each["enum"])
        elif "minimum" in each and "maximum" in each:
            yield f"{each['minimum']} to {each['maximum']}"
        elif each.get("type") == "boolean":
            yield "`true` or `false`"


def _is_secret(annotation: Any) -> bool:
    return "SecretStr" in str(annotation) or annotation is SecretStr
