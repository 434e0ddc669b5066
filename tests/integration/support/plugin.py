"""What is used of Home Assistant's test plugin, which has no types of its own."""

from pytest_homeassistant_custom_component.common import (  # type: ignore[import-untyped]  # no py.typed
    MockConfigEntry,
    MockUser,
    async_capture_events,
    async_fire_time_changed,
    async_mock_service,
    snapshot_platform,
)
from pytest_homeassistant_custom_component.components.common import (  # type: ignore[import-untyped]  # same
    TargetSupport,
    arm_trigger,
    assert_conditions_target_support,
    assert_triggers_target_support,
    create_target_condition,
)
from pytest_homeassistant_custom_component.components.recorder.common import (  # type: ignore[import-untyped]  # same
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.syrupy import (  # type: ignore[import-untyped]  # same
    HomeAssistantSnapshotExtension,
)
from pytest_homeassistant_custom_component.typing import (  # type: ignore[import-untyped]  # same
    ClientSessionGenerator,
    WebSocketGenerator,
)

__all__ = [
    "ClientSessionGenerator",
    "HomeAssistantSnapshotExtension",
    "MockConfigEntry",
    "MockUser",
    "TargetSupport",
    "WebSocketGenerator",
    "arm_trigger",
    "assert_conditions_target_support",
    "assert_triggers_target_support",
    "async_capture_events",
    "async_fire_time_changed",
    "async_mock_service",
    "async_wait_recording_done",
    "create_target_condition",
    "snapshot_platform",
]
