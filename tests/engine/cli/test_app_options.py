from pathlib import Path

import yaml

from placa_engine import __version__
from placa_engine.config import EngineConfig

APP = yaml.safe_load((Path(__file__).parents[3] / "addon" / "config.yaml").read_text())


def test_the_app_s_default_options_are_the_engine_s_own() -> None:
    config = EngineConfig.model_validate(APP["options"])
    assert config.retention == EngineConfig().retention
    assert config.log_level == EngineConfig().log_level


def test_the_app_offers_no_device_since_its_image_has_a_runtime_for_the_processor_alone() -> None:
    assert "device" not in APP["schema"]
    assert EngineConfig.model_validate(APP["options"]).device == "CPU"


def test_every_option_has_a_schema() -> None:
    assert APP["options"].keys() == APP["schema"].keys()
    assert APP["options"]["retention"].keys() == APP["schema"]["retention"].keys()


def test_the_app_and_the_engine_have_the_same_version() -> None:
    assert APP["version"] == __version__
