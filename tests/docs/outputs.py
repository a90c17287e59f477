"""Compares what a page shows with what a command prints, but for what differs each time."""

import re

GAP = "…"
"""Stands on a page for anything, within a line or as a line of its own."""

WIDTH = 80
"""Characters of a line that a page has room for."""

_EACH_TIME = (
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "id"),
    (r"\b(?=[a-f]*\d)[0-9a-f]{8}\b", "id"),
    (r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} \w{3} \d{4}\b", "day"),
    (r"\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?)?", "day"),
    (r"\b\d{1,2} (January|February|March|April|May|June|July|August) \d{4}", "day"),
    (r"\b\d{1,2} (September|October|November|December) \d{4}", "day"),
    (r"\b\d\d:\d\d(:\d\d)?\b", "time"),
    (r"127\.0\.0\.1:\d+", "address"),
    (r"\d+\.\d+ (seconds|s)\b", "seconds"),
    (r"\d+ (s|seconds|minutes) ago\b", "ago"),
    (r"\s+", ""),
)


def is_shown(shown: str, printed: str) -> bool:
    """Say whether a page shows what was printed: ids, moments and spaces may differ."""
    parts = [re.escape(_without(each)) for each in shown.split(GAP)]
    pattern = ".*".join(parts) if len(parts) > 1 else parts[0]
    return re.fullmatch(pattern, _without(printed), re.DOTALL) is not None


def _without(text: str) -> str:
    for pattern, word in _EACH_TIME:
        text = re.sub(pattern, word, text)
    return text
