from pathlib import Path

import placa_training
from tools.architecture import TRAINING_ORDER, climbing

PACKAGE = Path(placa_training.__file__).parent


def test_arrows_between_the_rooms_only_point_down() -> None:
    assert climbing(PACKAGE, "placa_training", TRAINING_ORDER) == []
