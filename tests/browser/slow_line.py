"""A line between browser and server that is slow and loses requests."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class SlowLine:
    """Passes bytes on to ``server``; every request waits ``latency`` seconds and may get lost.

    A lost request is one whose connection is closed without an answer. ``loss`` is the share of
    lost requests, drawn from a generator with a fixed seed.
    """

    server: tuple[str, int]
    latency: float
    loss: float
    lost: int = 0
    asked: int = 0
    closed: bool = False
    draws: random.Random = field(default_factory=lambda: random.Random(20))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_lost(self) -> bool:
        with self.lock:
            self.asked += 1
            gone = self.draws.random() < self.loss
            self.lost += gone
            return gone

    def serve(self, listening: socket.socket) -> None:
        while not self.closed:
            try:
                browser, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(browser,), daemon=True).start()

    def connect(self, browser: socket.socket) -> None:
        try:
            server = socket.create_connection(self.server, timeout=10)
        except OSError:
            browser.close()
            return
        server.settimeout(None)
        threading.Thread(target=self.back, args=(server, browser), daemon=True).start()
        while sent := _received(browser):
            if self.is_lost():
                break
            time.sleep(self.latency)
            if not _send(server, sent):
                break
        _hang_up(browser, server)

    def back(self, server: socket.socket, browser: socket.socket) -> None:
        while sent := _received(server):
            if not _send(browser, sent):
                break
        _hang_up(browser, server)


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(65_536)
    except OSError:
        return b""


def _send(line: socket.socket, content: bytes) -> bool:
    try:
        line.sendall(content)
    except OSError:
        return False
    return True


def _hang_up(*lines: socket.socket) -> None:
    for line in lines:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()


@contextmanager
def slow_line(address: str, latency: float, loss: float) -> Iterator[tuple[str, SlowLine]]:
    """Address of the server at the other end of a slow line, and the line."""
    host, port = address.removeprefix("http://").split(":")
    line = SlowLine((host, int(port)), latency, loss)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        threading.Thread(target=line.serve, args=(listening,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", line
        line.closed = True
