"""Tells who started the engine that it is ready: s6 by a file descriptor, systemd by a socket."""

from collections.abc import Mapping
import os
import socket


def tell_ready(descriptor: int | None, environment: Mapping[str, str]) -> None:
    """Write a line to a file descriptor and close it; write READY=1 to $NOTIFY_SOCKET."""
    if descriptor is not None:
        with os.fdopen(descriptor, "wb") as told:
            told.write(b"\n")
    if address := environment.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told_to:
            # systemd writes "@" for the null byte that abstract addresses begin with.
            told_to.connect(f"\0{address[1:]}" if address.startswith("@") else address)
            told_to.sendall(b"READY=1")
