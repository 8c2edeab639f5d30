"""Running the centre: uvicorn over the application, JSON log lines, TLS, and an end that lets requests finish."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import ssl
import sys
from pathlib import Path
from typing import Any

import structlog
import uvicorn

from registers.catalogue import Label, label
from registers.errors import HotichError
from registers.form import all_forms
from registers.systemfaults import problem_of
from sync.centre.app import create_app
from sync.centre.database import Database

_GRACE_SECONDS = 20
_YOUNG = 50_000
"""Objects made since the last look before the garbage collector looks for cycles: many times Python's own (700, or 2,000).

A batch of thousands makes tens of thousands of objects and no cycle, and each look goes through those there are: a tenth of what
taking a batch in costs.
"""
_TURN = 0.0005
"""Seconds a thread may keep the interpreter from another that is ready: a tenth of Python's own.

The thread that holds an office's row between two statements waits for its turn behind those that examine batches, and all who
push for the office wait behind it.
"""


class AddressUnusable(HotichError):
    """Nothing can listen there. Values: `host`, `port`, `problem`."""

    key = "centre.address_unusable"


class CertificateWrong(HotichError):
    """A file of TLS cannot be used. Values: `file`, `problem`."""

    key = "centre.certificate_wrong"


class CertificateMissing(HotichError):
    """A key or an authority was named and no certificate, so that plain HTTP would be spoken with anybody."""

    key = "centre.certificate_missing"


def serve(
    url: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    certificate: Path | None = None,
    key: Path | None = None,
    client_ca: Path | None = None,
    rate: float = 50.0,
    burst: int = 200,
) -> None:
    """Serve the centre over the database at `url` until a SIGTERM or SIGINT; requests under way are finished first.

    With `certificate` and `key` it speaks TLS; with `client_ca` every client must show a certificate of that authority.
    Raises HotichError where the database, the address or a certificate cannot be used.
    """
    secured = tls(certificate, key, client_ca)
    _require_free(host, port)
    log_to_stderr()
    sys.setswitchinterval(_TURN)
    # Once all is finished uvicorn raises the signal it was ended by again; as an interrupt it is the good end that it was.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app = create_app(Database.open(url), rate=rate, burst=burst)
    all_forms()
    gc.collect()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    gc.freeze()  # what the program is made of stays; there is no point in looking through it again and again
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        h11_max_incomplete_event_size=128 * 1024,  # a feed's cursor may be long
        **secured,
    )


def tls(certificate: Path | None, key: Path | None, client_ca: Path | None) -> dict[str, Any]:
    """What uvicorn is told of TLS: its certificate, and whose clients it lets in; without a certificate it speaks plain HTTP.

    Raises CertificateMissing, CertificateWrong.
    """
    if certificate is None and (key or client_ca):
        raise CertificateMissing
    file = certificate
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if certificate:
            context.load_cert_chain(certificate, key)
        if client_ca:
            file = client_ca
            context.load_verify_locations(client_ca)
    except OSError as wrong:  # an ssl.SSLError is one
        raise CertificateWrong(file=file, problem=_problem(wrong)) from wrong
    return {
        "ssl_certfile": certificate,
        "ssl_keyfile": key,
        "ssl_ca_certs": str(client_ca) if client_ca else None,
        "ssl_cert_reqs": ssl.CERT_REQUIRED if client_ca else ssl.CERT_NONE,
    }


def _require_free(host: str, port: int) -> None:
    """Listen for a moment: uvicorn would say what is wrong in English, and end the process."""
    try:
        for family, kind, protocol, _, place in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(place)
                probe.listen()
    except OSError as wrong:
        raise AddressUnusable(host=host, port=port, problem=_problem(wrong)) from wrong


def _problem(wrong: OSError) -> Label:
    if isinstance(wrong, socket.gaierror):
        return label("errors.no_such_address")
    return label("errors.no_certificate") if isinstance(wrong, ssl.SSLError) else problem_of(wrong)


def log_to_stderr() -> None:
    """One JSON object a line on stderr, for whatever collects logs."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
