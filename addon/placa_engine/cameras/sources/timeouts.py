"""How long a camera is waited for."""

OPENING = 10.0
"""Seconds until an address that does not answer counts as unreachable."""

STALLED = 8.0
"""Seconds without a picture after which a stream counts as stalled."""
