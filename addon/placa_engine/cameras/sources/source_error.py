"""The one error of all sources."""

from placa_engine.cameras.state import CameraProblem

_SENTENCES = {
    CameraProblem.UNREACHABLE: "cannot be reached",
    CameraProblem.UNAUTHORIZED: "refuses the user name and password",
    CameraProblem.NO_SUCH_STREAM: "answers, but has no stream of this name",
    CameraProblem.NOT_VIDEO: "holds no video that can be decoded",
    CameraProblem.STALLED: "sends no fresh pictures",
    CameraProblem.ENDED: "has ended",
    CameraProblem.BAD_URL: "has an address that cannot be used",
    CameraProblem.LOGIN_METHOD: "asks for the login in a way that is not supported",
    CameraProblem.UDP_ONLY: "sends its video by UDP only, not by TCP",
}


class SourceError(Exception):
    """A source gives no (more) pictures. Its text never holds the source's address."""

    def __init__(self, problem: CameraProblem) -> None:
        super().__init__(_SENTENCES[problem])
        self.problem = problem
