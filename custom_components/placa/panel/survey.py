"""How well a camera reads, from what it saw, and what would help. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from statistics import quantiles
from typing import Any

SURE_CONFIDENCE = 0.95
SURE_FRAMES = 3
"""What a reading needs to count as one for sure: what a door asks for by default."""

_FEW = 10
_NARROW = 80.0
_WELL = 0.8
_WORSE = 0.2
_AGAIN = 2
"""So many corrections of one character into the same other one are no accident."""


def surveyed(
    sightings: Iterable[Mapping[str, Any]],
    local: Callable[[datetime], datetime],
    is_night: Callable[[datetime], bool],
) -> dict[str, Any]:
    """Judge ended SightingMessages of one camera; `local` gives a time as clocks show it."""
    hours = [{"hour": hour, "sightings": 0, "settled": 0, "sum": 0.0} for hour in range(24)]
    widths: list[float] = []
    by_light = {False: [0, 0], True: [0, 0]}
    confusions: Counter[tuple[str, str]] = Counter()
    count = settled = 0
    for one in sightings:
        confusions.update(_confused(one))
        began = datetime.fromisoformat(one["first_seen"])
        sure = one["confidence"] >= SURE_CONFIDENCE and one["frames"] >= SURE_FRAMES
        hour = hours[local(began).hour]
        hour["sightings"] += 1
        hour["settled"] += sure
        hour["sum"] += one["confidence"]
        light = by_light[is_night(began)]
        light[0] += 1
        light[1] += sure
        count += 1
        settled += sure
        if (width := _width(one)) is not None:
            widths.append(width)
    return {
        "sightings": count,
        "settled": settled,
        "width": _spread(widths),
        "hours": [
            {
                "hour": hour["hour"],
                "sightings": hour["sightings"],
                "settled": hour["settled"],
                "confidence": hour["sum"] / hour["sightings"] if hour["sightings"] else 0.0,
            }
            for hour in hours
        ],
        "advice": list(_advice(count, settled, widths, by_light)),
        "confusions": [
            {"read": read, "right": right, "times": times}
            for (read, right), times in confusions.most_common()
            if times >= _AGAIN
        ],
    }


def _confused(one: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Return the characters that somebody corrected, as they were read and as they are.

    A correction that added or left out characters tells nothing of single ones.
    """
    read_as, right = one.get("read_as"), one["text"]
    if read_as is None or len(read_as) != len(right):
        return ()
    return {pair for pair in zip(read_as, right, strict=True) if pair[0] != pair[1]}


def _width(one: Mapping[str, Any]) -> float | None:
    """Return how many pixels of the camera's own picture the plate is wide where it was read."""
    place = one.get("picture_box")
    return None if place is None else float((place[2] - place[0]) * one["frame_size"][0])


def _spread(widths: list[float]) -> dict[str, float] | None:
    if not widths:
        return None
    if len(widths) == 1:
        return dict.fromkeys(("low", "middle", "high"), widths[0])
    tenths = quantiles(widths, n=10, method="inclusive")
    return {"low": tenths[0], "middle": tenths[4], "high": tenths[8]}


def _advice(
    count: int, settled: int, widths: list[float], by_light: Mapping[bool, list[int]]
) -> Iterable[dict[str, Any]]:
    if count == 0:
        return
    if count < _FEW:
        yield {"code": "few", "values": {"count": count}}
        return
    share = settled / count
    spread = _spread(widths)
    narrow = spread is not None and spread["middle"] < _NARROW
    if narrow and spread:
        yield {"code": "narrow", "values": {"width": spread["middle"]}}
    day, night = by_light[False], by_light[True]
    dark = False
    if day[0] >= _FEW // 2 and night[0] >= _FEW // 2:
        by_day, by_night = day[1] / day[0], night[1] / night[0]
        dark = by_day - by_night > _WORSE
        if dark:
            yield {"code": "night", "values": {"night": by_night * 100, "day": by_day * 100}}
    if share >= _WELL:
        yield {"code": "good", "values": {"share": share * 100}}
    elif not narrow and not dark:
        yield {"code": "unsure", "values": {"share": share * 100}}
