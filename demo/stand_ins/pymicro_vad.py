"""Stands in for the package of this name, which would need a compiler.

Home Assistant's voice assistant imports it and its frontend does not start without that
assistant. The demo has no microphone, so nobody uses it.
"""


class MicroVad:
    """Would tell speech from silence."""

    def __init__(self) -> None:
        raise RuntimeError("the demo has no voice detection")
