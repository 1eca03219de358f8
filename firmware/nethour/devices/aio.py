"""What asyncio lacks on one side or the other, so that the devices run on MicroPython and CPython alike."""

import asyncio

try:
    sleep_ms = asyncio.sleep_ms
    wait_for_ms = asyncio.wait_for_ms
except AttributeError:  # CPython; the stubs know MicroPython alone

    async def sleep_ms(duration_ms: int) -> None:  # type: ignore[misc]
        """Pause the task [ms]."""
        await asyncio.sleep(duration_ms / 1000)

    async def wait_for_ms(awaitable, timeout_ms: int):  # type: ignore[misc]
        """The result of `awaitable`. Raises asyncio.TimeoutError when it takes longer [ms]."""
        return await asyncio.wait_for(awaitable, timeout_ms / 1000)


def close_stream(writer) -> None:
    """Close a stream's socket at once; its peer may be gone already."""
    try:
        writer.close()
        # MicroPython's close() does nothing and its wait_closed() cannot be called outside a task.
        raw = getattr(writer, "s", None)
        if raw is not None:
            raw.close()
    except OSError:
        pass
