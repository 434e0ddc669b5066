"""What a source asks before it decodes what nobody may need."""

from typing import Protocol

from placa_engine.cameras.sources.source_frame import Luma


class Attention(Protocol):
    """What is going on in front of a camera, as far as its frames have told."""

    def is_idle(self, at: float) -> bool:
        """Return whether nothing moves at `at` seconds and no plate in view is unclear."""

    def shows_motion(self, luma: Luma) -> bool:
        """Return whether a picture differs from what is known to be still, and keep nothing."""
