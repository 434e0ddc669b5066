"""How long a camera is waited for."""

OPENING = 10.0
"""Seconds until an address that does not answer counts as unreachable."""

STALLED = 5.0
"""Seconds without a picture after which a stream counts as stalled."""

FIRST_KEY = 45.0
"""Seconds in which a stream that sends something must come to a picture coded on its own."""
