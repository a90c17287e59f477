"""What docker-compose.yml, the Dockerfile and the scripts say is what the code reads.

No container engine runs where these tests do, so the files are held against the code, and
`test_deployed` runs their scripts and steps on real servers.
"""

import re
import tomllib
from ipaddress import ip_address, ip_network

import pytest

from runtime.lifetime import OVERTIME
from runtime.settings import PREFIX, Settings, variable
from tests.deploy.files import DEPLOY, ROOT, compose, dockerfile, ours, secrets, services

SETTINGS = {variable(field) for field in Settings.model_fields}

_EXACT = re.compile(r"^[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.-]+)?$")


@pytest.mark.parametrize("name", services())
def test_every_variable_with_our_prefix_is_a_setting(name: str) -> None:
    given = set(services()[name].get("environment", {}))
    files = {target.upper() for target in secrets(services()[name]) if name in ours()}
    assert {each for each in given if each.startswith(PREFIX)} <= SETTINGS
    assert files <= SETTINGS


def test_only_secrets_directories_carry_what_is_secret() -> None:
    fields = Settings.model_fields.items()
    secret = {variable(name) for name, field in fields if "SecretStr" in f"{field.annotation}"}
    assert secret >= {"MENTORSHIP_DATABASE_URL", "MENTORSHIP_KEYS", "MENTORSHIP_SMTP_URL"}
    for each in services().values():
        environment = each.get("environment", {})
        assert not secret & set(environment)
        assert not [name for name in environment if name.endswith(("PASSWORD", "_PWD"))]


@pytest.mark.parametrize("name", ["worker", "web", "office"])
def test_workers_pages_and_commands_know_every_server(name: str) -> None:
    service = services()[name]
    given = {target.upper() for target in secrets(service)} | set(service["environment"])
    needed = {"MENTORSHIP_DATABASE_URL", "MENTORSHIP_KEYS", "MENTORSHIP_SMTP_URL"}
    assert needed | {"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"} <= given


