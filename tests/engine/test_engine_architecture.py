from pathlib import Path

import placa_engine
from tools.architecture import ENGINE_ORDER, ENGINE_PURE, climbing, impure

PACKAGE = Path(placa_engine.__file__).parent


def test_arrows_between_the_rooms_only_point_down() -> None:
    assert climbing(PACKAGE, "placa_engine", ENGINE_ORDER) == []


def test_pure_rooms_touch_no_clock_no_files_no_network_and_no_threads() -> None:
    assert impure(PACKAGE, "placa_engine", ENGINE_PURE) == []


def test_a_climbing_arrow_is_found(tmp_path: Path) -> None:
    (tmp_path / "low").mkdir()
    (tmp_path / "low" / "deep.py").write_text("def f():\n    from ..high import x\n")
    (tmp_path / "high.py").write_text("from house.low.deep import f\nx = 1\n")
    assert climbing(tmp_path, "house", (("low",), ("high",))) == ["low -> high at low/deep.py:2"]
    assert climbing(tmp_path, "house", (("low", "high"),))
    assert climbing(tmp_path, "house", (("low",),)) == ["high has no place in the order"]


def test_a_clock_in_a_pure_room_is_found(tmp_path: Path) -> None:
    (tmp_path / "pure.py").write_text(
        "import time\nfrom datetime import datetime\ndatetime.now()\n"
    )
    assert impure(tmp_path, "house", ["pure"]) == [
        "pure.py:1 imports time",
        "pure.py:3 calls datetime.now",
    ]
    assert impure(tmp_path, "house", ["pure"], {"pure.py": ["time"]}) == [
        "pure.py:3 calls datetime.now"
    ]
