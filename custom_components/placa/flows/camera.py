"""Adds and changes cameras. The engine keeps them; their addresses and passwords stay there."""

from collections.abc import Mapping
from itertools import chain, count
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigEntryState, SubentryFlowResult
from homeassistant.const import (
    CONF_COUNTRY,
    CONF_ENTITY_ID,
    CONF_NAME,
    CONF_PASSWORD,
    CONF_URL,
    CONF_USERNAME,
)
from homeassistant.util import slugify

from ..background.stream_sources import NoSourceError, camera_source
from ..client.camera_client import CameraClient
from ..client.camera_models import LOGIN_MISSING, CameraSettings, CameraTrial
from ..client.client import EngineError, RejectedError
from ..client.models import CameraProblem, Origin
from ..const import CONF_CAMERA_ID
from ..coordinator import PlacaData
from ..household.presence import Facing
from ..localization.texts import choice_texts
from .areas import choice_of
from .base import NamedFlow
from .camera_form import (
    CONF_FACING,
    CONF_MASKS,
    CONF_MIRRORED,
    CONF_ROTATION,
    CONF_ZONES,
    FormError,
    camera_schema,
    masks_of,
    renamed,
    zones_of,
)

_SOURCE = (CONF_URL, CONF_USERNAME, CONF_PASSWORD)
_LONGEST_NAME = 80
_LONGEST_ID = 36
_INVALID = 422


