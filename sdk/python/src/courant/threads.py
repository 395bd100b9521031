"""Threads for plain functions. A hanging thread is abandoned and replaced."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Threads:
    """Runs each call on its own thread, and reuses the threads.

    The threads are daemons, unlike those of ``concurrent.futures``, because a hanging one must not
    keep the process from exiting.
    """

    def __init__(self) -> None:
        """Start without threads."""
        self._idle: list[queue.SimpleQueue[Callable[[], None]]] = []
        self.lost = 0
        """How many threads were abandoned and still run."""

    async def run(self, call: Callable[[], T], deadline: float) -> T:
        """Run a call on a thread.

        Raises:
            asyncio.TimeoutError: It took longer than ``deadline`` seconds.

        """
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()
        inbox = self._idle.pop() if self._idle else _start()
        inbox.put(lambda: _call(call, result, loop))
        done, _ = await asyncio.wait({result}, timeout=deadline)
        if not done:
            self.lost += 1
            result.add_done_callback(lambda _: self._back(inbox))
            raise asyncio.TimeoutError
        self._idle.append(inbox)
        return result.result()

    def _back(self, inbox: queue.SimpleQueue[Callable[[], None]]) -> None:
        self.lost -= 1
        self._idle.append(inbox)


def _start() -> queue.SimpleQueue[Callable[[], None]]:
    inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def work() -> None:
        while True:
            inbox.get()()

    threading.Thread(target=work, name="courant-stage", daemon=True).start()
    return inbox


def _call(
    call: Callable[[], T], result: asyncio.Future[T], loop: asyncio.AbstractEventLoop
) -> None:
    try:
        value = call()
    except BaseException as error:  # noqa: BLE001 - any error is the call's result
        settle: Callable[[], None] = _setter(result.set_exception, error)
    else:
        settle = _setter(result.set_result, value)
    try:
        loop.call_soon_threadsafe(settle)
    except RuntimeError:
        return  # The loop has ended, and the message was returned to the server.


def _setter(settle: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: settle(value)
