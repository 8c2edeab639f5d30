"""A real uvicorn over a real socket for a test, in a thread of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI


@contextmanager
def serving(app: FastAPI, **tls: Any) -> Iterator[str]:
    """The address of `app`, served until the block ends; connections wait in the socket's queue until it is up.

    `tls` is what `sync.centre.serve.tls` makes of certificates; without it, plain HTTP.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5, **tls)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def client_of(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of `app`, served for real."""
    with serving(app) as address, httpx.Client(base_url=address, timeout=30, follow_redirects=True) as client:
        yield client
