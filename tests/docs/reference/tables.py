"""The pages of tables that go in and out: metrics and alerts, columns of imports and exports."""

import json

from interchange.exports import columns as exports
from interchange.roster import columns as roster
from runtime.monitoring.alerts import ALERTS, Alert, rules
from runtime.monitoring.catalogue import OURS, SDK, WEB, Metric
from tests.docs.reference.markdown import code, codes, headed, page, table

_CALL = {"call": "call somebody", "look": "look at it in working hours"}


def metrics() -> str:
    """Return the page of what processes show to monitoring, and what to do about it."""
    about = (
        "A worker with `MENTORSHIP_HEALTH_PORT` answers three questions over HTTP: `GET /live` "
        "(does the process work; if not, start it again), `GET /ready` (do the database and "
        "Temporal answer, and does it take work; if not, 503 with the reason) and `GET /metrics` "
        "(its numbers, as Prometheus reads them). No number carries a name, an address or a text."
    )
    return page(
        "Metrics and alerts",
        about,
        headed(2, "Alerts"),
        "[All of them as a file of Prometheus' rules](alerts.json), which Prometheus takes as it "
        "is: JSON is YAML.",
        *(_alert(each) for each in ALERTS),
        headed(2, "Our numbers"),
        table(("name", "kind", "means", "labels"), (_metric(each) for each in OURS)),
        headed(2, "Numbers of the web service"),
        "What a web service with `MENTORSHIP_HEALTH_PORT` shows in place of those.",
        table(("name", "kind", "means", "labels"), (_metric(each) for each in WEB)),
        headed(2, "Numbers of Temporal's SDK"),
        "The SDK shows more than these; these are the ones to know.",
        table(("name", "kind", "means", "labels"), (_metric(each) for each in SDK)),
    )


def alert_rules() -> str:
    """Return the alerts as a file that Prometheus reads."""
    return json.dumps(rules(), indent=2, ensure_ascii=False) + "\n"


def _alert(alert: Alert) -> str:
    return "\n\n".join(
        [
            headed(3, alert.name, alert.name.lower()),
            alert.why,
            f"- **what to do**: {alert.remedy}\n- **how soon**: {_CALL[alert.severity]}",
            f"```text\n{alert.expression}\n```",
            f"for {alert.lasts}",
        ]
    )


def _metric(metric: Metric) -> tuple[str, str, str, str]:
    labels = ", ".join(
        f"{code(name)} ({codes(values)})" if values else code(name)
        for name, values in metric.labels.items()
    )
    return code(metric.name), metric.kind, metric.help, labels


def importing() -> str:
    """Return the page of the columns that a roster may have."""
    rows = [
        (f"**{each.name}**", each.about, code(each.example), each.new, ", ".join(each.headings))
        for each in roster.COLUMNS
    ]
    heads = ("column", "holds", "example", "a new person's blank cell", "also understood")
    about = (
        "What `mentorship people import FILE` reads. A heading is found whatever its case, spaces, "
        "accents and punctuation; a column that is not in this table is ignored, with a warning. "
        "The order of columns does not matter. [Import people](../how-to/import-people.md) shows "
        "how it is done."
    )
    return page("Columns of an import", about, table(heads, rows))


def exporting() -> str:
    """Return the page of the columns of each export."""
    parts: list[str] = []
    for what, columns in exports.COLUMNS.items():
        parts.append(headed(2, f"{what.capitalize()}"))
        parts.append(table(("column", "holds"), ((code(one.name), one.about) for one in columns)))
    about = (
        "What `mentorship export people|mentorships|events` writes: as CSV for spreadsheets, or "
        "with `--format jsonl` as one JSON object a line. All of it is from one moment."
    )
    return page("Columns of an export", about, *parts)
