"""Which tests of the rules count towards their coverage."""

from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests that throw dice out of the measurement.

    A rule is shown by an example, never by chance alone; and tracing slows them down threefold.
    """
    ours = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(ours) and is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)
