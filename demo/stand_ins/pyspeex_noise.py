"""Stands in for the package of this name, which would need a compiler; see pymicro_vad.py."""


class AudioProcessor:
    """Would clean recorded speech."""

    def __init__(self, auto_gain: float, noise_suppression: float) -> None:
        raise RuntimeError(
            f"the demo has no audio processing (gain {auto_gain}, noise {noise_suppression})"
        )
