"""One value of one type in one file, which outlives a restart."""

from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..const import DOMAIN, LOGGER
from ..serialization import DeserializationError, deserialize, serialize

_VERSION = 1


class StoredValue[Value]:
    """A value of a config entry, in memory and in a file of its own."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        name: str,
        kind: type[Value],
        initial: Value,
        *,
        delay: float = 5.0,
    ) -> None:
        """Begin with `initial`; a change is written `delay` seconds after it was made."""
        self._hass = hass
        self._key = f"{DOMAIN}.{entry_id}.{name}"
        self._kind = kind
        self._delay = delay
        self._store = self._file()
        self.value = initial

    async def load(self) -> None:
        """Read what the file has, if it is there. Raises DeserializationError."""
        if (found := await self._read(self._store)) is not None:
            self.value = found

    async def load_if_readable(self) -> None:
        """Read what the file has; what nobody can read is begun anew."""
        try:
            await self.load()
        except DeserializationError as err:
            LOGGER.warning("%s holds what cannot be read, and is begun anew: %s", self._key, err)

    async def load_again(self) -> Value | None:
        """Return what is on disk now. Raises DeserializationError."""
        return await self._read(self._file())

    async def save(self) -> None:
        """Write the value now."""
        await self._store.async_save(serialize(self.value))

    async def remove(self) -> None:
        """Remove the file."""
        await self._store.async_remove()

    @callback
    def change(self, value: Value) -> None:
        """Replace the value; it is written soon."""
        if value != self.value:
            self.value = value
            self._store.async_delay_save(lambda: serialize(self.value), self._delay)

    async def _read(self, store: Store[Any]) -> Value | None:
        found = await store.async_load()
        return None if found is None else deserialize(self._kind, found)

    def _file(self) -> Store[Any]:
        return Store(self._hass, _VERSION, self._key, private=True, atomic_writes=True)
