"""What the app store, HACS and Home Assistant read of this repository."""

from collections.abc import Iterator
from fnmatch import fnmatch
import json
from pathlib import Path, PurePosixPath
import re
import subprocess
import sys
import tomllib
from typing import Any

from PIL import Image
import pytest
import yaml

from placa_engine import __version__
from tests.app.container import ROOT

ADDON = ROOT / "addon"
INTEGRATION = ROOT / "custom_components" / "placa"
CONFIG: dict[str, Any] = yaml.safe_load((ADDON / "config.yaml").read_text())
MANIFEST: dict[str, Any] = json.loads((INTEGRATION / "manifest.json").read_text())
DOCKERFILE = (ADDON / "Dockerfile").read_text()
README = (ROOT / "README.md").read_text()
RUN = (ADDON / "rootfs/etc/s6-overlay/s6-rc.d/placa/run").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deployment/compose.yaml").read_text())[
    "services"
]["placa"]
LANGUAGES = ("de", "en", "es", "fr", "nl")

IGNORED = {".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines())}


def published() -> Iterator[str]:
    """Find what git would, which a bare machine does not have."""
    for folder, folders, files in ROOT.walk():
        folders[:] = [name for name in folders if not is_ignored(name)]
        yield from (
            str((folder / name).relative_to(ROOT)) for name in files if not is_ignored(name)
        )


def is_ignored(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in IGNORED)


TRACKED = sorted(published())


def security_rating(app: dict[str, Any], folder: Path) -> int:
    """Rate an app from 1 to 8 by the rules of the Supervisor's rating_security of 2026."""
    rating = 5
    if not app.get("apparmor", True):
        rating -= 1
    elif (folder / "apparmor.txt").is_file():
        rating += 1
    open_ports = any(port is not None for port in (app.get("ports") or {}).values())
    if app.get("ingress") or (not app.get("host_network") and not open_ports):
        rating += 2
    elif app.get("auth_api"):
        rating += 1
    dangerous = {
        "BPF", "CHECKPOINT_RESTORE", "DAC_READ_SEARCH", "NET_ADMIN", "NET_RAW", "PERFMON",
        "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO",
    }  # fmt: skip
    if dangerous & set(app.get("privileged", ())) or app.get("kernel_modules"):
        rating -= 1
    rating -= {"manager": 1, "admin": 2}.get(app.get("hassio_role", "default"), 0)
    rating -= bool(app.get("host_network")) + 2 * bool(app.get("host_pid"))
    rating -= bool(app.get("host_uts") and "SYS_ADMIN" in app.get("privileged", ()))
    if app.get("docker_api") or app.get("full_access"):
        rating = 1
    return max(1, min(8, rating))


def test_its_security_rating_is_the_best_there_is() -> None:
    assert security_rating(CONFIG, ADDON) == 8
    assert security_rating({**CONFIG, "hassio_role": "admin"}, ADDON) == 6
    assert security_rating({**CONFIG, "full_access": True}, ADDON) == 1


def test_it_asks_for_no_right_and_no_device() -> None:
    asked = {
        "audio", "auth_api", "devices", "devicetree", "docker_api", "full_access", "gpio",
        "hassio_api", "homeassistant_api", "host_dbus", "host_ipc", "host_network", "host_pid",
        "host_uts", "kernel_modules", "map", "privileged", "realtime", "stdin", "uart", "udev",
        "usb", "video",
    }  # fmt: skip
    assert asked & CONFIG.keys() == set()


def test_no_key_is_dropped_silently_by_the_supervisor() -> None:
    known = {
        "name", "version", "slug", "description", "url", "image", "arch", "stage", "startup",
        "init", "homeassistant", "discovery", "ingress", "ingress_port", "panel_icon",
        "panel_title", "ports", "watchdog", "tmpfs", "backup", "backup_exclude", "timeout",
        "options", "schema",
    }  # fmt: skip
    assert CONFIG.keys() <= known


def test_its_ports_are_those_that_the_engine_listens_at() -> None:
    assert f"--ingress-port {CONFIG['ingress_port']}" in RUN
    (port,) = (name.removesuffix("/tcp") for name in CONFIG["ports"])
    assert f"--port {port} " in RUN
    assert f"[PORT:{port}]/health" in CONFIG["watchdog"]
    assert f"127.0.0.1:{port}/health" in DOCKERFILE
    assert re.match(r"^(?:https?|tcp)://\[HOST\]:(\[PORT:\d+\]|\d+).*$", CONFIG["watchdog"])


def test_its_port_is_closed_until_somebody_opens_it() -> None:
    assert CONFIG["ports"] == {"8098/tcp": None}


def test_it_stops_for_a_backup_which_leaves_out_what_is_made_anew() -> None:
    assert CONFIG["backup"] == "cold"

    def is_left_out(path: str) -> bool:
        return any(PurePosixPath(path).match(pattern) for pattern in CONFIG["backup_exclude"])

    assert is_left_out("data/compiled/1234.blob")
    assert not any(map(is_left_out, ("data/placa.db", "data/token", "data/pictures/ab/1.jpg")))


def keys(tree: Any) -> Any:
    return {name: keys(below) for name, below in tree.items()} if isinstance(tree, dict) else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_is_explained(language: str) -> None:
    translated = yaml.safe_load((ADDON / f"translations/{language}.yaml").read_text())
    options = translated["configuration"]
    assert options.keys() == CONFIG["schema"].keys()
    for name, schema in CONFIG["schema"].items():
        assert options[name]["name"]
        assert options[name]["description"]
        assert keys(options[name].get("fields", {})) == {
            field: {"name": None, "description": None}
            for field in (schema if isinstance(schema, dict) else ())
        }
    assert translated["network"].keys() == CONFIG["ports"].keys()


def test_no_two_languages_say_the_same() -> None:
    texts = {(ADDON / f"translations/{language}.yaml").read_text() for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES)
    assert sorted(path.stem for path in (ADDON / "translations").iterdir()) == list(LANGUAGES)


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size


def test_the_store_has_pictures_and_pages_of_it() -> None:
    assert size_of(ADDON / "icon.png") == (128, 128)
    assert size_of(ADDON / "logo.png") == (250, 100)
    for page in ("README.md", "DOCS.md", "CHANGELOG.md"):
        assert (ADDON / page).read_text().startswith("# ")


def test_nothing_else_in_the_repository_looks_like_an_app_to_the_supervisor() -> None:
    found = [
        path
        for path in TRACKED
        if fnmatch(PurePosixPath(path).name, "config.*")
        and PurePosixPath(path).suffix in {".yaml", ".yml", ".json"}
        and not any(part.startswith(".") or part == "rootfs" for part in PurePosixPath(path).parts)
    ]
    assert found == ["addon/config.yaml"]
    assert yaml.safe_load((ROOT / "repository.yaml").read_text()).keys() == {
        "name", "url", "maintainer",
    }  # fmt: skip


def test_hacs_can_install_the_integration() -> None:
    told = json.loads((ROOT / "hacs.json").read_text())
    assert told.keys() <= {
        "name", "content_in_root", "country", "filename", "hacs", "hide_default_branch",
        "homeassistant", "persistent_directory", "render_readme", "zip_release",
    }  # fmt: skip
    assert told["zip_release"] is told["hide_default_branch"] is True
    assert told["filename"] == "placa.zip"
    assert told["homeassistant"] == CONFIG["homeassistant"]
    assert {path.split("/")[1] for path in TRACKED if path.startswith("custom_components/")} == {
        "placa"
    }
    assert {
        "codeowners", "documentation", "domain", "issue_tracker", "name", "version",
    } <= MANIFEST.keys()  # fmt: skip
    assert list(MANIFEST) == ["domain", "name", *sorted(MANIFEST.keys() - {"domain", "name"})]
    assert size_of(INTEGRATION / "brand" / "icon.png") == (256, 256)


def test_the_archive_that_hacs_downloads_holds_the_whole_integration(tmp_path: Path) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    for archive in (first, second):
        subprocess.run([ROOT / "script" / "zip", archive], check=True)
    assert first.read_bytes() == second.read_bytes()
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", first], check=True, capture_output=True, text=True
    ).stdout
    for path in TRACKED:
        if path.startswith("custom_components/placa/"):
            assert path.removeprefix("custom_components/placa/") in listed
    assert "frontend/placa-panel.js" in listed
    assert "__pycache__" not in listed


