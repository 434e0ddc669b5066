"""What a token is good for."""

from enum import StrEnum
import re

_COUNTS = re.compile(r"/api/v1/(?:info|storage|metrics)")
_SEEN = re.compile(r"/api/v1/(?:ws|cameras(?:/[^/]+/still\.jpg)?|sightings(?:/.+)?|frequent)")


class Scope(StrEnum):
    """Whose token it is; its name stands in the ledger beside what is looked at with it."""

    INTEGRATION = "integration"
    VIEWER = "viewer"
    METRICS = "metrics"

    def allows(self, method: str, path: str) -> bool:
        """Whether a request may be made.

        The integration may do everything. A viewer sees cameras and sightings, metrics are
        states, counts and sizes, and neither changes anything.
        """
        if self is Scope.INTEGRATION:
            return True
        if method not in {"GET", "HEAD"}:
            return False
        is_seen = self is Scope.VIEWER and _SEEN.fullmatch(path) is not None
        return is_seen or _COUNTS.fullmatch(path) is not None
