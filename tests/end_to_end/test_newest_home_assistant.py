"""The integration on the newest Home Assistant, which the unit tests do not run on."""

import os
from pathlib import Path
import subprocess

ROOT = Path(__file__).parents[2]
IMPORT_ALL = """
import importlib, pkgutil
import custom_components.placa as placa
for module in pkgutil.walk_packages(placa.__path__, "custom_components.placa."):
    importlib.import_module(module.name)
    print(module.name)
"""


def test_every_module_can_be_imported() -> None:
    done = subprocess.run(
        [os.environ["PLACA_HA_PYTHON"], "-c", IMPORT_ALL],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    package = ROOT / "custom_components" / "placa"
    files = {path.relative_to(package).with_suffix("") for path in package.rglob("*.py")}
    modules = {".".join(file.parts).removesuffix("__init__").rstrip(".") for file in files} - {""}
    imported = {name.removeprefix("custom_components.placa.") for name in done.stdout.split()}
    assert imported == modules
