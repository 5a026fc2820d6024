# SPDX-License-Identifier: Apache-2.0
"""HTTP/2 by hand, for what no client library sends."""

import select
import socket

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS_KIND, PING, GOAWAY, CONTINUATION = 0, 1, 3, 4, 6, 7, 9
END_STREAM, END_HEADERS = 1, 4


def frame(kind, flags, stream, payload, length=None):
    """One HTTP/2 frame; `length` is what it says of itself."""
    size = len(payload) if length is None else length
    return (
        size.to_bytes(3, "big")
        + bytes([kind, flags])
        + stream.to_bytes(4, "big")
        + payload
    )


SETTINGS = frame(SETTINGS_KIND, 0, 0, b"")


def integer(value, prefix_bits):
    """An integer of HPACK that begins in the low bits of a byte, the others being 0."""
    most = (1 << prefix_bits) - 1
    if value < most:
        return bytes([value])
    text = bytes([most])
    value -= most
    while value >= 128:
        text += bytes([value % 128 + 128])
        value //= 128
    return text + bytes([value])


def literal(name, value):
    """A header that enters no table, without Huffman's code."""
    return b"\0" + integer(len(name), 7) + name + integer(len(value), 7) + value


def request(method):
    """Headers of a call of the gRPC method `/SERVICE/METHOD`, without a token."""
    fields = {
        b":method": b"POST",
        b":scheme": b"http",
        b":path": method.encode(),
        b":authority": b"farcall",
        b"te": b"trailers",
        b"content-type": b"application/grpc",
    }
    return b"".join(literal(*one) for one in fields.items())


def silent_streams(method, count):
    """Calls that begin and then say nothing, nor that they have ended."""
    return b"".join(
        frame(HEADERS, END_HEADERS, 2 * number + 1, request(method))
        for number in range(count)
    )


def connect(port, said=PREFACE + SETTINGS):
    """A connection after the client's first words."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(said)
    return connection


def received(connection, seconds):
    """What comes next; nothing once the other side has closed."""
    if not select.select([connection], [], [], seconds)[0]:
        raise TimeoutError(f"nothing came for {seconds} s, and no end")
    try:
        return connection.recv(1 << 20)
    except ConnectionResetError:
        return b""


def kinds(got):
    """The kinds of the whole frames in `got`, in their order."""
    found = []
    while len(got) >= 9:
        found.append(got[3])
        got = got[9 + int.from_bytes(got[:3], "big") :]
    return found
