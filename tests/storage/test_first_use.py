"""What is used by several threads at once is ready before any of them."""

import subprocess
import sys

# msgspec learns what a type holds by calling `get_class_annotations`, at the type's first use.
LOOKING_AT_THE_FIRST_USE = """
import sys
import msgspec
from mostrador.domain.shop import Profile
from mostrador.storage import shops
calls = []
sys.setprofile(lambda frame, event, _: calls.append(frame.f_code.co_name) if event == "call" else None)
msgspec.convert({"mail": {"signature": "Loza"}}, Profile)
sys.setprofile(None)
sys.exit("get_class_annotations" in calls)
"""


def test_no_thread_is_the_first_to_read_a_shop() -> None:
    """Two at once crashed the process: the one that came second found the type half learned."""
    done = subprocess.run([sys.executable, "-c", LOOKING_AT_THE_FIRST_USE], check=False)
    assert done.returncode == 0
