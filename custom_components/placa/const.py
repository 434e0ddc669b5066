"""Names that more than one file of the integration needs."""

import logging
from typing import Final

DOMAIN: Final = "placa"
LOGGER = logging.getLogger(__package__)

API_VERSION: Final = 1
"""The version of the engine's wire contract that this integration speaks."""

API_VERSION_HEADER: Final = "Placa-API-Version"
"""Where each request says so, and where an engine of another version says its own."""

DEFAULT_URL: Final = "https://localhost:8098"

SUBENTRY_VEHICLE: Final = "vehicle"
SUBENTRY_DOOR: Final = "door"
SUBENTRY_CAMERA: Final = "camera"
SUBENTRY_GUEST_PASS: Final = "guest_pass"  # noqa: S105 - not a password

CONF_ALLOW_ALIKE: Final = "allow_alike"
CONF_ALL_VEHICLES: Final = "all_vehicles"
CONF_APP: Final = "app"
CONF_CAMERA_ID: Final = "camera_id"
CONF_CAMERAS: Final = "cameras"
CONF_DAYS: Final = "days"
CONF_DECISION_ID: Final = "decision_id"
CONF_DENIED: Final = "denied"
CONF_DOORS: Final = "doors"
CONF_END: Final = "end"
CONF_EXPIRES: Final = "expires"
CONF_FILE: Final = "file"
CONF_GROUP: Final = "group"
CONF_GROUPS: Final = "groups"
CONF_LIMIT: Final = "limit"
CONF_MODE: Final = "mode"
CONF_NOTES: Final = "notes"
CONF_OWNER: Final = "owner"
CONF_PAIRING_KEY: Final = "pairing_key"
CONF_PLATE: Final = "plate"
CONF_PLATES: Final = "plates"
CONF_POLICY: Final = "policy"
CONF_REASON: Final = "reason"
CONF_SECOND_FACTOR: Final = "second_factor"
CONF_SHADOW_DAYS: Final = "shadow_days"
CONF_SHOW_PLATES: Final = "show_plates"
CONF_SINCE: Final = "since"
CONF_START: Final = "start"
CONF_UNTIL: Final = "until"
CONF_USES: Final = "uses"
CONF_VEHICLE: Final = "vehicle"
CONF_VEHICLES: Final = "vehicles"
