"""Which tests of the rules count towards their coverage."""

import os
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

# Fewer dice than the usual hundred in everyday runs; `HYPOTHESIS_PROFILE=thorough` throws more.
settings.register_profile("everyday", max_examples=40)
settings.register_profile("thorough", max_examples=300)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests that throw dice out of the measurement.

    A rule is shown by an example, never by chance alone; and tracing slows them down threefold.
    """
    ours = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(ours) and is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)
