"""The panel in a real browser, from an empty Placa to the questions that a homeowner asks.

A rendered car drives up to a camera, a real engine reads it and a real Home Assistant decides.
The tests go on from each other, as a first day does.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import os
from pathlib import Path
import re

from playwright.async_api import Locator, Page, ViewportSize, expect
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
from tests.end_to_end.past import remember

pytestmark = pytest.mark.asyncio(loop_scope="module")

AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
GARAGE = Cover("garage", "Garage door", "garage", travel=1, shuts_after=4)
DRIVEWAY = "driveway"
CAR = "Family car"
STRANGER = "VX93LMA"
TWIN = "KT47HNP"
"""A stranger whose plate differs by one character; nobody passes it off for the car."""

LINE = 86
"""Pixels of a sighting in the history's list."""

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

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
    empty: Path
    data: Path


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
                data = started.folder / "data"
                yield House(home.url, home.client, page, camera, clip.cars, clip.empty, data)


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


async def test_a_pause_keeps_the_door_shut_and_says_so_at_once(house: House) -> None:
    page = await open_panel(house, "doors")
    pause = page.get_by_label("The pause before it opens again")
    await pause.select_option("15 minutes")
    await open_panel(house)
    shut = page.locator("placa-now .door").filter(has_text="Stayed shut for Family car")
    await expect(shut).to_be_visible(timeout=4 * PATIENCE)
    await house.camera.loop(DRIVEWAY, house.empty)
    in_view = page.get_by_text(re.compile("is in view|are in view"))
    await expect(in_view).to_be_hidden(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody with a question, who begins on the panel's first page."""

    house: House
    page: Page
    clicks: Clicks
    name: str

    def tile(self, text: str) -> Locator:
        return self.page.locator("placa-now placa-tile").filter(has_text=text).first

    async def tab(self, name: str) -> None:
        await self.clicks.on(self.page.get_by_role("link", name=name, exact=True))

    async def button(self, name: str) -> None:
        await self.clicks.on(self.page.get_by_role("button", name=name, exact=True))

    async def answer(self, label: str, text: str) -> None:
        """Type into a field of a dialog, and press Enter."""
        field = dialog(self.page).get_by_label(label)
        await field.fill(text)
        await field.press("Enter")


@pytest_asyncio.fixture(loop_scope="module", params=["desk", "phone"])
async def asking(house: House, request: pytest.FixtureRequest) -> AsyncIterator[Asking]:
    """Each question is asked at a desk and on a phone, and answered in three clicks."""
    page = house.page
    if request.param == "phone":
        await page.set_viewport_size(PHONE)
    await open_panel(house)
    clicks = Clicks(page)
    yield Asking(house, page, clicks, request.param)
    await page.set_viewport_size(DESK)
    assert 1 <= clicks.count <= 3


async def test_who_came_yesterday_at_three(asking: Asking) -> None:
    yesterday = datetime.now(UTC).replace(hour=15, minute=12) - timedelta(days=1)
    remember(asking.house.data, [yesterday, yesterday + timedelta(hours=1)])
    await asking.tab("History")
    await asking.button("Yesterday")
    await asking.clicks.on(asking.page.get_by_role("button", name=re.compile("^15: ")))
    tiles = asking.page.locator("placa-history placa-tile")
    await expect(asking.page.get_by_role("status")).to_contain_text("sighting")
    await expect(tiles.first).to_contain_text("15:12")
    await expect(tiles.filter(has_not_text="15:12")).to_have_count(0)


async def test_why_did_it_not_open(asking: Asking) -> None:
    await asking.clicks.on(asking.page.locator("placa-now .door"))
    newest = asking.page.locator("placa-doors article.decision").first
    await expect(newest).to_contain_text("stayed shut")
    assert await newest.locator("li.against").count() > 0
    await asking.clicks.on(newest.locator("placa-reasons").get_by_role("button"))
    await expect(newest).to_contain_text(
        re.compile("opened \\d+ s ago; it opens again after 900 s")
    )
    assert await newest.locator("li").count() > 20


async def test_which_car_is_this_strangers_and_how_often_does_it_come(asking: Asking) -> None:
    await asking.clicks.on(asking.tile(TWIN))
    await expect(asking.page.locator("placa-chars li")).to_have_count(len(TWIN))
    picture = asking.page.locator("placa-picture.frame img")
    await expect(picture).to_have_js_property("complete", value=True)
    await asking.button("Everything about this plate")
    plate = asking.page.locator("placa-plate-view")
    await expect(plate).to_contain_text(re.compile("once|times"))
    await expect(plate.locator("placa-plate .text").first).to_have_text(TWIN)


async def test_the_plumber_comes_in_until_five(asking: Asking) -> None:
    await asking.button("Guest pass")
    await asking.clicks.on(dialog(asking.page).get_by_role("button", name="17:00"))
    await dialog(asking.page).get_by_label("Who is it?").fill("Plumber")
    await asking.answer("Plate", f"PL{len(asking.name)}0 MBR")
    await expect(dialog(asking.page)).to_contain_text("The pass is ready")
    message = await dialog(asking.page).locator("textarea").input_value()
    assert "17:00" in message
    await asking.page.keyboard.press("Escape")
    await open_panel(asking.house, "vehicles")
    await asking.page.get_by_role("button", name="End the pass of").click()
    await expect(asking.page.locator("placa-vehicles").get_by_text("Guest passes")).to_be_hidden()


async def test_a_misread_plate_is_corrected_and_found_by_the_right_text(asking: Asking) -> None:
    await asking.clicks.on(asking.tile(STRANGER))
    await asking.button("This was misread")
    await asking.answer("The right text", f"RIGHT {asking.name}")
    await expect(asking.page.get_by_text("Somebody corrected this.")).to_be_visible()
    await open_panel(asking.house, f"history#text=RIGHT{asking.name}")
    found = asking.page.get_by_role("status").filter(has_text="1 sighting")
    await expect(found).to_be_visible()


async def test_delete_this_plate(asking: Asking) -> None:
    await asking.clicks.on(asking.tile(f"RIGHT{asking.name}".upper()))
    await asking.button("Everything about this plate")
    await asking.button("Erase this plate")
    told = "This would erase 1 sighting and 2 pictures."
    await expect(dialog(asking.page)).to_contain_text(told)
    await asking.answer("Why?", "A neighbor asked")
    await expect(asking.page.get_by_text("1 sighting with all pictures erased")).to_be_visible()
    await open_panel(asking.house, f"history#text=RIGHT{asking.name}")
    nothing = asking.page.get_by_text("Nothing that is kept fits these filters.")
    await expect(nothing).to_be_visible()


async def test_export_last_month(asking: Asking) -> None:
    last = datetime.now(UTC).replace(day=1, hour=12) - timedelta(days=3)
    remember(asking.house.data, [last])
    await asking.tab("History")
    await asking.button("Last month")
    await expect(asking.page.get_by_role("button", name="Remove the filter")).to_be_visible()
    await asking.button("Export")
    async with asking.page.expect_download() as fetching:
        await asking.answer("What is it for?", "For the insurance")
    file = await (await fetching.value).path()
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > 1
    assert all(f"{last:%Y-%m}" in line for line in lines[1:])


async def test_is_my_camera_good_enough(asking: Asking) -> None:
    await asking.tab("Cameras")
    survey = asking.page.locator("placa-cameras section", has_text="Is this camera good enough?")
    await expect(survey).to_contain_text(re.compile("Only .* sightings so far|reads well|read for"))
    still = asking.page.locator("placa-areas img")
    await expect(still).to_have_js_property("complete", value=True)
    assert await still.evaluate("image => image.naturalWidth") == 1280
    await asking.button("Read this picture now")
    await expect(asking.page.get_by_text("No plate was read")).to_be_visible()


async def test_who_looked(asking: Asking) -> None:
    await asking.tab("Privacy")
    looks = asking.page.locator("placa-privacy .entry")
    await expect(looks.filter(has_text="For the insurance").first).to_contain_text("exported")
    await expect(looks.filter(has_text="A neighbor asked").first).to_contain_text("erased")
    await expect(asking.page.get_by_text("Chain verified")).to_be_visible()


async def test_add_this_car(asking: Asking) -> None:
    plate = {"desk": STRANGER, "phone": TWIN}[asking.name]
    await asking.clicks.on(asking.tile(plate))
    await asking.button("Add as a vehicle")
    if plate == TWIN:  # which is easily taken for the household's own
        await asking.clicks.on(dialog(asking.page).get_by_label("looks almost like this one"))
    await asking.answer("Name", f"Car of {plate}")
    await expect(dialog(asking.page)).to_have_count(0)
    await open_panel(asking.house)
    added = asking.page.locator("placa-now .vehicle").filter(has_text=f"Car of {plate}")
    await expect(added).to_be_visible()


async def test_every_vehicle_may_come_in_only_after_a_warning(house: House) -> None:
    page = await open_panel(house, "doors")
    await page.get_by_role("button", name="Change", exact=True).click()
    await dialog(page).get_by_label("Every vehicle").check()
    await expect(dialog(page)).to_contain_text("Whoever is added as a vehicle can open it at once")
    await dialog(page).get_by_role("button", name="Save").click()
    every = page.get_by_text("It opens for every vehicle of the household")
    await expect(every).to_be_visible()
    await page.get_by_role("button", name="Change", exact=True).click()
    await dialog(page).get_by_label("Only these vehicles").first.check()
    await dialog(page).get_by_label(f"Car of {TWIN}").uncheck()
    await dialog(page).get_by_role("button", name="Save").click()
    only = page.get_by_text("It opens only for")
    await expect(only).to_contain_text(CAR)
    await expect(only).not_to_contain_text(TWIN)


async def test_ten_thousand_sightings_are_scrolled_with_few_rows_in_the_page(house: House) -> None:
    day = datetime.now(UTC) - timedelta(days=2)
    remember(house.data, (day - timedelta(seconds=30 * place) for place in range(10_000)))
    page = await open_panel(house, "history")
    await expect(page.get_by_role("status")).to_contain_text("10,0")
    rows = page.locator("placa-virtual > div")
    main = page.locator("placa-panel main")
    height = 0
    while height < 10_000 * LINE:
        height = await main.evaluate(
            """main => new Promise(drawn => {
                main.scrollTo(0, main.scrollHeight);
                requestAnimationFrame(() => drawn(main.scrollHeight));
            })"""
        )
        assert await rows.count() < 60


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
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("look", ["light", "dark", "rtl"])
async def test_everybody_can_use_every_view(
    house: House, view: str, size: ViewportSize, look: str
) -> None:
    """Nothing serious is found by axe, and nothing is wider than the screen."""
    await house.page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    page = await open_panel(house, view)
    await page.set_viewport_size(size)
    if look == "rtl":
        await page.locator("placa-panel").evaluate("panel => panel.dir = 'rtl'")
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
    await page.set_viewport_size(DESK)
    await page.emulate_media(color_scheme="light")


def _serious(found: Iterable[dict[str, object]]) -> Iterable[dict[str, object]]:
    return (
        one
        for one in found
        if one["impact"] in ("serious", "critical") and "placa-panel" in str(one["target"])
    )
