"""A process of its own that ends itself by SIGKILL in the middle of its work: nothing is mocked."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any


def killed_at(
    step: int, listen: Callable[[Callable[[], None]], Any], work: Callable[[], Any]
) -> bool:
    """Do the work in a process that ends itself just before its n-th step; false where it came to
    its end before. ``listen`` is given what is to be called at each step."""
    child = os.fork()
    if child == 0:
        left = step

        def count() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            listen(count)
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "it failed instead of being killed"
    return False
