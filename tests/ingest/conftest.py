"""What tests of reading files share."""

from collections.abc import Iterator

import pytest

from pipeline.ingest import confined
from tests.ingest.children import children


@pytest.fixture
def no_children() -> Iterator[None]:
    """End the processes that wait for files, before a test and after it."""
    confined.close()
    yield
    confined.close()
    assert not children()
