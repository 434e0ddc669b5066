"""Sightings and decisions as the panel shows them; see frontend/src/api/types.ts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..access.decision import Verdict
from ..client.client import Picture
from ..client.models import Sighting
from ..coordinator import PlacaData
from ..household.vehicle import Vehicle
from ..localization.decisions import recorded_reason
from ..localization.texts import Texts
from ..media.view import picture_url
from ..storage.permissions import Right
from ..subentries.household import Household

type Json = dict[str, Any]
type Sign = Callable[[str], str]
"""Makes a path that can be opened for a while."""

_PICTURES: tuple[Picture, ...] = ("crop", "vehicle", "frame")
_PLAIN = (
    "sighting_id", "camera_id", "state", "text", "confidence", "margin", "frames", "frames_read",
    "first_seen", "last_seen", "direction",
)  # fmt: skip
_MORE = ("chars", "second_opinion", "rigid_motion", "at_start", "moved", "growth")


def whom_of(vehicle: Vehicle | None) -> Json | None:
    """Describe whose a plate is."""
    if vehicle is None:
        return None
    kind = "guest" if vehicle.guest_pass else "denied" if vehicle.denied else "vehicle"
    return {"kind": kind, "vehicle_id": vehicle.vehicle_id, "name": vehicle.name}


class Describer:
    """Describes what the engine tells to a user with some rights."""

    def __init__(self, placa: PlacaData, rights: frozenset[Right], sign: Sign) -> None:
        self._placa = placa
        self._rights = rights
        self._sign = sign

    @property
    def _household(self) -> Household:
        return self._placa.household

    def may_see(self, text: str) -> bool:
        """Whether the user may see a sighting with this text."""
        return Right.STRANGERS in self._rights or self._household.match(text) is not None

    def sighting(self, raw: Mapping[str, Any], decisions: Iterable[Json] = ()) -> Json:
        """Describe a SightingMessage; `decisions` are DecisionRecords about it."""
        match = self._household.match(raw["text"])
        width, height = raw["frame_size"]
        place = raw.get("picture_box")
        box = (
            [share * side for share, side in zip(place, (width, height) * 2, strict=True)]
            if place
            else None
        )
        return {key: raw[key] for key in _PLAIN} | {
            "camera": self.camera_name(raw["camera_id"]),
            "zones": list(raw["zones"]),
            "frame_size": [width, height],
            "box": box,
            "read_as": raw.get("read_as"),
            "whom": whom_of(match.vehicle if match else None),
            "verdicts": [
                {
                    "door_id": decision["door"],
                    "door": self.door_name(decision["door"]),
                    "verdict": decision["verdict"],
                }
                for decision in decisions
            ],
            "pictures": self._pictures(raw),
        }

    def details(self, raw: Mapping[str, Any], decisions: Iterable[Json]) -> Json:
        """Describe a SightingMessage with all that is known of it."""
        decisions = tuple(decisions)
        return self.sighting(raw, decisions) | {
            **{key: raw.get(key) for key in _MORE},
            "decisions": [self.decision(decision) for decision in decisions],
        }

    def decision(self, record: Mapping[str, Any]) -> Json:
        """Describe a DecisionRecord with all its reasons, those that failed first."""
        texts = Texts.of(self._placa.coordinator.hass)
        reasons = sorted(record["reasons"], key=lambda reason: bool(reason["ok"]))
        return {
            "decision_id": record["decision_id"],
            "door_id": record["door"],
            "door": self.door_name(record["door"]),
            "verdict": record["verdict"],
            "whom": whom_of(self._household.vehicle(record["vehicle"])),
            "text": record["plate"] if record["plate"] and self.may_see(record["plate"]) else "",
            "camera": self.camera_name(record["camera_id"]),
            "sighting_id": record["sighting_id"],
            "decided_at": record["decided_at"],
            "reasons": [recorded_reason(texts, reason) for reason in reasons],
        }

    def camera_name(self, camera_id: str) -> str:
        """Return a camera's name, or its id if it is gone."""
        camera = self._placa.coordinator.data.cameras.get(camera_id)
        return camera.name if camera else camera_id

    def door_name(self, door_id: str) -> str:
        """Return a door's name, or its id if it is gone."""
        door = self._household.find_door(door_id)
        return door.name if door else door_id

    def _pictures(self, raw: Mapping[str, Any]) -> Json | None:
        if not raw["has_picture"] or Right.PICTURES not in self._rights:
            return None
        entry_id = self._placa.entry_id
        newest = "" if raw["state"] == "ended" else f"?v={raw['revision']}"
        return {
            name: self._sign(picture_url(entry_id, raw["sighting_id"], name) + newest)
            for name in _PICTURES
        }


def raw_of(placa: PlacaData, sighting: Sighting) -> Json:
    """Return a live sighting as the engine tells of an ended one, as far as it is known here."""
    camera = placa.coordinator.data.cameras.get(sighting.camera_id)
    size = camera.frame_size if camera else None
    return {key: getattr(sighting, key) for key in _PLAIN} | {
        "state": sighting.state.value,
        "direction": sighting.direction.value,
        "first_seen": sighting.first_seen.isoformat(),
        "last_seen": sighting.last_seen.isoformat(),
        "zones": sighting.zones,
        "has_picture": sighting.has_picture,
        "revision": sighting.revision,
        "frame_size": size or (16, 9),
    }


async def decisions_about(placa: PlacaData, sighting_ids: Iterable[str]) -> dict[str, list[Json]]:
    """Return the newest decision of each door about each sighting. Raises EngineError.

    Those that the engine has yet to hear of are the newest.
    """
    wanted = list(sighting_ids)
    found: dict[str, list[Json]] = {}
    if not wanted:
        return found
    records = [dict(one) for one in reversed(placa.stores.journal.outbox)]
    entries = await placa.client.decisions(sighting_id=",".join(wanted))
    records += [entry.decision for entry in entries]
    for decision in records:
        if decision["sighting_id"] not in wanted:
            continue
        known = found.setdefault(decision["sighting_id"], [])
        if all(decision["door"] != other["door"] for other in known):
            known.append(decision)
    return found


def is_refusal(record: Mapping[str, Any]) -> bool:
    """Whether a DecisionRecord kept a door shut."""
    return bool(record["verdict"] == Verdict.REFUSED.value)
