"""Child processes that are started in groups of their own and end with whoever started them."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
import os
from pathlib import Path
import signal
import socket

_GRACE = 7.0
"""Seconds between asking a process to end and ending it."""


class ProcessEndedError(Exception):
    """A process ended before its time. The message says which, and where its log is."""


class Child:
    """A running process."""

    def __init__(self, name: str, process: Process, log: Path) -> None:
        self.name = name
        self._process = process
        self._log = log

    @property
    def pid(self) -> int:
        """The process id, which is also that of its group."""
        return self._process.pid

    async def line(self) -> str:
        """Return the next line of its standard output.

        Raises ProcessEndedError when there is none.
        """
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise ProcessEndedError(self._obituary())
        return line.decode().rstrip("\n")

    async def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        await self._process.stdin.drain()

    def check(self) -> None:
        """Raise ProcessEndedError if it is over."""
        if self._process.returncode is not None:
            raise ProcessEndedError(self._obituary())

    async def ended(self) -> None:
        """Wait for its end, then raise ProcessEndedError."""
        await self._process.wait()
        raise ProcessEndedError(self._obituary())

    def pause(self) -> None:
        """Keep it from running until `go_on`."""
        os.killpg(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        os.killpg(self.pid, signal.SIGCONT)

    async def kill(self) -> None:
        """End it and all it started at once, as a power cut would."""
        os.killpg(self.pid, signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> None:
        """Ask it to end, end it if it does not; then end what it left behind."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _GRACE)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        await self._process.wait()

    def _obituary(self) -> str:
        words = self._log.read_text(errors="replace").splitlines()
        last = f' ("{words[-1].strip()}")' if words else ""
        return f"{self.name} ended by itself{last}; its log is {self._log}"


@asynccontextmanager
async def child(
    name: str,
    command: Sequence[str | Path],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    talks: bool = False,
) -> AsyncIterator[Child]:
    """Start a process and stop it at the end.

    Its words go to the log; with `talks` its standard input and output are kept for
    `Child.tell` and `Child.line`.
    """
    with log.open("ab") as sink:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE if talks else DEVNULL,
            stdout=PIPE if talks else sink,
            stderr=sink if talks else STDOUT,
            env=dict(environment) if environment is not None else None,
            start_new_session=True,
        )
    running = Child(name, process, log)
    try:
        yield running
    finally:
        await asyncio.shield(running.stop())


def free_port() -> int:
    """Find a TCP port of this machine that nobody uses now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
