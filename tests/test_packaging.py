"""What a shop gets by `pip install mostrador`, far from the checkout."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from services.ports import free_port
from services.processes import running
from web_shopper import WebShopper

CHECKOUT = Path(__file__).parents[1]
ORIGIN = "http://localhost:9999"
KINDS_OF_FILES = (
    "mostrador/templates/",
    "mostrador/static/",
    "mostrador/locale/",
    "mostrador/storage/migrations/versions/",
    "mostrador/widget/loader.js",
    "mostrador/widget/app/",
    "mostrador/widget/shared/",
    "mostrador/py.typed",
)


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with its own Python, in which somebody installed Mostrador."""

    folder: Path
    python: Path

    def run(self, *command: str, **settings: str) -> str:
        done = subprocess.run(
            [self.python, "-m", *command],
            cwd=self.folder,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def environment(self, **settings: str) -> dict[str, str]:
        ours = ("PYTHON", "MOSTRADOR_", "VIRTUAL_ENV", "COV_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {f"MOSTRADOR_{name.upper()}": value for name, value in settings.items()}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Both distributions, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheels")
    for source in (CHECKOUT, CHECKOUT / "sdk"):
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
        done = subprocess.run(build, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return sorted(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installation(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An empty environment with the two wheels, and what they ask for, in it."""
    folder = tmp_path_factory.mktemp("installation")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(python), "install"]
    done = subprocess.run([*pip, "--no-compile", *map(str, wheels)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Installation(folder, python)


@dataclass(frozen=True, slots=True)
class Served:
    address: str
    shop: str


@pytest.fixture(scope="module")
def served(installation: Installation) -> Iterator[Served]:
    """That installation, set up and serving."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {"public_url": address, "port": str(port)}
    said = installation.run(
        *("mostrador", "init", "--json", "--shop", "Zapatos Ana", "--origin", ORIGIN),
        *("--email", "bo@example.com", "--name", "Bo"),
        **settings,
    )
    with running(
        [str(installation.python.with_name("mostrador")), "serve"],
        log=installation.folder / "serve.log",
        answers=lambda: _is_ready(address),
        cwd=installation.folder,
        environment=installation.environment(**settings),
    ):
        yield Served(address, json.loads(said)["shop"])


def test_the_server_carries_all_that_is_not_python(wheels: list[Path]):
    server = next(wheel for wheel in wheels if not wheel.name.startswith("mostrador_sdk"))
    with zipfile.ZipFile(server) as archive:
        names = archive.namelist()
    assert [kind for kind in KINDS_OF_FILES if not any(name.startswith(kind) for name in names)] == []


def test_nothing_of_the_checkout_is_seen_from_an_installation(installation: Installation):
    code = "import mostrador, mostrador_sdk; print(mostrador.__file__, mostrador_sdk.__file__)"
    done = subprocess.run([installation.python, "-c", code], cwd=installation.folder, capture_output=True, text=True)
    files = done.stdout.split()
    assert len(files) == 2
    assert all(Path(file).is_relative_to(installation.folder) for file in files)


def test_a_form_reaches_a_server_that_was_installed_from_wheels(served: Served):
    with WebShopper(served.address, served.shop, ORIGIN) as ana:
        ana.opens_the_frame()
        form = ana.form()
        first, again = ana.sends(form), ana.sends(form)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["code"].startswith("M-")


def test_the_script_tag_and_the_frame_find_their_files_in_the_wheel(served: Served):
    with WebShopper(served.address, served.shop, ORIGIN) as ana:
        ana.opens_the_frame()
        loader = ana.gets(f"/widget.js?shop={served.shop}")
        app = ana.gets(f"/widget/{ana.boot['version']}/app/main.js")
    assert (loader.status_code, app.status_code) == (200, 200)
    assert "javascript" in loader.headers["content-type"]
    assert "javascript" in app.headers["content-type"]


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False