def test_one_version_stands_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    history = re.findall(r"^## (.+)$", (ADDON / "CHANGELOG.md").read_text(), re.MULTILINE)
    labels = re.findall(r'(?:hass|image)\.version="(.+)"', DOCKERFILE)
    stated = {
        "addon/pyproject.toml": tomllib.loads((ADDON / "pyproject.toml").read_text())["project"][
            "version"
        ],
        "placa_engine": __version__,
        "manifest.json": MANIFEST["version"],
        "Dockerfile": labels[0],
        "Dockerfile, the standard's label": labels[1],
        "CHANGELOG.md": history[0],
        "compose.yaml": COMPOSE["image"].rpartition(":")[2],
    }
    assert set(stated.values()) == {version}, stated
    # The store offers a version once its image is there: this one, or the one before.
    assert CONFIG["version"] in history[:2]


def test_the_next_version_is_written_everywhere_at_once(tmp_path: Path) -> None:
    for path in (
        "pyproject.toml", "addon/pyproject.toml", "addon/placa_engine/__init__.py",
        "custom_components/placa/manifest.json", "addon/Dockerfile", "addon/CHANGELOG.md",
        "addon/config.yaml", "deployment/compose.yaml", "script/version",
    ):  # fmt: skip
        copy = tmp_path / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / path).read_bytes())
        copy.chmod(0o755)

    def version(*arguments: str) -> str:
        done = subprocess.run(
            [tmp_path / "script/version", *arguments], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    version("7.8.9")
    assert version() == "7.8.9"
    for path in ("addon/pyproject.toml", "addon/placa_engine/__init__.py", "addon/Dockerfile"):
        assert '"7.8.9"' in (tmp_path / path).read_text()
    assert (
        json.loads((tmp_path / "custom_components/placa/manifest.json").read_text())["version"]
        == "7.8.9"
    )
    assert "/placa:7.8.9\n" in (tmp_path / "deployment/compose.yaml").read_text()
    assert "## 7.8.9\n" in (tmp_path / "addon/CHANGELOG.md").read_text()
    assert "version: 7.8.9" not in (tmp_path / "addon/config.yaml").read_text()
    version("--publish")
    assert "version: 7.8.9\n" in (tmp_path / "addon/config.yaml").read_text()


def test_the_owner_stands_in_one_file_and_is_copied_to_the_others() -> None:
    owners = (ROOT / ".github" / "CODEOWNERS").read_text()
    (owner,) = re.findall(r"^\* @([A-Za-z0-9-]+)$", owners, re.MULTILINE)
    assert MANIFEST["codeowners"] == [f"@{owner}"]
    place = re.compile(
        r"(?:github\.com|ghcr\.io)(?:/|%2F)([A-Za-z0-9-]+)(?:/|%2F)placa\b"
        r"|owner=([A-Za-z0-9-]+)&repository=placa"
    )
    found: dict[str, set[str]] = {}
    for path in TRACKED:
        if path.startswith(("tests/", "script/", "requirements/", "models/")):
            continue
        try:
            text = (ROOT / path).read_text()
        except UnicodeDecodeError:
            continue
        for match in place.finditer(text):
            found.setdefault(match[1] or match[2], set()).add(path)
    assert found.keys() == {owner}, found
    assert {"addon/config.yaml", "README.md", "repository.yaml"} <= found[owner]


def test_the_readme_leads_to_every_step_and_every_blueprint() -> None:
    address = f"{CONFIG['url']}".replace(":", "%3A").replace("/", "%2F")
    my = "https://my.home-assistant.io/redirect"
    assert f"{my}/supervisor_add_addon_repository/?repository_url={address}" in README
    assert f"{my}/hacs_repository/?owner=" in README
    assert f"{my}/config_flow_start/?domain={MANIFEST['domain']}" in README
    assert f"`{CONFIG['url']}`" in README
    blueprints = [path for path in TRACKED if path.startswith("blueprints/")]
    assert blueprints
    buttons = re.findall(r"my\.home-assistant\.io/badges/(\w+)\.svg\)\]\[", README)
    assert buttons == [
        "supervisor_add_addon_repository", "hacs_repository", "config_flow_start",
        *["blueprint_import" for _ in blueprints],
    ]  # fmt: skip
    for path in blueprints:
        quoted = path.replace("/", "%2F")
        assert (
            f"{my}/blueprint_import/?blueprint_url={address}%2Fblob%2Fmain%2F{quoted}\n" in README
        )
