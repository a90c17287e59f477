"""A program's own templates: used where they are there, and tried when they are loaded."""

import re
from collections.abc import Callable
from os import mkfifo
from pathlib import Path

import pytest

from letters import render
from letters.errors import LetterNotWritten, TemplateBroken
from letters.letter import Letterhead
from letters.overrides import LOGO_LIMIT, TEMPLATE_LIMIT
from letters.render import Templates
from letters.samples import a_letter, mail_of, samples
from letters.samples.cast import PROGRAM, ident

EXTENDS = '{% extends "_letter.jinja" %}\n'
INVITATION = mail_of(next(each for each in samples() if each.kind == "invitation"))

GROWING = (
    "{% set x = namespace(t='ha') %}{% for i in range(99) %}{% set x.t = x.t ~ x.t %}{% endfor %}"
)
READING = (
    "{% set text = range(999)|join('0123456789') %}"
    "{% for i in range(999) %}{% set last = text|brief %}{% endfor %}"
)

Load = Callable[..., Templates]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Return a function that writes files by name and loads the templates among them."""
    monkeypatch.setattr(render, "_rehearse_ours", lambda: None)  # the other tests are their trial

    def loaded(**files: str | bytes) -> Templates:
        for name, content in files.items():
            file = tmp_path / name.replace("__", "/").replace("_jinja", ".jinja")
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Templates.load(tmp_path)

    return loaded


def broken(load: Load, body: str, *, kind: str = "stayed_as_we_are") -> TemplateBroken:
    """Return what is wrong with a template whose fourth line is ``body``."""
    blocks = "{% block subject %}Hello{% endblock %}\n{% block body %}\n"
    with pytest.raises(TemplateBroken) as caught:
        load(**{f"{kind}_jinja": f"{EXTENDS}{blocks}{body}\n{{% endblock %}}"})
    assert caught.value.file.name == f"{kind}.jinja"
    assert f"{kind}.jinja" in str(caught.value)
    return caught.value


def adding(kind: str, text: str) -> str:
    """Return a template that adds to the body of ours."""
    block = "{% block body %}{{ super() }}\n\n" + text + "{% endblock %}"
    return f'{{% extends "mentorship/{kind}.jinja" %}}{block}'


def test_a_template_of_the_house_is_for_all_programs_and_a_programs_own_comes_first(
    load: Load,
) -> None:
    templates = load(
        invitation_jinja=adding("invitation", "Parking is free."),
        **{f"{PROGRAM.id}__invitation_jinja": adding("invitation", "Come by train, {{ to }}.")},
    )
    own = templates.write(INVITATION)
    head = Letterhead(program="Residency", program_id=ident("another"))
    other = templates.write(INVITATION.model_copy(update={"letterhead": head}))
    assert "\n\nCome by train, Dan.\n\n" in own.text
    assert "\n\nParking is free.\n\n" in other.text
    assert "<p " in own.html.partition("Come by train")[0][-80:]
    for written in (own, other):
        assert "> A quality-improvement project" in written.text


def test_what_was_loaded_stays_until_it_is_loaded_anew(load: Load, tmp_path: Path) -> None:
    templates = load(thanks_jinja=adding("thanks", "Before."))
    (tmp_path / "thanks.jinja").write_text("{% nonsense")
    thanks = mail_of(next(each for each in samples() if each.kind == "thanks"))
    assert "Before." in templates.write(thanks).text


def test_a_button_can_have_words_of_its_own(load: Load) -> None:
    text = '{% extends "mentorship/invitation.jinja" %}{% block action %}Yes or no?{% endblock %}'
    assert "\nYes or no?:\n" in load(invitation_jinja=text).write(INVITATION).text


def test_a_logo_of_the_program_comes_before_the_houses(load: Load) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    templates = load(**{"logo.png": png + b"house", f"{PROGRAM.id}__logo.png": png + b"own"})
    assert templates.write(INVITATION).logo == png + b"own"
    head = Letterhead(program="Fellowship")
    assert (
        templates.write(INVITATION.model_copy(update={"letterhead": head})).logo == png + b"house"
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("{{ nobody }}", "'nobody' is undefined.*knows program, to, mentee"),
        ("{{ mentee }", "cannot be read"),
        ("{% if mentee %}", "cannot be read"),
        ("{{ mentee|briefly }}", r"No filter named 'briefly'.*did you mean brief\?"),
        ("{{ mentee|urlize }}", "the filters are abs, brief"),
        ("{% include 'thank.jinja' %}", r"no template thank.jinja.*did you mean thanks.jinja\?"),
        ("{{ none }}", "a fact that is missing"),
        ("{{ mentee|day }}", "Invalid isoformat"),
        ("{{ 1 // 0 }}", "zero"),
        ("{{ mentee.__class__.__mro__ }}", "unsafe"),
        ("{{ mentee.format }}", "unsafe"),
        ("{{ mentee * 9 }}", "for numbers"),
        ("{{ '%999999999d' % 1 }}", "for numbers"),
        ("{{ 9 ** 99 }}", "too often or prints too much"),
        ("{% for i in range(9999999) %}{% endfor %}", "too often or prints too much"),
        (
            "{% for i in range(999) %}{% for j in range(999) %}{% endfor %}{% endfor %}",
            "loops too often or prints too much",
        ),
        ("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}", "calls itself"),
        ("{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}", "loops too often|recursion"),
        (READING, "prints too much"),
        (GROWING, "prints too much"),
        ("{{ range(999)|join('x' ~ range(999)|join('yyyyyy')) }}", "prints too much"),
    ],
)
def test_a_broken_template_is_refused_with_its_line(load: Load, body: str, problem: str) -> None:
    found = broken(load, body)
    assert found.line == 4 or "{% if" in body  # an if without an end is missed at the end
    assert re.search(problem, str(found))


@pytest.mark.parametrize(
    "body",
    [
        "{% include 'stayed_as_we_are.jinja' %}",
        "{% for i in range(999) %}" + "x" * 2_000 + "{% endfor %}",
    ],
)
def test_a_template_without_end_is_refused(load: Load, body: str) -> None:
    assert re.search("loops too often|neither includes nor calls itself", str(broken(load, body)))


def test_a_pipe_in_the_place_of_a_template_is_not_waited_for(tmp_path: Path) -> None:
    mkfifo(tmp_path / "thanks.jinja")
    with pytest.raises(TemplateBroken, match="is no file; the worker needs a plain"):
        Templates.load(tmp_path)


@pytest.mark.parametrize("name", ["_together.jinja", "_gathered.jinja", "_mail.html.jinja"])
def test_a_shared_template_that_asks_for_too_much_learns_what_it_knows(
    load: Load, name: str
) -> None:
    with pytest.raises(TemplateBroken, match=f"{name}, line 1, .*ours of the same name uses"):
        load(**{name: "{{ nobody }}"})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Hello", r'line 1, is no letter; it has to begin with {% extends "_letter.jinja" %}'),
        (EXTENDS + "\nHello", "line 1, has text outside of a block|line 2, has text outside"),
        (EXTENDS + "{% block boddy %}x{% endblock %}", r"block boddy.*did you mean body\?"),
        (EXTENDS + "{% block body %}x{% endblock %}", "block subject is missing"),
        (EXTENDS + "{% block subject %}x{% endblock %}", "block body is missing"),
        ("{% extends 'mentorship/thanks.jinja' %}{% block why %}{% endblock %}", "block why is"),
        (b"\n\xff", "line 2, is not UTF-8; save it as UTF-8"),
        ("x" * (TEMPLATE_LIMIT + 1), "too large; at most 100,000 bytes"),
        ("{{ " + "(" * 5_000, "nested too deeply|cannot be read"),
    ],
)
def test_a_template_that_would_not_say_what_it_seems_to_is_refused(
    load: Load, text: str | bytes, problem: str
) -> None:
    with pytest.raises(TemplateBroken, match=problem):
        load(thanks_jinja=text)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("invitaton_jinja", EXTENDS, r"no kind of letter; did you mean invitation.jinja\?"),
        ("residency__invitation_jinja", EXTENDS, "folder for no program; its name has to be"),
        ("logo.jpg", b"", "save the picture as logo.png"),
        ("logo.png", b"GIF89a", "is not a PNG picture"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(LOGO_LIMIT), "too large"),
    ],
)
def test_a_file_that_would_never_be_used_is_named(
    load: Load, name: str, content: str | bytes, problem: str
) -> None:
    with pytest.raises(TemplateBroken, match=problem):
        load(**{name: content})


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateBroken, match=r"nowhere is not a directory; MENTORSHIP_LETTERS_DIR"):
        Templates.load(tmp_path / "nowhere")


def test_a_broken_layout_is_found_though_no_kind_is_overridden(load: Load) -> None:
    layout = '{% extends "mentorship/_mail.jinja" %}'
    with pytest.raises(TemplateBroken, match=r"_mail.jinja fails in .* language tag"):
        load(_mail_jinja=layout + "{% block language %}e n{% endblock %}")


def test_a_sample_with_every_missing_fact_tries_a_template(load: Load) -> None:
    text = adding("invitation_declined", "{{ reason }}")
    with pytest.raises(TemplateBroken, match="fact that is missing"):
        load(invitation_declined_jinja=text)


def test_a_fact_that_no_sample_lacks_is_still_named_in_a_real_letter(load: Load) -> None:
    templates = load()
    with pytest.raises(LetterNotWritten, match="kind paused cannot be written"):
        templates.write(mail_of(a_letter("paused")))


def test_our_own_templates_pass_their_trial() -> None:
    Templates.load()
