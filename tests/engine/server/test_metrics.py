"""What Prometheus is told: states, counts and sizes, no plates."""

from pathlib import Path
import re

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.messages import EngineProblem
from placa_engine.vision.vision import Vision
from tests.engine.support.api import CAMERA, told
from tests.engine.support.serving import Client, serving
from tests.engine.support.sightings import NOW, PAIR, ended

LINE = re.compile(r'([a-z_]+)(\{(?:[a-z]+="[^"\n]*",?)*\}) ([0-9.e+-]+)')


async def metrics(client: Client) -> dict[str, float]:
    response = await client.get("/api/v1/metrics")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = {}
    for line in (await response.text()).splitlines():
        if not line.startswith("# "):
            sample = LINE.fullmatch(line)
            assert sample, line
            found[sample[1] + sample[2].replace("{}", "")] = float(sample[3])
    return found


async def test_states_counts_and_sizes_are_told_and_no_plates(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with serving(tiny_vision, tmp_path, at=NOW) as (client, engine):
        for number in range(3):
            engine.sightings.take(SightingEvent(ended(number), PAIR if number else None))
        await engine.sightings.flush()
        await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
        engine.problems.note(EngineProblem.CLOCK, present=True)
        found = await metrics(client)
        assert (found["placa_sightings"], found["placa_pictures"]) == (3, 2)
        assert found["placa_sightings_waiting"] == 0
        assert found['placa_problem{problem="clock"}'] == 1
        assert found['placa_problem{problem="damaged"}'] == 0
        assert found['placa_disk_bytes{of="pictures"}'] == 2 * len(PAIR.crop + PAIR.frame)
        assert found["process_open_fds"] > 3
        states = [name for name in found if name.startswith('placa_camera_state{camera="gate"')]
        assert sum(found[name] for name in states) == 1
        text = await (await client.get("/api/v1/metrics")).text()
        assert not any(seen in text for seen in (ended(0).text, ended(0).sighting_id))


async def test_metrics_are_for_who_has_the_token(tiny_vision: Vision, tmp_path: Path) -> None:
    async with serving(tiny_vision, tmp_path) as (client, _):
        response = await client.get("/api/v1/metrics", headers={"Authorization": "Bearer none"})
        assert response.status == 401
