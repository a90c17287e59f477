"""How a program's letters look: in its own templates, for its staff."""

from dataclasses import replace
from pathlib import Path

from domain.access.scopes import Scope
from letters.preview import known
from letters.render import Templates
from runtime.ids import new_id
from tests.records.desk import Desk
from tests.web.api.conftest import Keyed, Signed
from tests.web.api.described import Described, description_of
from tests.web.site import Site
from web.app import create_app

THANKS = """\
{% extends "_letter.jinja" %}
{% block subject %}Word from the deanery{% endblock %}
{% block body %}{{ other }} & you stay as you are.{% endblock %}
{% block why %}You are of {{ program }}.{% endblock %}
"""
STUMBLES = """\
{% extends "mentorship/_mail.jinja" %}
{% block regards %}{{ super() }}{% if signature != program %}{{ deanery }}{% endif %}{% endblock %}
"""
PIXEL = b"\x89PNG\r\n\x1a\n"


def with_templates(site: Site, folder: Path) -> Site:
    services = replace(site.services, templates=Templates.load(folder))
    return replace(site, services=services, app=create_app(services))


async def test_a_coordinator_sees_each_letter_that_is_listed(site: Site, signed: Signed) -> None:
    office, path = await signed(site.cast.coordinator), f"/programs/{site.cast.program}/letters"
    kinds = (await office.get(path)).json()["kinds"]
    assert kinds == list(known())
    for kind in ("invitation", "gathered", "together", "sign_in"):
        shown = (await office.get(f"{path}/{kind}")).json()
        assert shown["kind"] == kind
        assert shown["subject"]
        assert "Dear " in shown["text"]
        assert shown["html"].startswith("<!DOCTYPE html>")


async def test_a_letter_is_seen_in_the_words_of_its_program(site: Site, tmp_path: Path) -> None:
    own = tmp_path / str(site.cast.program)
    own.mkdir()
    (own / "stayed_as_we_are.jinja").write_text(THANKS)
    (own / "logo.png").write_bytes(PIXEL)
    described, operator = await description_of(site), None
    async with await with_templates(site, tmp_path).keyed(operator, Scope.READ) as client:
        office = Described(client, described)
        path = f"/programs/{site.cast.program}/letters/stayed_as_we_are"
        shown = (await office.get(path)).json()
        assert shown["subject"] == "Word from the deanery"
        assert "Ben & you stay as you are." in shown["text"]
        assert "Ben &amp; you stay as you are." in shown["html"]
        assert "data:image/png;base64," in shown["html"]
        program, signature = site.cast.program, "Cora, at the office"
        await Desk(site.records).do(
            program, "set_letterhead", category="program", signature=signature
        )
        shown = (await office.get(path)).json()
        assert signature in shown["text"]
        theirs = (await office.get(f"/programs/{site.cast.program}/letters/invitation")).json()
        assert theirs["subject"].startswith("Ada asks"), "what it does not override is the house's"


async def test_a_template_that_only_stumbles_on_what_is_real_is_told_of(
    site: Site, tmp_path: Path
) -> None:
    own = tmp_path / str(site.cast.program)
    own.mkdir()
    (own / "_mail.jinja").write_text(STUMBLES)
    signature = "Cora, at the office"
    path = f"/programs/{site.cast.program}/letters/thanks"
    described = await description_of(site)
    async with await with_templates(site, tmp_path).keyed(None, Scope.READ) as client:
        office = Described(client, described)
        assert (await office.get(path)).status_code == 200
        await Desk(site.records).do(
            site.cast.program, "set_letterhead", category="program", signature=signature
        )
        failed = await office.get(path)
        assert (failed.status_code, failed.json()["code"]) == (409, "letter_not_written")
        assert failed.json()["detail"] == (
            "A letter of the kind thanks cannot be written: 'deanery' is undefined."
        )


async def test_a_letter_that_there_is_not_is_told_with_where_they_are_listed(
    site: Site, signed: Signed
) -> None:
    office, path = await signed(site.cast.coordinator), f"/programs/{site.cast.program}/letters"
    slip = await office.get(f"{path}/invitatoin")
    assert (slip.status_code, slip.json()["code"]) == (404, "unknown_letter")
    assert slip.json()["detail"] == (
        f"There is no such kind of letter; did you mean invitation? GET /api/v1{path} lists them."
    )
    assert slip.json()["facts"] == {"near": ["invitation"]}
    for wrong in ("all", "_letter", "x" * 5_000, "%F0%9F%A6%96"):
        answer = await office.client.get(f"/api/v1{path}/{wrong}")
        assert (answer.status_code, "did you mean" in answer.text) == (404, False), wrong


async def test_letters_are_seen_by_the_staff_alone(
    site: Site, signed: Signed, keyed: Keyed
) -> None:
    cast = site.cast
    path = f"/programs/{cast.program}/letters/invitation"
    for person in (cast.mentee, cast.mentor):
        answer = await (await signed(person)).get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert (await (await keyed(cast.coordinator, "read")).get(path)).status_code == 200
    unread = await (await keyed(cast.coordinator, "act")).get(path)
    assert (unread.status_code, unread.json()["code"]) == (403, "scope_missing")
    nowhere = await (await keyed(None)).get(f"/programs/{new_id()}/letters/invitation")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown_program")
    elsewhere = await (await keyed(None, "read", program=new_id())).get(path)
    assert elsewhere.json() == nowhere.json()
