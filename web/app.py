"""The whole web service as one application."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from web import calendar_feed, errors
from web.api import routes as api
from web.api.description import describe
from web.api.telling import API
from web.guard.headers import Headers
from web.guard.log import Log
from web.guard.sizes import USUAL_BYTES, Sizes
from web.pages import landing, my_mentorships, problem_page, static, unsubscribe
from web.pages.mentorships import PAGES
from web.pages.oneself import calendar, leaving, my_data
from web.pages.routes import mount
from web.services import Services
from web.signing_in import by_letter, by_provider, second_factor, sessions


def create_app(services: Services) -> ASGIApp:
    """Return the application; everything lives under the path of ``services.public_url``."""
    app = assembled(services.prefix)
    app.state.services = services
    imports = services.max_import_bytes
    sized = Sizes(app, usual=USUAL_BYTES, larger={f"{API}/people/imports": imports})
    return Log(Headers(sized, is_enciphered=services.is_enciphered))


def assembled(prefix: str = "") -> FastAPI:
    """Return all routes under a path, with the answers to errors and the API's description.

    They answer once ``app.state.services`` is there; the description needs nothing.
    """
    app = FastAPI(
        title="Mentorship",
        version=version("mentorship"),
        openapi_url=f"{prefix}{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    errors.install(app, page_of=problem_page.page_of, is_page=_is_page)
    app.include_router(api.router, prefix=prefix)
    for router in _pages():
        _answer_head(router)
        app.include_router(router, prefix=prefix)
    describe(app)
    return app


def _pages() -> Sequence[APIRouter]:
    pages = APIRouter()
    mount(pages, PAGES)
    return (
        static.router,
        by_provider.router,
        by_letter.router,
        sessions.router,
        second_factor.router,
        landing.router,
        my_mentorships.router,
        unsubscribe.router,
        calendar_feed.router,
        my_data.router,
        calendar.router,
        leaving.router,
        pages,
    )


def _answer_head(router: APIRouter) -> None:
    """Let pages be asked for without their bodies, which the server leaves out.

    Coming back from a provider is no page: it signs somebody in, once.
    """
    for route in router.routes:
        if not isinstance(route, APIRoute) or route.endpoint is by_provider.back:
            continue
        if route.methods is not None and "GET" in route.methods:
            route.methods.add("HEAD")


def _is_page(request: Request) -> bool:
    """Say whether a person looks at the answer; a script of ours sends JSON, and reads it."""
    prefix: Any = request.app.state.services.prefix
    is_api = request.scope["path"].startswith(f"{prefix}/api/")
    return not is_api and request.headers.get("content-type") != "application/json"
