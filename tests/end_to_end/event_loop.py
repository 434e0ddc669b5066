"""For how long Placa keeps Home Assistant's event loop; see tests/integration/loop_watch."""

from placa_demo.home_assistant import HomeAssistant


async def placa_kept_the_loop_for_less_than_10_ms(home: HomeAssistant) -> None:
    """Assert it of every callback since Home Assistant started."""
    answer = await home.client.rest("POST", "services/loop_watch/report?return_response", {})
    report = answer["service_response"]
    for turn in report["longest"][:3]:
        print(f"{1000 * turn['seconds']:.1f} ms of processor in {', '.join(turn['parts'])}")
    print(f"in {report['turns']} callbacks with Placa in them")
    assert report["turns"] > 100
    assert report["longest"][0]["seconds"] < 0.010
    log = (home.folder / "home-assistant.log").read_text()
    assert "Detected blocking call" not in log