class CameraFlow(NamedFlow):
    """A camera: one of Home Assistant, or an address on the network; what it shows, and where."""

    _settings: CameraSettings | None = None
    _password: str | None = None
    """What was typed before an error elsewhere in the form; it never goes back to the browser."""

    async def async_step_user(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Ask which kind of camera is to be added."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        return self.async_show_menu(step_id="user", menu_options=["entity", "address"])

    async def async_step_reconfigure(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Show what the engine knows of the camera, but for its secrets."""
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        try:
            self._settings = await self._cameras.settings(self._camera_id)
        except RejectedError:
            return self.async_abort(reason="camera_gone")
        except EngineError:
            return self.async_abort(reason="engine_away")
        if self._settings.origin is Origin.CONFIG:
            return self.async_abort(reason="camera_fixed")
        if CONF_ENTITY_ID in self._get_reconfigure_subentry().data:
            return await self.async_step_change_entity()
        return await self.async_step_change_address()

    async def async_step_entity(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a camera of Home Assistant, whose stream the engine then watches itself."""
        return await self._step("entity", user_input)

    async def async_step_address(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a camera by its address."""
        return await self._step("address", user_input)

    async def async_step_change_entity(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a camera of Home Assistant."""
        return await self._step("change_entity", user_input)

    async def async_step_change_address(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a camera that has an address."""
        return await self._step("change_address", user_input)

    async def _step(self, step_id: str, answer: Mapping[str, Any] | None) -> SubentryFlowResult:
        if answer is None:
            return self._form(step_id, self._known(), {})
        if self._password is not None and CONF_PASSWORD not in answer:
            answer = {**answer, CONF_PASSWORD: self._password}
        areas = {name: area for area, name in self._area_names().items()}
        answer = renamed(answer, areas)
        try:
            wanted = await self._wanted(answer)
            camera_id = await self._carry_out(answer, wanted)
        except FormError as err:
            at_fault = err.field in (CONF_USERNAME, CONF_PASSWORD)
            self._password = None if at_fault else answer.get(CONF_PASSWORD)
            return self._form(step_id, answer, {err.field: err.problem}, err.about)
        self._placa.stores.presences.set_facing(camera_id, Facing(answer[CONF_FACING]))
        self._placa.coordinator.async_update_listeners()
        reference = {key: answer[key] for key in (CONF_ENTITY_ID,) if key in answer}
        return self._finish(
            wanted[CONF_NAME], {CONF_CAMERA_ID: camera_id, **reference}, unique_id=camera_id
        )

    async def _wanted(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the engine shall do; of a known camera's source only what is new."""
        known = self._known()
        wanted: dict[str, Any] = {
            CONF_NAME: self._name(answer),
            CONF_COUNTRY: answer.get(CONF_COUNTRY),
            CONF_ROTATION: int(answer[CONF_ROTATION]),
            CONF_MIRRORED: answer[CONF_MIRRORED],
        }
        if answer[CONF_ZONES] != known[CONF_ZONES]:
            wanted[CONF_ZONES] = zones_of(answer[CONF_ZONES])
        if answer[CONF_MASKS] != known[CONF_MASKS]:
            wanted[CONF_MASKS] = masks_of(answer[CONF_MASKS])
        if CONF_ENTITY_ID not in answer:
            return wanted | {key: answer[key] for key in _SOURCE if answer.get(key)}
        if answer[CONF_ENTITY_ID] != known.get(CONF_ENTITY_ID):
            wanted[CONF_URL] = await self._stream_of(answer[CONF_ENTITY_ID])
        return wanted

    def _name(self, answer: Mapping[str, Any]) -> str:
        """Return the name; a camera of Home Assistant has one already."""
        name = " ".join(answer.get(CONF_NAME, "").split())
        if not name and (state := self.hass.states.get(answer.get(CONF_ENTITY_ID, ""))):
            name = state.name
        if not name:
            raise FormError(CONF_NAME, "name_missing")
        if len(name) > _LONGEST_NAME:
            raise FormError(CONF_NAME, "name_too_long")
        return name

    async def _stream_of(self, entity_id: str) -> str:
        try:
            return await camera_source(self.hass, entity_id)
        except NoSourceError as err:
            raise FormError(CONF_ENTITY_ID, str(err)) from None

    async def _carry_out(self, answer: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
        """Try the camera if its pictures come from elsewhere now, then tell the engine.

        Returns the camera's id.
        """
        cameras = self._cameras
        source = CONF_ENTITY_ID if CONF_ENTITY_ID in answer else CONF_URL
        try:
            if self._settings is None:
                camera_id = self._new_id(wanted[CONF_NAME])
                config = {CONF_CAMERA_ID: camera_id, **wanted}
                _judge(await cameras.try_new(config), source, wanted)
                await cameras.add(config)
                return camera_id
            if not wanted.keys().isdisjoint(_SOURCE):
                _judge(await cameras.try_changed(self._camera_id, wanted), source, wanted)
            await cameras.change(self._camera_id, wanted)
        except RejectedError as err:
            if err.status == _INVALID:
                raise FormError(source, CameraProblem.BAD_URL.value) from None
            raise FormError("base", "engine_refused") from None
        except EngineError:
            raise FormError("base", "engine_away") from None
        return self._camera_id

    def _new_id(self, name: str) -> str:
        """Return an id like the name that no camera has."""
        taken = set(self._placa.coordinator.data.cameras)
        slug = slugify(name)[:_LONGEST_ID].strip("_")
        numbered = (f"{slug}_{number}" for number in count(2))
        return next(one for one in chain((slug,), numbered) if one not in taken)

    def _known(self) -> dict[str, Any]:
        """Return what is shown at first: of a known camera how it is, but for its source."""
        settings = self._settings
        if settings is None:
            return {CONF_COUNTRY: self.hass.config.country, CONF_ZONES: [], CONF_MASKS: []}
        return {
            **self._current(),
            CONF_COUNTRY: settings.country,
            CONF_FACING: self._placa.stores.presences.facing(self._camera_id).value,
            CONF_ROTATION: str(settings.orientation.rotation),
            CONF_MIRRORED: settings.orientation.mirrored,
            CONF_ZONES: [
                {CONF_NAME: zone.name, **choice_of(zone.polygon)} for zone in settings.zones
            ],
            CONF_MASKS: [choice_of(polygon) for polygon in settings.masks],
        }

    def _form(
        self,
        step_id: str,
        shown: Mapping[str, Any],
        errors: dict[str, str],
        about: Mapping[str, str] = MappingProxyType({}),
    ) -> SubentryFlowResult:
        names = self._area_names()
        shown = {key: value for key, value in shown.items() if key != CONF_PASSWORD}
        schema = camera_schema(step_id, names)
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, renamed(shown, names)),
            errors=errors,
            description_placeholders={
                "host": (self._settings and self._settings.host) or "",
                **about,
            },
        )

    def _area_names(self) -> Mapping[str, str]:
        return choice_texts(self.hass, "camera_area")

    @property
    def _placa(self) -> PlacaData:
        placa: PlacaData = self._get_entry().runtime_data
        return placa

    @property
    def _cameras(self) -> CameraClient:
        return CameraClient(self._placa.client)

    @property
    def _camera_id(self) -> str:
        camera_id: str = self._get_reconfigure_subentry().data[CONF_CAMERA_ID]
        return camera_id


def _judge(trial: CameraTrial, source: str, wanted: Mapping[str, Any]) -> None:
    """Raise FormError if no picture came, at the field that is at fault."""
    failure = trial.failure(wanted)
    if failure is None:
        return
    if source == CONF_URL and failure == LOGIN_MISSING:
        raise FormError(CONF_USERNAME, failure)
    if source == CONF_URL and failure == CameraProblem.UNAUTHORIZED:
        raise FormError(CONF_PASSWORD, failure)
    raise FormError(source, failure)
