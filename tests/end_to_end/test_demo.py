"""The command behind script/run, as a person meets it."""

import asyncio
from asyncio.subprocess import PIPE, STDOUT
from contextlib import asynccontextmanager
import os
from pathlib import Path
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def demo() -> AsyncIterator[Process]:
    paths = os.pathsep.join(str(ROOT / name) for name in ("demo", "models", "addon"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "placa_demo", "run",
        stdout=PIPE, stderr=STDOUT, env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.wait()


async def told(process: Process, words: str, lines: list[str]) -> None:
    """Read what the demo says until it says these words."""
    assert process.stdout is not None
    while True:
        line = (await process.stdout.readline()).decode()
        assert line, f"the demo ended before it said {words!r}:\n{''.join(lines)}"
        print(line, end="")
        lines.append(line)
        if words in line:
            return


def descendants(pid: int) -> set[int]:
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(text.rpartition(")")[2].split()[1])
    found: set[int] = set()
    wanted = {pid}
    while wanted:
        found |= wanted
        wanted = {child for child, parent in parents.items() if parent in wanted} - found
    return found - {pid}


def still_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def test_the_rendered_garage_opens_for_the_known_car_only_and_ctrl_c_stops_everything() -> (
    None
):
    lines: list[str] = []
    async with demo() as process:
        await told(process, "a stranger drives up", lines)
        assert not any("opening" in line for line in lines)
        await told(process, "granted for Family car", lines)
        await told(process, "the garage door is opening", lines)
        await told(process, "a stranger drives up", lines)  # the near double
        await told(process, "a stranger drives up", lines)  # the next round has begun
        assert sum("the garage door is opening" in line for line in lines) == 1
        assert not any("KT47" in line or "VX93" in line for line in lines)

        children = descendants(process.pid)
        assert len(children) >= 4
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 10) == 130
        assert not [pid for pid in children if still_there(pid)]
