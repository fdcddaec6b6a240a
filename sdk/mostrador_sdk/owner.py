"""Names for those who hold letters, by which others can see that one of them is no more."""

import os
import socket
import uuid


def owner_name() -> str:
    """A name for a sender of this process: the machine, the process, and something of its own."""
    return f"{_here()} {os.getpid()} {uuid.uuid4().hex}"


def is_gone(owner: str) -> bool:
    """Whether a process that held letters has ended, as far as can be seen from here. When in doubt, it has not."""
    here, _, rest = owner.rpartition(" ")[0].rpartition(" ")
    if here != _here() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # another account's
    return False


def _here() -> str:
    """Machine and container: the same process ids mean the same processes."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return f"{socket.gethostname()} {space}"
