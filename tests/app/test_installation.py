"""The ways of docs/install.md to a running engine, walked as they are written there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
import json
import os
from pathlib import Path
import re
import socket
import subprocess
from typing import Any

import yaml

from tests.app.container import LIMITS, READY, RIGHTS_TO_CHANGE_USER, ROOT, Container, start

PAGE = (ROOT / "docs" / "install.md").read_text()
COMPOSE = yaml.safe_load((ROOT / "deployment" / "compose.yaml").read_text())
SERVICE: dict[str, Any] = COMPOSE["services"]["placa"]
UNIT = ROOT / "deployment" / "placa.service"


def commands(section: str) -> list[str]:
    """Return the commands below a heading of the page, in their order."""
    text = re.split(r"^## ", PAGE.partition(f"\n## {section}\n")[2], maxsplit=1, flags=re.MULTILINE)
    blocks = re.findall(r"```sh\n(.*?)```", text[0], re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def run(command: str, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT, env=dict(environment), check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_command_of_the_page_is_run_here() -> None:
    assert len(re.findall(r"```", PAGE)) == 2 * len(re.findall(r"```sh\n", PAGE))
    told = sum(len(block.splitlines()) for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
    assert told == len(commands("A container")) + len(commands("A Python package")) > 10


def as_options(service: Mapping[str, Any]) -> list[str]:
    """Say to podman what the file says to compose, but for the network."""
    known = {
        "image", "container_name", "restart", "ports", "volumes", "read_only", "tmpfs", "cap_drop",
        "cap_add", "security_opt", "mem_limit", "stop_grace_period", "healthcheck",
    }  # fmt: skip
    assert service.keys() == known
    assert service["read_only"] is True
    options = ["--read-only", "--memory", service["mem_limit"]]
    options += [f"--tmpfs={place}" for place in service["tmpfs"]]
    options += [f"--cap-drop={right}" for right in service["cap_drop"]]
    options += [f"--cap-add={right}" for right in service["cap_add"]]
    options += [
        f"--security-opt={choice.removesuffix(':true')}" for choice in service["security_opt"]
    ]
    return options


def compose(container: Container, command: str) -> str:
    """Do what a command of docker compose says with the container that its file describes."""
    prefix = "docker compose --file deployment/compose.yaml "
    assert command.startswith(prefix)
    match command.removeprefix(prefix).split():
        case ["up", "--detach"]:
            container.until(READY)
            return ""
        case ["exec", "placa", *inside]:
            return container.exec(*inside).stdout
        case ["logs", "placa"]:
            return container.log
        case ["down", "--volumes"]:
            container.stop()
            return ""
        case _:
            raise AssertionError(command)


def test_the_container_runs_as_the_file_says(tmp_path: Path) -> None:
    container = start(tmp_path / "data", *as_options(SERVICE))
    (container.data / "options.json").unlink()
    try:
        up, pair, health, log, down = commands("A container")
        compose(container, up)
        assert compose(container, pair).strip().partition(".")[2] == container.token
        assert compose(container, health) == '{"status":"ok"}'
        assert "Listening" in compose(container, log)
        assert container.engine_status()["Uid"].split() == ["8098"] * 4
        compose(container, down)
        assert container.process.returncode == 0
    finally:
        container.kill()


def test_the_file_grants_no_more_than_what_was_tried() -> None:
    assert {f"--cap-add={right}" for right in SERVICE["cap_add"]} == set(RIGHTS_TO_CHANGE_USER)
    assert "--read-only" in LIMITS
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert SERVICE["ports"] == ["127.0.0.1:8098:8098"]
    dockerfile = (ROOT / "addon" / "Dockerfile").read_text()
    asked = re.search(r"^    CMD (\[.+\])$", dockerfile, re.MULTILINE)
    assert asked is not None
    assert SERVICE["healthcheck"]["test"] == ["CMD", *json.loads(asked[1])]


@contextmanager
def served(command: list[str], ready: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Run a service as systemd does, from READY=1 on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(ready))
        systemd.settimeout(60)
        process = subprocess.Popen(command, env={**environment, "NOTIFY_SOCKET": str(ready)})
        try:
            assert systemd.recv(100) == b"READY=1"
            yield
        finally:
            process.terminate()
            assert process.wait() == 0


def test_the_package_runs_from_an_environment_of_its_own(tmp_path: Path) -> None:
    python = subprocess.run(
        [ROOT / "script" / "python314"], check=True, capture_output=True, text=True
    ).stdout.strip()
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "python3.14").write_text(f'#!/bin/sh\nexec {python} "$@"\n')
    # systemd is not process 1 here: what systemctl would start is started below.
    (programs / "systemctl").write_text("#!/bin/sh\n")
    for program in programs.iterdir():
        program.chmod(0o755)
    # Compiled when it is first used, which saves half of the time here.
    environment = {**os.environ, "PIP_NO_COMPILE": "1", "PATH": f"{programs}:{os.environ['PATH']}"}

    def here(text: str) -> str:
        """Put what the page puts into the system into a folder of the test."""
        return re.sub(r"(?<![\w.])/(opt|etc|var/lib)/", rf"{tmp_path}/\1/", text)

    for folder in ("etc/systemd/system", "opt", "var/lib/placa"):
        (tmp_path / folder).mkdir(parents=True)
    *before, pair = commands("A Python package")
    said = {command: run(here(command), environment) for command in before}
    assert "ok  plate-reader" in said["/opt/placa/bin/placa models verify"]
    installed = (tmp_path / "etc/systemd/system/placa.service").read_text()
    start = re.search(r"^ExecStart=(.+)$", installed, re.MULTILINE)
    assert start is not None
    credentials = "${CREDENTIALS_DIRECTORY}"
    assert credentials in start[1]
    assert "LoadCredential=placa.toml:/etc/placa.toml" in installed
    command = here(start[1].replace(credentials, "/etc")).split()
    with served([*command, "--port", "0"], tmp_path / "ready", environment):
        assert re.fullmatch(r"[0-9a-f]{64}\..{30,}\n", run(here(pair), environment))


def test_the_service_of_systemd_is_well_hardened() -> None:
    analyzed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", UNIT],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    exposure = re.search(r"Overall exposure level for placa\.service: ([\d.]+)", analyzed)
    assert exposure is not None
    assert float(exposure[1]) <= 3.0


def test_the_service_has_a_user_of_its_own_and_reaches_nobody_outside() -> None:
    unit = UNIT.read_text().splitlines()
    assert {"DynamicUser=yes", "Type=notify", "IPAddressDeny=any", "NoNewPrivileges=yes"} <= {*unit}
    assert not any(line.startswith(("User=root", "AmbientCapabilities=C")) for line in unit)
