"""The image, started as users start it."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
import json
from pathlib import Path
import sqlite3
import subprocess
import sys
import time

import pytest

from placa_demo.drive_clip import FPS, KNOWN_PLATE, drive_clip, schedule
from tests.app.container import LIMITS, READY, RIGHTS_TO_CHANGE_USER, ROOT, Container, image, start

type RunApp = Callable[..., Container]

NOBODY = "8098"
RTSP_SERVER = ROOT / "demo" / "placa_demo" / "rtsp_server.py"


def ready(container: Container) -> Container:
    container.until(READY)
    return container


@contextmanager
def companion(container: Container, *command: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program in the container's network."""
    process = subprocess.Popen(
        container.in_its_network(*command),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize(
    ("rights", "user"),
    [
        pytest.param([], NOBODY, id="with what engines give by default"),
        pytest.param(["--cap-drop=ALL", *RIGHTS_TO_CHANGE_USER], NOBODY, id="with those it needs"),
        pytest.param(["--cap-drop=ALL"], "0", id="with none"),
    ],
)
def test_it_starts_with_a_read_only_root_and_half_a_gigabyte(
    run_app: RunApp, rights: list[str], user: str
) -> None:
    began = time.monotonic()
    container = ready(run_app(*LIMITS, *rights))
    print(f"ready after {time.monotonic() - began:.1f} s")
    assert container.get("/health") == (200, '{"status":"ok"}')
    engine = container.engine_status()
    print("engine:", engine["VmRSS"])
    assert engine["Uid"].split() == [user] * 4
    assert int(engine["CapEff"], 16) == 0
    assert int(engine["CapPrm"], 16) == 0
    assert container.stop() <= 5.0
    assert container.process.returncode == 0


def test_it_writes_nothing_but_its_data_and_what_is_gone_after_a_restart(run_app: RunApp) -> None:
    container = ready(run_app())
    changed = subprocess.run(
        [str(ROOT / "script" / "app"), "podman", "diff", container.name],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    places = {change.split()[1].split("/")[1] for change in changed}
    # podman itself makes the places of what it mounts.
    assert places <= {"data", "run", "tmp", "etc", "dev", "proc", "sys"}
    assert not [change for change in changed if change.startswith(("A /etc/", "D "))]


def test_its_weights_are_those_that_were_published(run_app: RunApp) -> None:
    verified = ready(run_app(*LIMITS)).exec("placa", "models", "verify")
    assert verified.stderr == ""
    manifest = json.loads((ROOT / "models" / "weights" / "manifest.json").read_text())
    shipped = [text.split() for text in verified.stdout.splitlines()]
    assert {(model, kind) for _, model, _, kind, _ in shipped if kind != "card"} == {
        (model["name"], model["default_precision"]) for model in manifest["models"]
    }
    assert {model for _, model, _, kind, _ in shipped if kind == "card"} == {
        model["name"] for model in manifest["models"]
    }


def test_placa_and_its_packages_stay_below_450_megabytes() -> None:
    told = subprocess.run(
        [str(ROOT / "script" / "app"), "size"], check=True, capture_output=True, text=True
    ).stdout
    print(told)
    assert int(told.split(" MB Placa")[0].rpartition(" ")[2]) <= 450


def test_it_says_what_it_is() -> None:
    config = image()["Config"]
    assert image()["Healthcheck"]["Test"][0] == "CMD"
    assert config["Labels"]["io.hass.type"] == "app"
    assert config["Entrypoint"] == ["/init"]


def test_it_reads_a_camera_over_rtsp(run_app: RunApp) -> None:
    clip = drive_clip(Path.home() / ".cache" / "placa", lambda _: None)
    container = ready(run_app(*LIMITS))
    play = ("/usr/bin/python3", str(RTSP_SERVER), "--port", "0")
    listen = (sys.executable, "-m", "tests.app.sightings", "https://127.0.0.1:8098")
    with (
        companion(container, *play, "--camera", f"drive={clip.empty}@{FPS}") as server,
        companion(container, *listen, container.token) as told,
    ):
        port = line(server).removeprefix("READY ")
        assert line(told) == "connected"
        settings = {"camera_id": "drive", "name": "Drive", "url": f"rtsp://127.0.0.1:{port}/drive"}
        status, answer = container.ask("POST", "/api/v1/cameras", settings, token=container.token)
        assert status == 201, answer
        assert line(told) == "streaming"
        assert server.stdin is not None
        print(f"play drive {clip.cars}", file=server.stdin, flush=True)
        read = []
        # While a busy machine still compiles the networks, it may miss the first car.
        while KNOWN_PLATE not in read:
            read.append(line(told))
            assert read[-1], "the engine hung up"
    container.stop()
    assert {*read} - {"streaming"} <= {visit.plate for visit in schedule()}
    assert KNOWN_PLATE not in container.log


INVALID = [
    pytest.param("", id="empty"),
    pytest.param("{", id="cut off"),
    pytest.param("[]", id="a list"),
    pytest.param("null", id="null"),
    pytest.param('"CPU"', id="a text"),
    pytest.param('{"log_level": "loud"}', id="an unknown level"),
    pytest.param('{"log_level": null}', id="no level"),
    pytest.param('{"device": "TOASTER"}', id="an unknown device"),
    pytest.param('{"retention": 7}', id="a number for a table"),
    pytest.param('{"retention": {"known_days": 0}}', id="no days at all"),
    pytest.param('{"retention": {"known_days": "many"}}', id="days in words"),
    pytest.param('{"retention": {"known_days": 1e999}}', id="endless days"),
    pytest.param('{"retention": {"other_days": 1}}', id="a setting that is unknown"),
    pytest.param('{"cameras": [{"camera_id": "UPPER"}]}', id="half a camera"),
    pytest.param('{"token": "short"}', id="a short token"),
]
VALID = [
    pytest.param("{}", id="nothing"),
    pytest.param('{"log_level": "debug"}', id="debug"),
    pytest.param('{"retention": {}}', id="an empty table"),
    pytest.param('{"retention": {"picture_days": 0.1}}', id="the shortest time"),
]
ON_THE_PROCESSOR = {
    "CPU": "as configured",
    "AUTO": "OpenVINO chose it",
    "GPU": "OpenVINO found no GPU, only CPU",
    "NPU": "OpenVINO found no NPU, only CPU",
}
SERVE = """
mkdir /tmp/$$; cd /tmp/$$; mkfifo ready; cat >options.json
placa serve --config options.json --data data --port 0 --notify-fd 3 3>ready &
read -r _ <ready && kill -TERM $!
wait $!
"""


@pytest.fixture(scope="module")
def one_container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    container = start(tmp_path_factory.mktemp("options"), *LIMITS)
    container.until(READY)
    yield container
    container.kill()


def serve_with(container: Container, options: str) -> subprocess.CompletedProcess[str]:
    """Start one more engine with these options, and stop it as soon as it is ready."""
    return subprocess.run(
        [str(ROOT / "script" / "app"), "podman", "exec", "-i", container.name, "sh", "-c", SERVE],
        input=options, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("options", VALID)
def test_options_that_fit_start_the_engine(one_container: Container, options: str) -> None:
    done = serve_with(one_container, options)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("device", ON_THE_PROCESSOR)
def test_the_processor_computes_whatever_is_asked_for_and_the_log_says_why(
    one_container: Container, device: str
) -> None:
    done = serve_with(one_container, json.dumps({"device": device}))
    assert done.returncode == 0, done.stderr
    assert f"The networks run on CPU: {ON_THE_PROCESSOR[device]}\n" in done.stderr


@pytest.mark.parametrize("options", INVALID)
def test_options_that_do_not_fit_are_told_in_one_sentence(
    one_container: Container, options: str
) -> None:
    done = serve_with(one_container, options)
    assert done.returncode == 1
    said = [text for text in done.stderr.splitlines() if "placa:" in text]
    assert len(said) == 1
    assert "Traceback" not in done.stderr


def test_a_start_that_fails_ends_the_container_at_once_and_says_why_at_the_end(
    run_app: RunApp,
) -> None:
    began = time.monotonic()
    container = run_app(*LIMITS, settings={"retention": 7})
    assert container.end() == 1
    assert time.monotonic() - began < 15
    assert container.lines[-1].startswith("placa: /data/options.json: retention")


def test_a_crash_ends_the_container_with_an_exit_code_of_its_own(run_app: RunApp) -> None:
    container = ready(run_app(*LIMITS))
    pid = container.engine_status()["Pid"]
    container.exec("sh", "-c", f"kill -KILL {pid}", check=False)
    assert container.end() == 137


NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{before}"


def upgrade() -> None:
    op.create_table("of_the_next_version", sa.Column("only", sa.Integer(), primary_key=True))
"""


def test_a_database_is_brought_up_to_date_and_left_alone_by_the_version_before(
    run_app: RunApp, tmp_path: Path
) -> None:
    first = ready(run_app(*LIMITS))
    camera = {"camera_id": "drive", "name": "Drive", "url": "rtsp://192.0.2.10/drive"}
    assert first.ask("POST", "/api/v1/cameras", camera, token=first.token)[0] == 201
    find = "import placa_engine.store.migrations as it; print(it.__path__[0])"
    migrations = first.exec("python", "-c", find).stdout.strip()
    first.stop()
    path = tmp_path / "data" / "placa.db"
    (before,) = rows(path, "select version_num from alembic_version")
    # The next version of the image has one migration more.
    migration = tmp_path / "next.py"
    migration.write_text(NEXT_MIGRATION.format(before=before[0]))
    added = f"--volume={migration}:{migrations}/versions/next.py:ro"
    updated = ready(run_app(*LIMITS, added))
    assert updated.get("/api/v1/cameras/drive", token=updated.token)[0] == 200
    updated.stop()
    assert rows(path, "select version_num from alembic_version") == [("next",)]
    assert rows(path, "select count(*) from of_the_next_version") == [(0,)]
    digest = sha256(path.read_bytes()).hexdigest()
    downgraded = run_app(*LIMITS)
    assert downgraded.end() == 1
    assert "newer" in downgraded.lines[-1]
    assert sha256(path.read_bytes()).hexdigest() == digest
    again = ready(run_app(*LIMITS, added))
    assert again.get("/api/v1/cameras/drive", token=again.token)[0] == 200


def test_the_supervisor_is_told_where_the_engine_is_until_it_listens(run_app: RunApp) -> None:
    container = ready(
        run_app(
            *LIMITS, "--env=SUPERVISOR_TOKEN=secret", "--env=SUPERVISOR_API=http://127.0.0.1:8123"
        )
    )
    container.until("was not told yet")
    with companion(container, sys.executable, "-m", "tests.app.supervisor", "8123") as supervisor:
        busy, told = json.loads(line(supervisor)), json.loads(line(supervisor))
    assert [busy[0], told[0]] == [502, 200]
    assert told[1] == "Bearer secret"
    assert told[2] == {
        "service": "placa",
        "config": {
            "host": container.exec("hostname").stdout.strip(),
            "port": 8098,
            "pairing_key": container.pairing_key,
        },
    }
    assert container.get("/health")[0] == 200
    assert container.token not in container.log
    container.stop()
    (container.data / "token").unlink()
    again = ready(
        run_app(
            *LIMITS, "--env=SUPERVISOR_TOKEN=secret", "--env=SUPERVISOR_API=http://127.0.0.1:8123"
        )
    )
    with companion(again, sys.executable, "-m", "tests.app.supervisor", "8123") as supervisor:
        json.loads(line(supervisor))
        assert (
            json.loads(line(supervisor))[2]["config"]["pairing_key"]
            == again.pairing_key
            != told[2]["config"]["pairing_key"]
        )


def test_without_a_supervisor_nothing_is_announced(run_app: RunApp) -> None:
    container = ready(run_app(*LIMITS, "--env=SUPERVISOR_TOKEN="))
    container.stop()
    assert "tell the Supervisor" not in container.log
    assert "not told" not in container.log


def test_the_page_of_the_supervisor_is_shown_to_nobody_else(run_app: RunApp) -> None:
    container = ready(run_app(*LIMITS))
    assert container.get("/", port=8099)[0] == 403
    assert container.get("/log", port=8099)[0] == 403
