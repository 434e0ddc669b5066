"""`python -m placa_engine.cli` is `placa`."""

import sys

from placa_engine.cli import main

sys.exit(main())
