"""The forms and pages that people use, clicked through in a real browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
import json
from typing import Any

import numpy as np
from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from placa_demo.browser import signed_in
from placa_demo.engine import CameraSource, engine
from placa_demo.h264 import write_h264
from placa_demo.hass_client import HassClient
from placa_demo.home_assistant import Cover, home_assistant
from placa_demo.household import Household, set_up_placa
from placa_demo.together import together
from tests.end_to_end.conftest import ROOT
from tests.end_to_end.forms import Form, adding, changing

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXTS = json.loads((ROOT / "custom_components/placa/translations/en.json").read_text())
GATE = Cover("gate", "Gate", "gate", travel=0)
BARN = Cover("barn", "Barn", "gate", travel=0)
ISSUES_CHANGED = "repairs_issue_registry_updated"


@dataclass(frozen=True, slots=True)
class Home:
    """A Home Assistant with Placa, and somebody at a desk who is signed in to it."""

    url: str
    client: HassClient
    placa: Household
    page: Page


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    """One camera that shows nothing, two gates, one vehicle."""
    folder = tmp_path_factory.mktemp("forms")
    video = folder / "nothing.h264"
    write_h264(video, [np.full((480, 640, 3), 90, np.uint8)] * 50, 5)
    running = together(
        engine([CameraSource("street", "Street", str(video))], folder / "engine"),
        home_assistant([GATE, BARN], folder / "ha"),
    )
    async with running as (started, home):
        placa = await set_up_placa(home.client, started)
        await placa.add_vehicle("Family car", ["AB12CDE"])
        await placa.camera_entities("Street")
        async with signed_in(home.url) as page:
            yield Home(home.url, home.client, placa, page)


async def issues(client: HassClient) -> list[dict[str, Any]]:
    told = await client.command("repairs/list_issues")
    return [one for one in told["issues"] if one["domain"] == "placa"]


async def test_a_door_is_added_and_changed(home: Home) -> None:
    async with adding(home.page, home.url, "Add door") as form:
        await form.box("Name").fill("Front gate")
        await form.choose_entity("Cover or lock", "Gate")
        assert await form.field("Cameras").get_by_role("checkbox", name="Street").is_checked()
        await form.unfold("When the door may open")
        await form.box("Cool-down").fill("20")
        await form.submit()
    doors = await home.placa.door_entities("Front gate", GATE)
    assert (await home.client.state(doors.mode))["state"] == "shadow"

    async with changing(home.page, home.url, "Front gate") as form:
        await form.unfold("When the door may open")
        await expect(form.box("Cool-down")).to_have_value("20")
        await form.field("Opens for all vehicles").locator("ha-switch").click()
        await form.submit()
        await form.says("Choose at least one vehicle or group, or let the door open for all.")
        await form.field("Vehicles").get_by_text("Family car").click()
        await form.page.get_by_text("Armed: opens").click()
    await home.placa.loaded()
    await home.client.until_state(doors.mode, "armed")


async def test_a_vehicle_is_added_when_its_plates_are_right(home: Home) -> None:
    async with adding(home.page, home.url, "Add vehicle") as form:
        await form.box("Name").fill("Van")
        await form.box("License plate").fill("?")
        await form.submit()
        await form.says("A plate has 2 to 16 letters and digits")
        await form.box("License plate").fill("cm 852-dj")
        await form.submit()
        await form.says("CM852DJ: AT, FR")
        await form.page.get_by_text("Save, the plates are right").click()


async def test_a_guest_pass_is_made_on_a_phone_and_told_on_its_page(home: Home) -> None:
    async with signed_in(home.url, phone=True) as page:
        async with adding(page, home.url, "Add guest pass") as form:
            await form.box("Name").fill("Plumber")
            await form.box("License plate").fill("43-js-rt")
            await form.box("Number of uses").fill("2")
            await form.submit()
            await form.page.get_by_text("Save, the plates are right").tap()
        device = page.locator("ha-config-entry-device-row").filter(has_text="Guest pass").first
        await device.tap()
        left = page.locator("hui-sensor-entity-row, hui-simple-entity-row").filter(
            has_text="Uses left"
        )
        await expect(left).to_contain_text("2")
        await no_wider_than_the_phone(page)


async def no_wider_than_the_phone(page: Page) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


async def test_a_door_whose_gate_is_gone_is_repaired(home: Home) -> None:
    """The repair says what is missing, leads to the door's form, and is over then."""
    await home.placa.add_door("Barn door", BARN, ["street"], 20)
    news = await home.client.subscribe("subscribe_events", event_type=ISSUES_CHANGED)
    disable = {"entity_id": BARN.entity_id, "disabled_by": "user"}
    await home.client.command("config/entity_registry/update", **disable)
    await news.get()
    texts = TEXTS["issues"]["missing_entity"]
    page = home.page
    await page.goto(f"{home.url}/config/repairs")
    await page.get_by_text(texts["title"].format(door="Barn door")).click()
    form = Form(page)
    await form.says(BARN.entity_id)
    await page.get_by_text(texts["fix_flow"]["step"]["init"]["menu_options"]["reconfigure"]).click()
    await form.choose_entity("Cover or lock", "Gate")
    await form.submit()
    await form.says("Reconfiguration was successful")
    while await issues(home.client):
        await news.get()


async def test_a_warning_is_read_and_put_away(home: Home) -> None:
    await home.placa.add_vehicle("Twin", ["AB12CDF"])
    texts = TEXTS["issues"]["plates_alike"]
    page = home.page
    await page.goto(f"{home.url}/config/repairs")
    await page.get_by_text(texts["title"]).click()
    form = Form(page)
    await form.says("Family car, Twin")
    await page.get_by_text(texts["fix_flow"]["step"]["init"]["menu_options"]["ignore"]).click()
    await form.says(texts["fix_flow"]["abort"]["ignored"])
    assert [one["ignored"] for one in await issues(home.client)] == [True]
