"""What is told of a wrong clock, a full disk and damaged data of the engine."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from support.engine import FakeEngine
from support.home import Heard
from support.plugin import MockConfigEntry
from support.repairing import Issues, issue

from custom_components.placa.background.engine_problems import PROBLEMS
from custom_components.placa.const import DOMAIN

_ROOT = Path(__file__).parents[3]


def problems_shown(entry: MockConfigEntry, issues: Issues) -> set[str]:
    beginning = f"engine_problem_{entry.entry_id}_"
    return {
        issue_id.removeprefix(beginning)
        for domain, issue_id in issues.issues
        if domain == DOMAIN and issue_id.startswith(beginning)
    }


def test_every_problem_of_the_contract_is_known() -> None:
    contract: dict[str, Any] = json.loads((_ROOT / "docs" / "wire-contract.json").read_text())
    assert set(contract["$defs"]["EngineProblem"]["enum"]) == PROBLEMS.keys()


@pytest.mark.parametrize("problem", PROBLEMS)
async def test_a_problem_is_an_issue_until_it_is_mended(
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
    problem: str,
) -> None:
    await heard.tell(engine, engine.problems_update(problem))
    assert problems_shown(loaded, issue_registry) == {problem}
    found = issue(issue_registry, f"engine_problem_{loaded.entry_id}_{problem}")
    assert found is not None
    assert found.severity is PROBLEMS[problem]
    assert found.translation_placeholders == {"entry": "Placa"}
    await heard.tell(engine, engine.problems_update())
    assert problems_shown(loaded, issue_registry) == set()


async def test_a_problem_that_was_there_before_home_assistant_is_told(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, issue_registry: Issues
) -> None:
    engine.problems = ["clock", "no_pictures"]
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert problems_shown(entry, issue_registry) == {"clock", "no_pictures"}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_problems_of_a_newer_engine_are_left_to_it(
    engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, issue_registry: Issues
) -> None:
    update = engine.problems_update("no_pictures")
    update["info"]["problems"].append("of_next_year")
    await heard.tell(engine, update)
    assert problems_shown(loaded, issue_registry) == {"no_pictures"}


async def test_issues_stay_as_they_are_while_the_engine_is_away(
    engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, issue_registry: Issues
) -> None:
    await heard.tell(engine, engine.problems_update("clock"))
    loaded.runtime_data.coordinator.async_set_update_error(TimeoutError())
    assert problems_shown(loaded, issue_registry) == {"clock"}
