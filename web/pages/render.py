"""Pages as HTML: Jinja2 with everything escaped, and an address by content for each static file."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.dates import local_day
from domain.mentorship.stages import Part, Side, Stage
from domain.recurrence import in_words
from web.pages import weights, words
from web.services import Services, services

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


@cache
def environment() -> Environment:
    """Return the one environment in which pages are rendered."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters |= {
        "anchored": words.anchored,
        "clock": words.clock,
        "cut": weights.cut,
        "day": words.day,
        "day_of": words.day_of,
        "due": words.due,
        "field_words": words.field_words,
        "from_now": words.from_now,
        "in_words": in_words,
        "lasting": words.lasting,
        "meeting_time": words.meeting_time,
        "moment": words.moment,
        "paragraphs": words.paragraphs,
        "sentence": words.sentence,
        "short_day": words.short_day,
        "spoken": words.spoken,
    }
    found.globals |= {
        "Part": Part,
        "RECURRENCES": words.RECURRENCES,
        "STAGES": words.STAGES,
        "STEPS": words.STEPS,
        "SUPPORT": words.SUPPORT,
        "Side": Side,
        "Stage": Stage,
        "local_day": local_day,
        "step_of": words.step_of,
    }
    return found


@cache
def static_name(name: str) -> str:
    """Return a static file's name with a mark of its content, so that it may be kept for ever."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{mark}.{ending}"


def rendered(
    request: Request, template: str, facts: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Return a template's page; ``url`` and ``static`` make its addresses."""
    found = services(request)
    page = environment().get_template(template).render(**addresses(found), **facts)
    return HTMLResponse(page, status_code=status)


def addresses(found: Services) -> Mapping[str, Callable[[str], str]]:
    """Return what makes addresses in templates: of pages, and of static files."""
    return {
        "url": found.url,
        "static": lambda name: found.url(f"/static/{static_name(name)}"),
    }