def test_workers_pages_and_commands_agree_on_the_queue_and_the_namespace() -> None:
    same = {"MENTORSHIP_TASK_QUEUE", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"}
    office = services()["office"]["environment"]
    for name in ("worker", "web"):
        environment = services()[name]["environment"]
        assert {each: environment[each] for each in same} == {each: office[each] for each in same}
    namespaces = {
        each["environment"].get("TEMPORAL_NAMESPACE")
        for name, each in services().items()
        if name in {"worker", "web", "office", "temporal-namespace"}
    }
    assert namespaces == {"mentorship"}


def test_every_secret_is_made_by_the_script_and_used() -> None:
    made = set(re.findall(r"^keep (\w+)", _script("make-secrets.sh"), flags=re.MULTILINE))
    assert set(compose()["secrets"]) == made
    used = {source for each in services().values() for source in secrets(each).values()}
    assert used == made
    for name, each in compose()["secrets"].items():
        assert each == {"file": f"./deploy/secrets/{name}"}
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_only_the_job_that_migrates_logs_in_as_the_owner() -> None:
    owners = [
        name for name, each in ours().items() if "owner_database_url" in secrets(each).values()
    ]
    assert owners == ["migrate"]


def test_every_image_is_of_one_release() -> None:
    images = {each["image"] for name, each in services().items() if name not in ours()}
    bases = {step.words[0] for step in dockerfile() if step.instruction == "FROM"}
    assert all(_EXACT.match(image) for image in images | bases), images | bases
    assert {each["image"] for each in ours().values()} == {
        f"mentorship:${{MENTORSHIP_RELEASE:-{_project()['version']}}}"
    }


def test_our_image_is_built_once_and_asked_of_nobody() -> None:
    """Two builds of one name at the same time fail: a service's export finds the other's image."""
    built = {name for name, each in services().items() if "build" in each}
    assert built == {"worker"}
    others = {name: each.get("pull_policy") for name, each in ours().items() if name not in built}
    assert others == {"migrate": "never", "web": "never", "office": "never"}


@pytest.mark.parametrize("name", ["MENTORSHIP_MAIL_FROM", "MENTORSHIP_PUBLIC_URL"])
def test_whoever_installs_it_has_to_say_who_sends_the_letters_and_where_they_lead(
    name: str,
) -> None:
    worker, web = (services()[each]["environment"][name] for each in ("worker", "web"))
    assert worker.startswith(f"${{{name}:?")
    assert web == worker


def test_temporal_is_of_the_release_that_is_tested_here() -> None:
    images = [each["image"].partition(":") for each in services().values()]
    found = {name: tag for name, _, tag in images}
    assert found["temporalio/server"] == found["temporalio/admin-tools"] == "1.32.0"
    assert found["postgres"].startswith("18.")


def test_ports_are_those_that_are_listened_on() -> None:
    temporal = services()["temporal"]
    assert services()["worker"]["environment"]["TEMPORAL_ADDRESS"] == "temporal:7233"
    assert "7233" in temporal["healthcheck"]["test"]
    assert temporal["environment"]["BIND_ON_IP"] == "0.0.0.0"  # noqa: S104 - in a container
    worker = services()["worker"]
    port = worker["environment"]["MENTORSHIP_HEALTH_PORT"]
    assert f"127.0.0.1:{port}/ready" in worker["healthcheck"]["test"][-1]
    web = services()["web"]
    pages = web["environment"]["MENTORSHIP_WEB_PORT"]
    assert f"127.0.0.1:{pages}/ready" in web["healthcheck"]["test"][-1]
    assert web["ports"] == [f"127.0.0.1:{pages}:{pages}"]
    assert web["environment"]["MENTORSHIP_HEALTH_PORT"] == port
    exposed = [step.words for step in dockerfile() if step.instruction == "EXPOSE"]
    assert exposed == [[pages, port]]
    assert "@$at" in _script("make-secrets.sh")
    assert "at='postgres:5432/mentorship'" in _script("make-secrets.sh")


def test_a_command_line_s_terminal_is_free_of_log_lines() -> None:
    assert not {"MENTORSHIP_LOG_LEVEL"} & set(services()["office"]["environment"])
    for name in ("worker", "web"):
        assert services()[name]["environment"]["MENTORSHIP_LOG_FORMAT"] == "json"


def test_nothing_is_open_to_the_world() -> None:
    published = [port for each in services().values() for port in each.get("ports", ())]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert compose()["networks"]["inside"] == {"internal": True}
    outside = {name for name, each in services().items() if "outside" in each.get("networks", ())}
    assert outside == {"worker", "web", "temporal-ui"}


def test_each_starts_when_what_it_needs_is_there() -> None:
    for name, each in services().items():
        for needed, how in each.get("depends_on", {}).items():
            runs_once = str(services()[needed].get("restart")).startswith("on-failure")
            wanted = "service_completed_successfully" if runs_once else "service_healthy"
            assert how == {"condition": wanted}, (name, needed)
            assert runs_once or "healthcheck" in services()[needed]
    for name in ("worker", "web"):
        assert set(services()[name]["depends_on"]) == {"migrate", "temporal-namespace"}
    assert "depends_on" not in services()["office"], "it has to tell what is down"


@pytest.mark.parametrize("name", ["worker", "web"])
def test_a_service_has_longer_to_stop_than_it_takes(name: str) -> None:
    service = services()[name]
    takes = float(service["environment"]["MENTORSHIP_GRACEFUL_STOP_SECONDS"])
    assert float(service["stop_grace_period"].removesuffix("s")) >= takes + OVERTIME


def test_the_pages_believe_only_what_comes_from_this_machine_through_the_published_port() -> None:
    given = services()["web"]["environment"]["MENTORSHIP_TRUSTED_PROXIES"]
    chosen = given.removeprefix("${MENTORSHIP_TRUSTED_PROXIES:-").removesuffix("}")
    (outside,) = compose()["networks"]["outside"]["ipam"]["config"]
    network = ip_network(outside["subnet"])
    assert network.is_private
    assert ip_address(chosen) in network
    assert chosen == outside["gateway"]
    text = _text("docs/how-to/go-to-production.md")
    assert {f"`{chosen}`", f"`{network}`"} <= set(re.findall(r"`[\d./]+`", text))


@pytest.mark.parametrize("name", ours())
def test_our_containers_have_no_rights_to_lose(name: str) -> None:
    service = ours()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    users = [step.argument for step in dockerfile() if step.instruction == "USER"]
    assert users == ["10001"]


def test_every_script_that_is_mounted_is_there() -> None:
    mounted = [
        volume.split(":")[0]
        for each in services().values()
        for volume in each.get("volumes", ())
        if volume.startswith("./")
    ]
    assert sorted(mounted) == sorted(
        f"./deploy/{file.name}" for file in DEPLOY.iterdir() if _is_mounted(file.name)
    )


def test_data_outlive_their_container() -> None:
    volumes = services()["postgres"]["volumes"]
    assert "postgres-data:/var/lib/postgresql" in volumes
    assert compose()["volumes"] == {"postgres-data": {}}


def test_the_image_has_every_room_and_no_server() -> None:
    copied = {step.words[0] for step in dockerfile() if step.instruction == "COPY"}
    wheel = tomllib.loads(_text("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["only-include"]) <= copied | {"worker.py"}
    for step in dockerfile():
        if step.instruction == "COPY" and not step.words[0].startswith("--from"):
            assert all((ROOT / word).exists() for word in step.words[:-1]), step.argument
    syncs = [step.argument for step in dockerfile() if "uv sync" in step.argument]
    assert len(syncs) == 2
    for each in syncs:
        assert "--locked" in each
        assert "--no-default-groups" in each
        assert "--extra" not in each
        assert "--all-extras" not in each


def test_the_builder_is_sent_what_the_dockerfile_copies_and_nothing_more() -> None:
    sent = {line[1:] for line in _text(".dockerignore").splitlines() if line.startswith("!")}
    copied = {
        word
        for step in dockerfile()
        if step.instruction == "COPY" and not step.words[0].startswith("--from")
        for word in step.words[:-1]
    }
    assert sent == copied


def test_the_image_is_built_by_the_uv_of_the_lock_file() -> None:
    wanted = tomllib.loads(_text("pyproject.toml"))["tool"]["uv"]["required-version"]
    assert f"uv{wanted} " in next(s.argument for s in dockerfile() if "uv==" in s.argument) + " "


def _is_mounted(name: str) -> bool:
    return name not in {"make-secrets.sh", "secrets"}


def _script(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _project() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(_text("pyproject.toml"))["project"]
    return found
