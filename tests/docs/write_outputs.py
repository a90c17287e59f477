"""Writes into the pages what their commands print: ``python -m tests.docs.write_outputs``.

It follows every page once, on servers of its own. What a page shows stays where it still fits. A
text with gaps is never rewritten: the test tells that it does not fit.
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from cli.main import run
from runtime.clock import now
from tests.cli.terminal import Ran, up
from tests.docs.blocks import Block, Reader, Step, follow
from tests.docs.outputs import GAP, WIDTH, is_shown
from tests.docs.pages import PAGES

Seen = tuple[Step, str]


def main() -> None:
    """Follow every page, and keep what comes out where the page shows something else."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        home, desk = Path(place, "home"), Path(place, "desk")
        desk.mkdir()
        os.environ |= {"MENTORSHIP_HOME": str(home), "COLUMNS": str(WIDTH)}
        with up(home), chdir(desk):
            reader = Reader(_ran, desk, now().date(), again=_patiently, look=_ignore)
            for path in PAGES:
                text = path.read_text(encoding="utf-8")
                seen: list[Seen] = []
                reader.look = _keeping(seen)
                follow(path, reader)
                path.write_text(_rewritten(text, seen), encoding="utf-8")


def _ran(*words: str) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(words)
    return Ran(code, out.getvalue(), err.getvalue())


def _patiently(runs: Callable[[], Ran]) -> Ran:
    runs()  # the first answer may come before the worker has caught up; the second one is kept
    return runs()


def _ignore(block: Block, step: Step, ran: Ran) -> None:
    del block, step, ran


def _keeping(seen: list[Seen]) -> Callable[[Block, Step, Ran], None]:
    def keep(block: Block, step: Step, ran: Ran) -> None:
        printed = ran.out + ran.err
        if ran.code != block.exit_code:
            print(f"{block.where}: {step.typed}{printed}")  # noqa: T201 - for whoever runs this
        if step.output is not None:
            seen.append((step, printed))

    return keep


def _rewritten(text: str, seen: Iterable[Seen]) -> str:
    """Return a page with what was printed last in the place of what does not fit."""
    parts, rest = [], text
    for step, printed in {id(step): (step, printed) for step, printed in seen}.values():
        shown = f"$ {step.typed}{step.output}"
        if shown not in rest:  # inside a list, where it is indented
            continue
        before, found, rest = rest.partition(shown)
        keeps = GAP in (step.output or "") or _fits(step.output or "", printed)
        lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
        written = "".join(f"{line}\n" for line in lines)
        parts += [before, found if keeps else f"$ {step.typed}{written}"]
    return "".join([*parts, rest])


def _fits(shown: str, printed: str) -> bool:
    return is_shown(shown, printed) and all(len(each) <= WIDTH for each in shown.splitlines())


if __name__ == "__main__":
    main()
