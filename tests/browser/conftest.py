"""A shop and its counter, opened for each test that asks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from widget_shopper import Shopper
from widget_stage import Stage


@pytest.fixture
def stage(tmp_path: Path, migrated_sqlite_url: str) -> Iterator[Stage]:
    with Stage(tmp_path, migrated_sqlite_url).open() as stage:
        yield stage


@pytest.fixture
def ana(page: Page, stage: Stage) -> Shopper:
    """Ana, who speaks Spanish and has a desk to sit at."""
    return Shopper(page, stage)


@pytest.fixture
def bo(stage: Stage, new_context: Callable[..., BrowserContext]) -> Shopper:
    """Somebody in another browser."""
    return Shopper(new_context().new_page(), stage)
