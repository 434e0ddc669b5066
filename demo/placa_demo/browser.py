"""Debian's Chromium, signed in to Home Assistant as the demo's user."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import shutil

from playwright.async_api import Page, ViewportSize, async_playwright

from placa_demo.home_assistant import PASSWORD, USER

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)

_DESK: ViewportSize = {"width": 1280, "height": 800}
_PHONE: ViewportSize = {"width": 390, "height": 844}


class NoBrowserError(Exception):
    """There is no Chromium to take a picture with."""


@asynccontextmanager
async def dashboard_page(url: str, path: str) -> AsyncIterator[Page]:
    """Open a dashboard of the Home Assistant at `url`, signed in. Raises NoBrowserError."""
    async with signed_in(url) as page:
        await page.goto(f"{url}/{path}")
        await page.locator("hui-sections-view").wait_for(timeout=60_000)
        yield page


@asynccontextmanager
async def signed_in(url: str, *, phone: bool = False) -> AsyncIterator[Page]:
    """Sign in to the Home Assistant at `url`, on a desk or a phone. Raises NoBrowserError."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise NoBrowserError("a picture needs Chromium: script/system-packages browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        page = await browser.new_page(
            viewport=_PHONE if phone else _DESK, is_mobile=phone, has_touch=phone, locale="en-GB"
        )
        await page.add_init_script("localStorage.dockedSidebar = '\"always_hidden\"'")
        await page.goto(url, wait_until="domcontentloaded")
        await page.locator("input[name=username]").fill(USER, timeout=60_000)
        await page.locator("input[name=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.locator("home-assistant-main").wait_for(state="attached", timeout=60_000)
        yield page
        await browser.close()


async def take_picture(page: Page, file: Path) -> None:
    """Save what the page shows once all its pictures are loaded."""
    await page.wait_for_load_state("load")
    file.parent.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=file)
