"""For how long Placa keeps Home Assistant's event loop, as the integration's LoopWatch times it."""

from placa_demo.home_assistant import HomeAssistant

LOADING = ("__init__.py async_setup_entry", "__init__.py async_unload_entry")
"""What Placa is called by meanwhile."""


async def placa_kept_the_loop_for_less_than_50_ms(home: HomeAssistant) -> None:
    """Assert it of every callback since Home Assistant started, but for loading and unloading.

    Then Home Assistant adds or removes all entities of the house at once.
    """
    answer = await home.client.rest("POST", "services/loop_watch/report?return_response", {})
    report = answer["service_response"]
    for turn in report["longest"][:3]:
        print(f"{1000 * turn['seconds']:.1f} ms of processor in {', '.join(turn['parts'])}")
    print(f"in {report['turns']} callbacks with Placa in them")
    assert report["turns"] > 100
    assert all(
        turn["seconds"] < 0.050
        for turn in report["longest"]
        if turn["parts"].keys().isdisjoint(LOADING)
    )
    log = (home.folder / "home-assistant.log").read_text()
    assert "Detected blocking call" not in log
