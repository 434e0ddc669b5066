"""The demo's dashboard, put into Home Assistant's own storage and made its start page."""

from typing import Any

from placa_demo.hass_client import HassClient
from placa_demo.household import CameraEntities, DoorEntities

PATH = "placa-demo"

_WHY = """\
{{% set decision = '{decision}' %}}
{{% if state_attr(decision, 'reasons') %}}
#### {{% if state_attr(decision, 'event_type') == 'granted' -%}}
Opened for {{{{ state_attr(decision, 'vehicle') }}}}, because
{{%- else -%}}
Stayed shut for {{{{ state_attr(decision, 'vehicle') }}}}
{{%- endif %}}

{{% for reason in state_attr(decision, 'reasons') -%}}
{{{{ '✓' if reason.ok else '✗' }}}} {{{{ reason.detail }}}}<br>
{{%- endfor %}}
{{% else %}}
The door decides when a vehicle of the household drives up. Nothing is kept about strangers.
{{% endif %}}
"""


async def set_up_dashboard(
    client: HassClient, camera: CameraEntities, door: DoorEntities, view: str | None
) -> None:
    """Make the dashboard; `view` is the camera entity that shows the driveway, if there is one."""
    await client.command(
        "lovelace/dashboards/create",
        url_path=PATH,
        title="Driveway",
        icon="mdi:garage-variant",
        mode="storage",
    )
    await client.command(
        "lovelace/config/save", url_path=PATH, config=_dashboard(camera, door, view)
    )
    await client.command("frontend/set_system_data", key="core", value={"default_panel": PATH})


def _dashboard(camera: CameraEntities, door: DoorEntities, view: str | None) -> dict[str, Any]:
    watching: list[dict[str, Any]] = [_heading("Driveway", "mdi:cctv")]
    if view is not None:
        watching.append(
            {
                "type": "picture-entity",
                "entity": view,
                "camera_view": "live",
                "show_name": False,
                "show_state": False,
            }
        )
    watching += [
        {
            "type": "picture-entity",
            "entity": camera.plate,
            "show_name": False,
            "show_state": False,
            "fit_mode": "contain",
        },
        _tile(camera.last_plate, "Last plate", "mdi:card-text-outline"),
        _tile(camera.sighting, "Last vehicle", "mdi:car-search", content=["event_type", "state"]),
    ]
    deciding = [
        _heading("Garage", "mdi:garage-variant"),
        _tile(
            door.cover,
            "Garage door",
            None,
            features=[{"type": "cover-open-close"}],
        ),
        _tile(
            door.decision,
            "Last decision",
            "mdi:shield-check",
            content=["event_type", "state"],
        ),
        {"type": "markdown", "content": _WHY.format(decision=door.decision)},
    ]
    remembering = [
        _heading("What happened", "mdi:format-list-bulleted"),
        {
            "type": "logbook",
            "target": {"entity_id": [camera.sighting, door.decision, door.cover]},
            "hours_to_show": 1,
            "grid_options": {"columns": 12, "rows": 9},
        },
        _tile(camera.stream, "Camera", "mdi:cctv"),
    ]
    sections = [{"type": "grid", "cards": cards} for cards in (watching, deciding, remembering)]
    overview = {
        "type": "sections",
        "title": "Driveway",
        "path": "driveway",
        "max_columns": 3,
        "sections": sections,
    }
    return {"title": "Driveway", "views": [overview]}


def _heading(text: str, icon: str) -> dict[str, Any]:
    return {"type": "heading", "heading": text, "icon": icon}


def _tile(
    entity: str, name: str, icon: str | None, content: list[str] | None = None, **more: Any
) -> dict[str, Any]:
    columns = {"columns": 12}
    tile = {"type": "tile", "entity": entity, "name": name, "grid_options": columns, **more}
    if icon is not None:
        tile["icon"] = icon
    if content is not None:
        tile["state_content"] = content
    return tile
