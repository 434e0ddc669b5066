"""The panel in a real browser, from an empty Placa to the questions that a homeowner asks.

A rendered car drives up to a camera, a real engine reads it and a real Home Assistant decides.
The tests go on from each other, as a first day does.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
import os
from pathlib import Path
import re

from playwright.async_api import Locator, Page, expect
import pytest
import pytest_asyncio

from placa_demo import drive_clip
from placa_demo.browser import signed_in
from placa_demo.camera_server import CameraServer, Idle, camera_server
from placa_demo.engine import CameraSource, engine
from placa_demo.hass_client import HassClient
from placa_demo.home_assistant import Cover, home_assistant
from placa_demo.household import set_up_placa
from placa_demo.together import together
from tests.end_to_end.conftest import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="module")

AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
GARAGE = Cover("garage", "Garage door", "garage", travel=1, shuts_after=4)
DRIVEWAY = "driveway"
CAR = "Family car"
TWIN = "KT47HNP"
"""A stranger whose plate differs by one character; nobody passes it off for the car."""

VIEWS = ("now", "history", "vehicles", "doors", "cameras", "privacy")
PATIENCE = 60_000


@dataclass(frozen=True, slots=True)
class House:
    """A Home Assistant with an engine and one camera, and somebody at a desk."""

    url: str
    client: HassClient
    page: Page
    camera: CameraServer
    cars: Path


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Nobody has set up anything but the engine."""
    folder = tmp_path_factory.mktemp("panel")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "placa"
    clip = drive_clip.drive_clip(cache, lambda _share: None)
    shows = {DRIVEWAY: Idle(clip.empty, drive_clip.FPS)}
    async with camera_server(shows, folder / "camera.log") as camera:
        source = CameraSource(DRIVEWAY, "Driveway", camera.url(DRIVEWAY))
        running = together(
            engine([source], folder / "engine"), home_assistant([GARAGE], folder / "ha")
        )
        async with running as (started, home):
            await set_up_placa(home.client, started)
            async with signed_in(home.url) as page:
                page.set_default_timeout(PATIENCE)
                yield House(home.url, home.client, page, camera, clip.cars)


async def open_panel(house: House, view: str = "now") -> Page:
    await house.page.goto(f"{house.url}/placa/{view}")
    await house.page.locator("placa-panel main > *").first.wait_for()
    return house.page


def dialog(page: Page) -> Locator:
    return page.locator("placa-dialog")


