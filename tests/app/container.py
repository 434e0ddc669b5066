"""A container of the app's image, run by podman without a network."""

from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import re
import secrets
import signal
import subprocess
import time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "script" / "app")
LIMITS = ("--read-only", "--memory", "512m", "--security-opt", "no-new-privileges")
RIGHTS_TO_CHANGE_USER = tuple(
    f"--cap-add={right}" for right in ("CHOWN", "DAC_OVERRIDE", "KILL", "SETGID", "SETUID")
)
READY = "Listening to the Supervisor at port 8099"


@dataclass
class Container:
    """A started container; `lines` is its log as far as it was read."""

    name: str
    process: subprocess.Popen[str]
    data: Path
    lines: list[str] = field(default_factory=list)

    def until(self, pattern: str) -> None:
        """Wait for a line of the log."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if re.search(pattern, line):
                return
        raise AssertionError(f"ended without {pattern}:\n{self.log}")

    def end(self) -> int:
        """Wait for the end; return the exit code of the container."""
        assert self.process.stdout is not None
        with self.process.stdout as rest:
            self.lines.extend(rest)
        return self.process.wait()

    def stop(self) -> float:
        """Tell the container to end as engines do; return the seconds until it has."""
        pid = self.pid
        began = time.monotonic()
        os.kill(pid, signal.SIGTERM)
        self.end()
        return time.monotonic() - began

    def kill(self) -> None:
        if self.process.poll() is None:
            podman("kill", self.name, check=False)
            self.end()

    def exec(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program inside."""
        return podman("exec", self.name, *command, check=check)

    def get(self, path: str, *, port: int = 8098, token: str | None = None) -> tuple[int, str]:
        """Ask the engine from inside; return the status and the body."""
        return self.ask("GET", path, port=port, token=token)

    def ask(
        self,
        method: str,
        path: str,
        sent: object = None,
        *,
        port: int = 8098,
        token: str | None = None,
    ) -> tuple[int, str]:
        """Send JSON to the engine from inside; return the status and the body."""
        body = (
            []
            if sent is None
            else ["--data", json.dumps(sent), "-H", "Content-Type: application/json"]
        )
        shown = [] if token is None else ["-H", f"Authorization: Bearer {token}"]
        url = f"{'https' if port == 8098 else 'http'}://127.0.0.1:{port}{path}"
        answer = self.exec(
            "curl", "-s", "--insecure", "-X", method, "-w", "\n%{http_code}", *shown, *body, url
        )
        text, _, status = answer.stdout.rpartition("\n")
        return int(status), text

    @property
    def token(self) -> str:
        return (self.data / "token").read_text().strip()

    @property
    def pairing_key(self) -> str:
        pair = ("placa", "pair", "--config", "/data/options.json", "--data", "/data")
        return self.exec(*pair).stdout.strip()

    @property
    def pid(self) -> int:
        """The process that is number 1 inside."""
        return int(podman("inspect", "--format", "{{.State.Pid}}", self.name).stdout)

    def in_its_network(self, *command: str) -> list[str]:
        """Return a command line that runs outside, but sees the container's network alone."""
        return ["nsenter", "--target", str(self.pid), "--net", *command]

    def engine_status(self) -> dict[str, str]:
        """Return /proc/PID/status of the engine."""
        command_line = "$(grep -ls placa_engine /proc/[0-9]*/cmdline | head -n 1)"
        lines = self.exec("sh", "-c", f"cat $(dirname {command_line})/status").stdout.splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    @property
    def log(self) -> str:
        return "".join(self.lines)


def start(data: Path, *options: str, settings: object = None, network: str = "none") -> Container:
    """Start a container whose /data has these options.json, {} if nothing is said."""
    data.mkdir(exist_ok=True)
    text = settings if isinstance(settings, str) else json.dumps(settings or {})
    (data / "options.json").write_text(text)
    name = f"placa-test-{secrets.token_hex(4)}"
    command = [APP, "run", name, "--network", network, "--volume", f"{data}:/data", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    )
    return Container(name, process, data)


def podman(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run podman with the storage of the tests."""
    done = subprocess.run(
        [APP, "podman", *arguments], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert not check or done.returncode == 0, done.stderr
    return done


def image() -> dict[str, Any]:
    """Return what the image says of itself."""
    (found,) = json.loads(podman("image", "inspect", "localhost/placa:test").stdout)
    return dict(found)
