"""Placa's pages and forms in Home Assistant, used as a person does: by clicking and typing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import re

from playwright.async_api import Locator, Page, expect

_PAGE = "config/integrations/integration/placa"


class Form:
    """A form that is open, its fields found by their labels."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def field(self, label: str) -> Locator:
        """The first field with a label that begins so."""
        return self.page.locator("ha-selector").filter(has_text=re.compile(rf"(^|\s){label}")).first

    def box(self, label: str) -> Locator:
        """What can be typed into."""
        return self.field(label).locator("input").first

    async def choose_entity(self, label: str, name: str) -> None:
        """Choose an entity by its name."""
        await self.field(label).locator("ha-entity-picker").click()
        await self.page.locator("ha-combo-box-item").filter(has_text=name).first.click()

    async def unfold(self, section: str) -> None:
        """Open a section."""
        panel = self.page.locator("ha-expansion-panel").filter(has_text=section).first
        await panel.locator("#summary").first.click()

    async def press(self, button: str) -> None:
        """Press a button, by its whole text."""
        await self.page.get_by_role("button", name=button, exact=True).first.click()

    async def submit(self) -> None:
        """Send the form."""
        await self.press("Submit")

    async def says(self, words: str) -> None:
        """Wait until it says so somewhere."""
        await expect(self.page.get_by_text(words).first).to_be_visible()


@asynccontextmanager
async def adding(page: Page, url: str, button: str) -> AsyncIterator[Form]:
    """Open the form that a button of Placa's page opens; something is added at the end."""
    await page.goto(f"{url}/{_PAGE}")
    form = Form(page)
    await form.press(button)
    yield form
    await form.press("Finish")


@asynccontextmanager
async def changing(page: Page, url: str, name: str) -> AsyncIterator[Form]:
    """Open the form of what has this name; it is changed at the end."""
    await page.goto(f"{url}/{_PAGE}")
    row = page.locator("ha-config-sub-entry-row").filter(has_text=name).first
    await row.locator("ha-icon-button").nth(1).click()
    form = Form(page)
    yield form
    await form.submit()
    await form.says("Reconfiguration was successful")
