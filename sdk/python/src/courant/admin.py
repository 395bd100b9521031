"""The admin port with ``/livez``, ``/readyz`` and ``/metrics``, as in Courant's own services."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from courant.metrics import CONTENT_TYPE

_REQUEST_WITHIN = 5.0


class Admin:
    """Serves health checks and metrics."""

    def __init__(self, unready: Callable[[], str | None], metrics: Callable[[], str]) -> None:
        """Take functions that return why the service is not ready, and its metrics."""
        self._unready = unready
        self._metrics = metrics
        self._server: asyncio.Server | None = None

    @classmethod
    async def start(
        cls,
        address: tuple[str, int] | None,
        unready: Callable[[], str | None],
        metrics: Callable[[], str],
    ) -> Admin:
        """Listen on an address, if there is one."""
        admin = cls(unready, metrics)
        if address:
            admin._server = await asyncio.start_server(admin._answer, *address)
        return admin

    def close(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readuntil(b"\r\n"), _REQUEST_WITHIN)
            status, kind, body = self._page(line.split(b" ")[1] if b" " in line else b"")
            head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            await writer.drain()
        except (OSError, ValueError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    def _page(self, path: bytes) -> tuple[str, str, str]:
        if path == b"/metrics":
            return "200 OK", CONTENT_TYPE, self._metrics()
        status, body = self._health(path)
        return status, "text/plain", body

    def _health(self, path: bytes) -> tuple[str, str]:
        if path == b"/livez":
            return "200 OK", "ok\n"
        if path == b"/readyz":
            why = self._unready()
            return ("503 Service Unavailable", f"{why}\n") if why else ("200 OK", "ready\n")
        return "404 Not Found", "not found\n"
