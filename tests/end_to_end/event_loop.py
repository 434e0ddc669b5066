"""For how long Placa keeps Home Assistant's event loop; see tests/integration/loop_watch."""

from dataclasses import dataclass

from placa_demo.hass_client import HassClient

SETTING_UP = {
    "__init__.py async_setup_entry",
    "__init__.py async_unload_entry",
    "__init__.py _follow_changes.<locals>.updated",
}
"""Where Home Assistant takes all entities away and adds them anew, after somebody's change."""


@dataclass(frozen=True, slots=True)
class Watched:
    """How many callbacks of the loop ran some of Placa, and the longest: seconds and where."""

    turns: int
    longest: tuple[tuple[float, str], ...]


async def watched(client: HassClient) -> Watched:
    """Ask what was found since Home Assistant started, but for the entry's own set-up."""
    answer = await client.rest("POST", "services/loop_watch/report?return_response", {})
    report = answer["service_response"]
    longest = tuple(
        (float(turn["seconds"]), ", ".join(turn["parts"]))
        for turn in report["longest"]
        if not SETTING_UP & turn["parts"].keys()
    )
    return Watched(report["turns"], longest)
