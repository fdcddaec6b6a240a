"""What is logged of an error: where it came from, and nothing of what was being handled."""

import json
import subprocess
import sys

SECRET = "ana@example.com wrote: my card is 4242"
STUMBLE = f"""
import logging
import structlog
from mostrador.web import logs

def stumble():
    try:
        raise KeyError("{SECRET}")
    except KeyError as first:
        raise ValueError("{SECRET}") from first

logs.configure("info")
try:
    stumble()
except ValueError as problem:
    structlog.get_logger("ours").error("defect", exc_info=problem)
    logging.getLogger("theirs").exception("failed")
"""


def test_an_error_is_logged_by_its_places_and_not_by_its_words():
    said = subprocess.run([sys.executable, "-c", STUMBLE], capture_output=True, text=True, check=True).stderr
    assert SECRET not in said
    ours, theirs = map(json.loads, said.splitlines())
    for line in (ours, theirs):
        assert line["trace"][0] == "ValueError"
        assert "KeyError" in line["trace"]
        assert any("stumble" in place for place in line["trace"])