class Clicks:
    """Counts what somebody clicks to find something out."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.count = 0

    async def on(self, target: Locator) -> None:
        self.count += 1
        await target.click()


async def test_an_empty_placa_leads_to_a_door_in_shadow(house: House) -> None:
    page = await open_panel(house)
    clicks = Clicks(page)
    await expect(page.get_by_role("heading", name="Welcome to Placa")).to_be_visible()

    await clicks.on(page.get_by_role("button", name="Add vehicle"))
    await dialog(page).get_by_label("Name").fill(CAR)
    await dialog(page).get_by_label("Plate", exact=True).fill(drive_clip.KNOWN_PLATE)
    await expect(dialog(page).get_by_text("GB")).to_be_visible()
    await clicks.on(dialog(page).get_by_role("button", name="Save"))

    await clicks.on(page.get_by_role("button", name="Add door"))
    await expect(dialog(page).get_by_label("Cover or lock")).to_have_value(GARAGE.entity_id)
    await expect(dialog(page).get_by_label("Driveway")).to_be_checked()
    await expect(dialog(page).get_by_label(CAR)).to_be_checked()
    await clicks.on(dialog(page).get_by_role("button", name="Add door"))

    await expect(page.locator("placa-now").get_by_text("Shadow")).to_be_visible()
    assert clicks.count <= 6


async def test_a_door_is_armed_after_a_warning(house: House) -> None:
    page = await open_panel(house, "doors")
    await page.get_by_role("button", name="Armed").click()
    await expect(dialog(page)).to_contain_text("A plate can be copied")
    await dialog(page).get_by_role("button", name="Arm", exact=True).click()
    await expect(page.get_by_role("button", name="Armed")).to_have_attribute("aria-pressed", "true")


async def test_a_car_is_watched_as_it_comes_and_the_door_opens(house: House) -> None:
    page = await open_panel(house)
    await house.camera.loop(DRIVEWAY, house.cars)
    in_view = page.get_by_text(re.compile("is in view|are in view"))
    await expect(in_view).to_be_visible(timeout=PATIENCE)
    await expect(page.locator("placa-tile").first).to_be_visible()
    opened = page.locator("placa-tile").filter(has_text=CAR).filter(has_text="opened").first
    await expect(opened).to_be_visible(timeout=4 * PATIENCE)
    picture = opened.locator("placa-picture img").first
    await expect(picture).to_have_js_property("complete", value=True)
    assert await picture.evaluate("image => image.naturalWidth") > 100


async def test_why_a_door_opened_is_told_with_every_reason(house: House) -> None:
    page = await open_panel(house)
    clicks = Clicks(page)
    await clicks.on(page.locator("placa-tile").filter(has_text=CAR).filter(has_text="opened").first)
    reasons = page.locator("placa-reasons").first
    await clicks.on(reasons.get_by_role("button"))
    assert await reasons.locator("li").count() > 20
    await expect(page.locator("placa-chars li")).to_have_count(len(drive_clip.KNOWN_PLATE))
    await expect(page.locator("placa-picture.frame img")).to_be_visible()
    assert clicks.count <= 3


async def test_how_often_a_strangers_car_comes_is_told_and_it_gets_a_pass(house: House) -> None:
    page = await open_panel(house, "history#who=unknown")
    clicks = Clicks(page)
    twin = page.locator("placa-history placa-tile").filter(has_text=TWIN)
    stranger = twin.filter(has_not_text="In view").last
    plate = await stranger.locator("placa-plate .text").inner_text()
    await clicks.on(stranger)
    await clicks.on(page.get_by_role("button", name="Everything about this plate"))
    await expect(page.locator("placa-plate-view")).to_contain_text(re.compile("once|times"))
    await expect(page.locator("placa-plate-view placa-plate .text").first).to_have_text(plate)
    assert clicks.count <= 3

    await clicks.on(page.get_by_role("button", name="Guest pass"))
    await clicks.on(dialog(page).get_by_role("button", name="Tonight"))
    await clicks.on(dialog(page).get_by_role("button", name="Make the pass"))
    await dialog(page).get_by_label("looks almost like this one").check()
    await clicks.on(dialog(page).get_by_role("button", name="Make the pass"))
    await expect(dialog(page)).to_contain_text("The pass is ready")
    message = await dialog(page).locator("textarea").input_value()
    assert plate in message
    await page.keyboard.press("Escape")
    await open_panel(house, "vehicles")
    await page.get_by_role("button", name="End the pass of").click()
    await expect(page.locator("placa-vehicles").get_by_text("Guest passes")).to_be_hidden()


async def test_a_misread_plate_is_corrected_and_found_by_the_right_text(house: House) -> None:
    page = await open_panel(house, "history#who=unknown")
    tiles = page.locator("placa-history placa-tile").filter(has_not_text="In view")
    clicks = Clicks(page)
    await clicks.on(tiles.last)
    await clicks.on(page.get_by_role("button", name="This was misread"))
    await dialog(page).get_by_label("The right text").fill("RIGHT 1")
    await clicks.on(dialog(page).get_by_role("button", name="Correct it"))
    await expect(page.get_by_text("Somebody corrected this.")).to_be_visible()
    assert clicks.count <= 3
    await open_panel(house, "history#text=RIGHT1")
    await expect(page.get_by_role("status").filter(has_text="1 sighting")).to_be_visible()


async def test_a_plate_is_erased_when_its_extent_was_told(house: House) -> None:
    page = await open_panel(house, "plate#id=RIGHT1")
    clicks = Clicks(page)
    await clicks.on(page.get_by_role("button", name="Erase this plate"))
    await expect(dialog(page)).to_contain_text("This would erase 1 sighting and 2 pictures.")
    await dialog(page).get_by_label("Why?").fill("A neighbor asked")
    await clicks.on(dialog(page).get_by_role("button", name="Erase", exact=True))
    await expect(page.get_by_text("1 sighting with all pictures erased")).to_be_visible()
    assert clicks.count <= 3
    await open_panel(house, "history#text=RIGHT1")
    await expect(page.get_by_text("Nothing that is kept fits these filters.")).to_be_visible()


async def test_what_fits_the_filters_is_exported_with_its_purpose(house: House) -> None:
    page = await open_panel(house, "history#who=known")
    clicks = Clicks(page)
    await clicks.on(page.get_by_role("button", name="Export"))
    await dialog(page).get_by_label("What is it for?").fill("For the insurance")
    async with page.expect_download() as fetching:
        await clicks.on(dialog(page).get_by_role("button", name="Export"))
    file = await (await fetching.value).path()
    assert drive_clip.KNOWN_PLATE in file.read_text(encoding="utf-8-sig")
    assert clicks.count <= 3


async def test_who_looked_is_told(house: House) -> None:
    page = await open_panel(house, "privacy")
    looks = page.locator("placa-privacy .entry")
    await expect(looks.filter(has_text="For the insurance").first).to_contain_text("exported")
    await expect(looks.filter(has_text="A neighbor asked").first).to_contain_text("erased")
    await expect(page.get_by_text("Chain verified")).to_be_visible()


async def test_whether_a_camera_is_good_enough_is_told_in_words(house: House) -> None:
    page = await open_panel(house, "cameras")
    survey = page.locator("placa-cameras section", has_text="Is this camera good enough?")
    await expect(survey).to_contain_text(re.compile("Only .* sightings so far|reads well"))
    still = page.locator("placa-areas img")
    await expect(still).to_have_js_property("complete", value=True)
    assert await still.evaluate("image => image.naturalWidth") == 1280


async def test_the_card_is_offered_and_shows_what_came(house: House) -> None:
    page = house.page
    config = {
        "views": [
            {
                "title": "Placa",
                "cards": [
                    {"type": "custom:placa-card", "shows": "latest", "count": 2},
                    {"type": "custom:placa-card", "shows": "door"},
                    {"type": "custom:placa-card", "shows": "vehicle"},
                ],
            }
        ]
    }
    await house.client.command(
        "lovelace/dashboards/create", url_path="placa-cards", title="Cards", mode="storage"
    )
    await house.client.command("lovelace/config/save", url_path="placa-cards", config=config)
    await page.goto(f"{house.url}/placa-cards")
    cards = page.locator("placa-card")
    await expect(cards.nth(0).locator("placa-tile")).to_have_count(2)
    await expect(cards.nth(1)).to_contain_text("Garage door")
    await expect(cards.nth(2)).to_contain_text(CAR)


async def test_the_dashboard_makes_itself(house: House) -> None:
    page = house.page
    await house.client.command(
        "lovelace/dashboards/create", url_path="placa-auto", title="Auto", mode="storage"
    )
    strategy = {"strategy": {"type": "custom:placa"}}
    await house.client.command("lovelace/config/save", url_path="placa-auto", config=strategy)
    await page.goto(f"{house.url}/placa-auto")
    await expect(page.locator("hui-sections-view placa-card").first).to_contain_text(
        re.compile(f"{CAR}|[A-Z0-9]{{7}}")
    )
    await expect(page.get_by_text("Who is home")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
async def test_everybody_can_use_every_view(house: House, view: str, *, phone: bool) -> None:
    """Nothing serious is found by axe, and nothing is wider than the screen."""
    page = await open_panel(house, view)
    if phone:
        await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.locator("placa-panel [aria-busy=true]")).to_have_count(0)
    await page.add_script_tag(path=AXE)
    found = await page.evaluate(
        """async () => (await axe.run(document, {
            resultTypes: ["violations"],
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        })).violations.flatMap(({id, impact, nodes}) =>
            nodes.map(({target, failureSummary}) => ({id, impact, target, failureSummary})))"""
    )
    assert list(_serious(found)) == []
    wide = await page.evaluate(
        """() => {
            const within = (root, name) => {
                for (const one of root.querySelectorAll("*")) {
                    if (one.localName === name) return one;
                    const found = one.shadowRoot && within(one.shadowRoot, name);
                    if (found) return found;
                }
                return null;
            };
            const main = within(document, "placa-panel").shadowRoot.querySelector("main");
            return main.scrollWidth - main.clientWidth;
        }"""
    )
    assert wide <= 0
    await page.set_viewport_size({"width": 1280, "height": 800})


def _serious(found: Iterable[dict[str, object]]) -> Iterable[dict[str, object]]:
    return (
        one
        for one in found
        if one["impact"] in ("serious", "critical") and "placa-panel" in str(one["target"])
    )
