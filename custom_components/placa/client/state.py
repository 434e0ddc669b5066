"""What the integration knows of the engine now: one frozen value, changed by replacement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .models import Camera, EngineInfo, Sighting, SightingState, Snapshot
from .sighting_memory import is_settled
from .sighting_query import SightingQuery


@dataclass(frozen=True, slots=True)
class EngineState:
    """The engine, its cameras by id, the live sightings by id, the latest one by camera.

    `latest` holds for each camera the newest sighting whose text is settled.
    """

    info: EngineInfo
    cameras: Mapping[str, Camera]
    live: Mapping[str, Sighting]
    latest: Mapping[str, Sighting]


def from_snapshot(snapshot: Snapshot) -> EngineState:
    """Start anew with what a snapshot says."""
    return EngineState(
        info=snapshot.info,
        cameras={camera.camera_id: camera for camera in snapshot.cameras},
        live={sighting.sighting_id: sighting for sighting in snapshot.live},
        latest=_latest({}, (*snapshot.last, *snapshot.live)),
    )


def with_sighting(state: EngineState, sighting: Sighting) -> EngineState:
    """Take in an update of a sighting."""
    live = {key: other for key, other in state.live.items() if key != sighting.sighting_id}
    if sighting.state is SightingState.LIVE:
        live[sighting.sighting_id] = sighting
    return replace(state, live=live, latest=_latest(state.latest, (sighting,)))


def with_camera(state: EngineState, camera: Camera) -> EngineState:
    """Take in a new camera, or its new state."""
    return replace(state, cameras={**state.cameras, camera.camera_id: camera})


def without_camera(state: EngineState, camera_id: str) -> EngineState:
    """Forget a camera and all that was seen by it."""
    return replace(
        state,
        cameras={key: camera for key, camera in state.cameras.items() if key != camera_id},
        live={key: seen for key, seen in state.live.items() if seen.camera_id != camera_id},
        latest={key: seen for key, seen in state.latest.items() if key != camera_id},
    )


def without_sightings(state: EngineState, search: SightingQuery) -> EngineState:
    """Forget the sightings that a search means."""

    def kept(sightings: Mapping[str, Sighting]) -> dict[str, Sighting]:
        return {
            key: seen
            for key, seen in sightings.items()
            if not search.means(seen.text, seen.camera_id, seen.first_seen)
        }

    return replace(state, live=kept(state.live), latest=kept(state.latest))


def _latest(known: Mapping[str, Sighting], news: Iterable[Sighting]) -> dict[str, Sighting]:
    latest = dict(known)
    for sighting in news:
        before = latest.get(sighting.camera_id)
        if is_settled(sighting) and (before is None or before.first_seen <= sighting.first_seen):
            latest[sighting.camera_id] = sighting
    return latest
