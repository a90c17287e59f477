import asyncio
import sys


async def test_leaving_ends_the_process_with_its_code_and_everything_written() -> None:
    program = "import runtime.exit as e; print('written', end=''); e.leave(7); print('never')"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    written, _ = await process.communicate()
    assert (written, process.returncode) == (b"written", 7)
