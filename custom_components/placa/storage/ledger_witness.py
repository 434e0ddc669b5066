"""What Home Assistant remembers of the engine's ledger, so that the engine cannot rewrite it."""

from dataclasses import replace

from homeassistant.core import HomeAssistant, callback

from ..client.ledger_proof import Checkpoint, LedgerMemory
from .file import StoredValue


class LedgerWitness:
    """How far the ledger of the paired engine had come, in a file of its own."""

    def __init__(self, hass: HomeAssistant, entry_id: str, engine: str) -> None:
        """`engine` is the fingerprint of its certificate; another engine is begun anew."""
        self._engine = engine
        self.file = StoredValue(
            hass, entry_id, "ledger", LedgerMemory, LedgerMemory(engine), delay=1.0
        )

    @property
    def value(self) -> LedgerMemory:
        """What is remembered of this engine."""
        known = self.file.value
        return known if known.engine == self._engine else LedgerMemory(self._engine)

    @callback
    def heard(self, told: Checkpoint) -> None:
        """Remember what the engine says of a record that it has just taken."""
        known = self.value
        if known.told is None or known.told.sequence < told.sequence:
            self.file.change(replace(known, told=told))

    @callback
    def checked(self, public_key: str, head: Checkpoint | None) -> None:
        """Remember how far the ledger was checked."""
        self.file.change(replace(self.value, public_key=public_key, checked=head))

    @callback
    def begin_anew(self) -> None:
        """Remember nothing: the ledger as it is now is the one that counts."""
        self.file.change(LedgerMemory(self._engine))
