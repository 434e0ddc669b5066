"""How long a camera is waited for."""

CONNECTING = 10.0
"""Seconds until an address where nobody answers counts as unreachable."""

OPENING = 30.0
"""Seconds that a camera that was connected to has to begin: some start when they are asked."""

STALLED = 5.0
"""Seconds without a picture after which a stream counts as stalled."""

FIRST_KEY = 45.0
"""Seconds in which a stream that sends something must come to a picture coded on its own."""
