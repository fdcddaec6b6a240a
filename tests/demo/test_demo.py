"""`make demo`: everything runs after one command, and again after the next."""

import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Start the demo, give what it prints, and press Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.shop_demo", "--folder", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        yield said
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_one_command_opens_the_shop_the_counter_and_the_mail(tmp_path):
    folder = tmp_path / "demo"
    with demo(folder) as said:
        shop, help_, mail = (
            re.search(rf"{title}\s+(http://\S+?:\d+)", said)[1]
            for title in ("The shop", "The agents' console", "The mail that was sent")
        )
        assert httpx.get(f"{help_}/readyz").status_code == 200
        assert httpx.get(f"{mail}/mails.json").json() == {"mails": []}
        tag = re.search(r'<script src="(\S+/widget\.js\?shop=shop_\w+)" async>', httpx.get(shop).text)[1]
        assert tag.startswith(help_)
        assert httpx.get(tag).status_code == 200
        login = re.search(r"Ana \(customer\)\s+(\S+)\s+(\S+)", said)
        with httpx.Client(base_url=shop, headers={"Origin": shop}, follow_redirects=True) as ana:
            account = ana.post("/account/login", data={"email": login[1], "password": login[2]})
            assert "100 042" in account.text
            assert ana.post("/account/support-token").json()["token"].count(".") == 2
    assert stat.S_IMODE((folder / "demo.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    with demo(folder) as again:
        assert re.findall(r"\w+@\S+\s+\S+", again) == re.findall(r"\w+@\S+\s+\S+", said)
