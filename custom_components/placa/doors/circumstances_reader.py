"""Sees what holds at the moment of a decision."""

from collections.abc import Callable, Iterable

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, callback

from ..access.circumstances import Circumstances, DoorUpdate, PastOpening
from ..access.policy import Door, DoorMode
from ..client.models import Camera
from ..clock import Clock
from ..household.vehicle import Match
from ..storage.journal import Journal
from .actuator import door_state
from .arrivals import Arrivals
from .confirmations import ConfirmationRequests
from .uptime import running_for

type CameraLookup = Callable[[str], tuple[bool, Camera | None]]
"""Tells whether the engine is connected, and what a camera's state is."""


class CircumstancesReader:
    """Reads everything that counts besides the sighting, its match and the door's settings."""

    def __init__(  # noqa: PLR0917 - made in one place
        self,
        hass: HomeAssistant,
        journal: Journal,
        arrivals: Arrivals,
        questions: ConfirmationRequests,
        camera_lookup: CameraLookup,
        clock: Clock,
    ) -> None:
        self._hass = hass
        self._journal = journal
        self._arrivals = arrivals
        self._questions = questions
        self._camera_lookup = camera_lookup
        self._clock = clock

    @callback
    def see(
        self, door: Door, match: Match, update: DoorUpdate, doors: Iterable[Door]
    ) -> Circumstances:
        """See what holds now for a match at a door, which is one of all `doors`."""
        monotonic = self._clock.monotonic()
        now = self._clock.now()
        vehicle = match.vehicle
        connected, camera = self._camera_lookup(update.sighting.camera_id)
        witnesses, vehicle_witnesses = (
            self._arrivals.see(factor.witnesses_for(vehicle.owner))
            for factor in door.policy.factors_for(vehicle)
        )
        return Circumstances(
            now=now,
            age=update.stamp.age(update.sighting.captured_at, monotonic),
            began_ago=update.stamp.age(update.sighting.first_seen, monotonic),
            clock_skew=update.stamp.age(now, monotonic),
            connected=connected,
            camera=camera.health if camera else None,
            frozen=camera.frozen if camera else None,
            running_for=running_for(self._hass, monotonic),
            door_state=door_state(self._hass, door.entity_id),
            schedule=self._state(door.policy.schedule),
            alarm=self._state(door.policy.alarm),
            pass_uses=self._journal.pass_uses(
                vehicle.vehicle_id, but_for=update.sighting.sighting_id
            ),
            openings=self._openings(door, doors, monotonic),
            witnesses=witnesses,
            vehicle_witnesses=vehicle_witnesses,
            inquiry=self._questions.inquiry(
                door.door_id,
                vehicle.vehicle_id,
                update.sighting.sighting_id,
                monotonic,
                door.policy.cool_down,
            ),
        )

    @callback
    def _openings(
        self, door: Door, doors: Iterable[Door], monotonic: float
    ) -> tuple[PastOpening, ...]:
        """List what the door opened before, oldest first.

        For one that is armed that is also what others opened that have the same cover or lock.
        """
        if door.mode is DoorMode.SHADOW:
            return self._journal.openings(door.door_id, monotonic, shadow=True)
        openings = [
            opening
            for other in doors
            if other.entity_id == door.entity_id
            for opening in self._journal.openings(other.door_id, monotonic, shadow=False)
        ]
        return tuple(sorted(openings, key=lambda opening: -opening.ago))

    @callback
    def _state(self, entity_id: str | None) -> str | None:
        """Return the state of an entity that a door asks; one that is gone is unavailable."""
        if entity_id is None:
            return None
        state = self._hass.states.get(entity_id)
        return STATE_UNAVAILABLE if state is None else state.state
