"""The admin port: ``/livez`` and ``/readyz``, as Courant's own services have them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

_REQUEST_WITHIN = 5.0


class Admin:
    """Answers health checks."""

    def __init__(self, unready: Callable[[], str | None]) -> None:
        """Ask this function why the service is not ready."""
        self._unready = unready
        self._server: asyncio.Server | None = None

    @classmethod
    async def start(
        cls, address: tuple[str, int] | None, unready: Callable[[], str | None]
    ) -> Admin:
        """Listen on an address, or nowhere."""
        admin = cls(unready)
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
            status, body = self._page(line.split(b" ")[1] if b" " in line else b"")
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nConnection: close\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            await writer.drain()
        except (OSError, ValueError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    def _page(self, path: bytes) -> tuple[str, str]:
        if path == b"/livez":
            return "200 OK", "ok\n"
        if path == b"/readyz":
            why = self._unready()
            return ("503 Service Unavailable", f"{why}\n") if why else ("200 OK", "ready\n")
        return "404 Not Found", "not found\n"
