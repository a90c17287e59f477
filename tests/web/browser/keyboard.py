"""Somebody at a keyboard, who has no mouse: all is reached by Tab, and done by the other keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

import pytest
from playwright.async_api import ElementHandle, Page

Values = Mapping[str, str | Sequence[str]]
"""What is to be in a form's fields, by the names of the command's fields."""

FAR: Final = 400
"""More stops than any page has: whoever presses Tab so often does not find what they look for."""

TYPED: Final = 6
"""Characters of a text that are typed one by one; the rest is put in, as people paste."""

_FIELDS: Final = """form => [...form.querySelectorAll('[name]:not([type=hidden])')].map(it => {
    const group = it.type === 'radio' ? [...form.querySelectorAll(`[name="${it.name}"]`)] : [];
    return {
        name: it.name, type: it.type, value: it.value, checked: it.checked ?? false,
        options: it.type === 'select-one' ? [...it.options].map(each => each.value) : [],
        choices: group.map(each => each.value),
        chosen: group.find(each => each.checked)?.value ?? '',
        enters: it.type !== 'radio' || it === (group.find(each => each.checked) ?? group[0]),
    };
})"""
"""A form's fields in their order; ``enters`` says whether Tab leads to it, of several to mark."""

_GIVEN: Final = """form => Object.fromEntries(
    [...form.querySelectorAll('[type=hidden]')].map(each => [each.name, each.value]))"""

_AWAY: Final = """it => {
    const stops = 'a[href], button, select, textarea, summary, input:not([type=radio])';
    const here = document.activeElement;
    const all = [...document.querySelectorAll(stops)].filter(each => each === it || each === here
        || (each.type !== 'hidden' && each.checkVisibility()));
    const both = [...new Set([...all, it, here])];
    if (it === here) return 0;
    if (here === document.body) return 1;
    both.sort((a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
    return both.indexOf(it) - both.indexOf(here);
}"""
"""How many stops lie at least between here and there; days and hours have several each."""

_HIDING: Final = """it => {
    const found = [];
    for (let at = it.parentElement; at; at = at.parentElement)
        if (at.tagName === 'DETAILS' && !at.open && at.firstElementChild !== it) found.unshift(at);
    return found.length ? found[0].querySelector('summary') : null;
}"""


@dataclass(frozen=True)
class Keyboard:
    """The keys, on the page on which they are pressed."""

    page: Page

    async def press(self, target: ElementHandle) -> None:
        """Press a link or a button."""
        await self.reach(target)
        await self.page.keyboard.press("Enter")

    async def reach(self, target: ElementHandle) -> None:
        """Go to an element, from where we are; what is folded is unfolded on the way."""
        while (hiding := (await target.evaluate_handle(_HIDING)).as_element()) is not None:
            await self.press(hiding)
        for _ in range(FAR):
            away = await target.evaluate(_AWAY)
            if away == 0:
                return
            key = "Tab" if away > 0 else "Shift+Tab"
            for _ in range(max(1, abs(away) - 1)):
                await self.page.keyboard.press(key)
        pytest.fail(f"cannot be reached: {await target.evaluate('it => it.outerHTML')}")

    async def fill(self, form: ElementHandle, values: Values) -> None:
        """Fill a form in on the way through it, as far as its button.

        It fails where there is no field for one of the values, or a field takes another one.
        """
        given = await form.evaluate(_GIVEN)
        left = {name for name, each in values.items() if each and given.get(name) != each}
        controls = await form.query_selector_all("[name]:not([type=hidden])")
        for at, (control, stop) in enumerate(
            zip(controls, await form.evaluate(_FIELDS), strict=True)
        ):
            name, _, ending = stop["name"].partition(":")
            if name in values and ending not in {"other", "words"} and stop["enters"]:
                await self._enter(control, stop, _written(values[name], ending))
                assert _holds((await form.evaluate(_FIELDS))[at], values[name], ending), name
                left.discard(name)
        assert not left, f"the form has no field for {left}"
        button = await form.query_selector("button")
        assert button is not None
        await self.reach(button)

    async def _enter(self, control: ElementHandle, stop: Mapping[str, Any], text: str) -> None:
        """Go to a field, if it is not as it has to be, and make it so."""
        match stop["type"]:
            case "checkbox":
                if (stop["value"] in text.split("\n")) != stop["checked"]:
                    await self.reach(control)
                    await self.page.keyboard.press("Space")
            case "radio":
                if text not in {"", stop["chosen"]}:
                    await self.reach(control)
                    await self._mark(stop, text)
            case _ if stop["value"] == text:
                return
            case kind:
                await self.reach(control)
                await self._say(kind, stop, text)

    async def _say(self, kind: str, stop: Mapping[str, Any], text: str) -> None:
        match kind:
            case "select-one":
                await self._choose(stop["options"], stop["value"], text)
            case "date":
                await self.page.keyboard.type(f"{date.fromisoformat(text):%m%d%Y}")
            case "time":
                await self.page.keyboard.type(f"{time.fromisoformat(text):%I%M%p}")
            case _:
                await self._type(stop["value"], text)

    async def _choose(self, options: Sequence[str], now: str, wanted: str) -> None:
        assert wanted in options, f"{wanted!r} cannot be chosen; there are {options}"
        steps = options.index(wanted) - options.index(now)
        for _ in range(abs(steps)):
            await self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")

    async def _mark(self, stop: Mapping[str, Any], wanted: str) -> None:
        """Mark one of several: the arrow keys go round among them."""
        chosen = stop["chosen"]
        if not chosen:
            await self.page.keyboard.press("Space")
        for _ in stop["choices"]:
            chosen = await self.page.evaluate("document.activeElement.value")
            if chosen == wanted:
                return
            await self.page.keyboard.press("ArrowDown")

    async def _type(self, now: str, wanted: str) -> None:
        if now == wanted:
            return
        if now:
            await self.page.keyboard.press("Control+a")
            await self.page.keyboard.press("Delete")
        await self.page.keyboard.type(wanted[:TYPED])
        await self.page.keyboard.insert_text(wanted[TYPED:])


def _written(value: str | Sequence[str], ending: str) -> str:
    """Return a value as it stands in a field; of boxes, those that are to be ticked."""
    if isinstance(value, str):
        return value
    return (", " if ending == "commas" else "\n").join(value)


def _holds(field: Mapping[str, Any], value: str | Sequence[str], ending: str) -> bool:
    """Say whether a field is as it has to be; where nothing is to be marked, all is well."""
    text = _written(value, ending)
    match field["type"]:
        case "checkbox":
            return bool((field["value"] in value) == field["checked"])
        case "radio":
            return text in {"", field["chosen"]}
        case "time":
            return bool(text[:5] == field["value"])
    return bool(field["value"] == text)


def said_in_fields(body: Mapping[str, Any], before: str = "") -> dict[str, str | Sequence[str]]:
    """Return a command's fields as a form has them: flat, with dots, and all of it text."""
    found: dict[str, str | Sequence[str]] = {}
    for name, value in body.items():
        match value:
            case {}:
                found |= said_in_fields(value, f"{before}{name}.")
            case [{}, *_]:
                numbered = {str(place): each for place, each in enumerate(value)}
                found |= said_in_fields(numbered, f"{before}{name}.")
            case list() | tuple():
                found[f"{before}{name}"] = [str(each) for each in value]
            case bool():
                found[f"{before}{name}"] = str(value).lower()
            case _:
                found[f"{before}{name}"] = "" if value is None else str(value)
    return found
