"""Tests of training code: collected only where torch is installed (models/pyproject.toml[train]).

Run them with `python -m pytest -c models/pyproject.toml tests/training/with_torch`.
"""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]
