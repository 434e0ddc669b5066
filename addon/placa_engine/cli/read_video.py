"""Sightings of a video file or a stream, for `placa read`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from placa_engine.cameras.pipeline import CameraPipeline, PipelineSettings
from placa_engine.cameras.sources.file import iterate_file
from placa_engine.imaging.frame import Frame
from placa_engine.redact import redact
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.vision.vision import Vision

_CAMERA = "video"


def read_video(
    source: str, *, vision: Vision, country: str | None = None, events: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield one object for each sighting once it has ended, in the order of their ends.

    Each is {"source", "sighting": {"text", "confidence", "margin", "frames", "first_seen",
    "last_seen", "direction", "box"}} with times in seconds from the first frame and the
    box in pixels of the newest frame. With `events`, live updates come as well, marked by
    "event": "update", and endings by "event": "end". Raises SourceError for what is not
    there or holds no picture.
    """
    pipeline = CameraPipeline(_CAMERA, vision, PipelineSettings(country=country))
    first: Frame | None = None
    for frame in iterate_file(source, _CAMERA):
        first = first or frame
        for sighting in pipeline.process(frame):
            if events or sighting.state is SightingState.ENDED:
                yield _message(source, sighting, first, events=events)
    if first is not None:
        for sighting in pipeline.finish():
            yield _message(source, sighting, first, events=events)


def _message(source: str, sighting: Sighting, first: Frame, *, events: bool) -> dict[str, Any]:
    message: dict[str, Any] = {
        "source": redact(source),
        "sighting": {
            "text": sighting.text,
            "confidence": round(sighting.confidence, 4),
            "margin": round(sighting.margin, 4),
            "frames": sighting.frames,
            "first_seen": _seconds(sighting.first_seen, first),
            "last_seen": _seconds(sighting.last_seen, first),
            "direction": sighting.direction.value,
            "box": [round(side, 1) for side in sighting.box],
        },
    }
    if events:
        ended = sighting.state is SightingState.ENDED
        message["event"] = "end" if ended else "update"
    return message


def _seconds(moment: datetime, first: Frame) -> float:
    return round(first.monotonic + (moment - first.captured_at).total_seconds(), 3)
