"""A server that was started: wait until it answers."""

from __future__ import annotations

import subprocess
import time
import urllib.request


def started(server: subprocess.Popen[bytes], port: int) -> str:
    """Address of a server once it answers; fails if it stops or stays silent."""
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        assert server.poll() is None, "the server stopped while starting"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.25)
        else:
            return address
    raise AssertionError("the server did not answer in time")
