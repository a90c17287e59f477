from datetime import UTC, datetime, timedelta

import pytest
from pydantic import AwareDatetime, BaseModel
from temporalio import activity, workflow
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import WorkflowFailureError
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ApplicationError

# The workflows below live in this module, and the sandbox imports it again for each of them.
with workflow.unsafe.imports_passed_through():
    from runtime.ids import new_id
    from runtime.temporal import TemporalDown, build_worker, connect
    from runtime.temporal_environment import environment_names_a_server
    from workflows.introduction import ensure_search_attributes


class Letter(BaseModel):
    at: AwareDatetime


@activity.defn
async def postpone(letter: Letter) -> Letter:
    return Letter(at=letter.at + timedelta(days=1))


@workflow.defn
class Postpone:
    @workflow.run
    async def run(self, letter: Letter) -> Letter:
        return await workflow.execute_activity(
            postpone, letter, start_to_close_timeout=timedelta(seconds=10)
        )


@workflow.defn(failure_exception_types=[Exception])
class Gambler:
    @workflow.run
    async def run(self) -> str:
        import secrets  # noqa: PLC0415, TID251 - the sandbox shall refuse what lint forbids

        return secrets.token_hex()


@pytest.mark.parametrize("max_cached_workflows", [0, 1000])
async def test_a_worker_runs_workflows_that_speak_pydantic(
    temporal: str, max_cached_workflows: int
) -> None:
    client = await connect(temporal)
    queue = f"{new_id()}"
    worker = build_worker(
        client,
        task_queue=queue,
        workflows=[Postpone],
        activities=[postpone],
        graceful_stop=timedelta(seconds=1),
        max_cached_workflows=max_cached_workflows,
    )
    letter = Letter(at=datetime(2026, 2, 28, tzinfo=UTC))
    async with worker:
        result = await client.execute_workflow(Postpone.run, letter, id=queue, task_queue=queue)
    assert result == Letter(at=datetime(2026, 3, 1, tzinfo=UTC))


async def test_the_sandbox_refuses_chance(temporal: str) -> None:
    client = await connect(temporal)
    queue = f"{new_id()}"
    worker = build_worker(
        client,
        task_queue=queue,
        workflows=[Gambler],
        activities=[],
        graceful_stop=timedelta(seconds=1),
    )
    async with worker:
        with pytest.raises(WorkflowFailureError) as refused:
            await client.execute_workflow(Gambler.run, id=queue, task_queue=queue)
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "RestrictedWorkflowAccessError"


async def test_search_attributes_are_registered_once_however_often_one_asks(temporal: str) -> None:
    client = await connect(temporal)
    stage = SearchAttributeKey.for_keyword("Stage")
    due = SearchAttributeKey.for_datetime("Due")
    await ensure_search_attributes(client, [stage])
    await ensure_search_attributes(client, [stage, due])
    await ensure_search_attributes(client, [stage, due])
    listed = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    assert {"Stage", "Due"} <= set(listed.custom_attributes)


async def test_an_absent_server_is_told_by_address_and_cure(unused_tcp_port: int) -> None:
    address = f"127.0.0.1:{unused_tcp_port}"
    with pytest.raises(TemporalDown, match="start it with 'mentorship up'") as down:
        await connect(address)
    assert down.value.address == address
    assert "\n" not in str(down.value)


async def test_without_an_address_temporals_own_configuration_is_read(
    temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not environment_names_a_server()
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    assert environment_names_a_server()
    client = await connect()
    assert client.service_client.config.target_host == temporal
