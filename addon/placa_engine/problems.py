"""What is wrong with the engine at the moment, for people to see."""

from collections.abc import Callable
import logging

from placa_engine.messages import EngineProblem

_SENTENCES = {
    EngineProblem.CLOCK: "the machine's clock cannot be right; "
    "what is seen is marked, and nothing is deleted early",
    EngineProblem.DAMAGED: "some of what is stored cannot be read; what can be read is served. "
    "Restore a backup if it is missed",
    EngineProblem.LEDGER: "the ledger was changed by other means than the engine; "
    "a copy of the data folder and the last checkpoint in Home Assistant show since when",
    EngineProblem.NOT_STORED: "what is seen cannot be stored and is not announced; "
    "make room on the disk",
    EngineProblem.NO_PICTURES: "there is no room for pictures; make room on the disk",
    EngineProblem.TOO_MANY_CAMERAS: "the processor is too slow for the cameras, so that many of "
    "their pictures are not looked at; lower the frame rate or size of some, use their second "
    "streams, or watch fewer",
    EngineProblem.MUCH_TO_FORGET: "more than half of all sightings are older than they may "
    "become; they are deleted in the next round",
}

_LOGGER = logging.getLogger(__name__)


class Problems:
    """The problems of this moment; `changed` is called whenever there are others."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._present: set[EngineProblem] = set()
        self._changed = changed

    @property
    def present(self) -> tuple[EngineProblem, ...]:
        """The problems there are, in alphabetical order."""
        return tuple(sorted(self._present))

    def note(self, problem: EngineProblem, *, present: bool) -> None:
        """Say whether there is a problem; its begin and end are logged."""
        if present is (problem in self._present):
            return
        if present:
            self._present.add(problem)
            _LOGGER.warning("There is a problem: %s", _SENTENCES[problem])
        else:
            self._present.discard(problem)
            _LOGGER.info("There is no more problem: %s", problem.value)
        self._changed()
