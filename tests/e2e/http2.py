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
# The client takes no byte of any answer.
WINDOW_OF_ZERO = frame(SETTINGS_KIND, 0, 0, b"\x00\x04\x00\x00\x00\x00")


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


def request(method, token=None):
    """Headers of a call of the gRPC method `/SERVICE/METHOD`."""
    fields = {
        b":method": b"POST",
        b":scheme": b"http",
        b":path": method.encode(),
        b":authority": b"farcall",
        b"te": b"trailers",
        b"content-type": b"application/grpc",
    }
    if token is not None:
        fields[b"authorization"] = b"Bearer " + token.encode()
    return b"".join(literal(*one) for one in fields.items())


def call(stream, headers, message=None):
    """A call on the stream `stream`: with one message, whole; without, it goes on."""
    begin = frame(HEADERS, END_HEADERS, stream, headers)
    if message is None:
        return begin
    body = b"\0" + len(message).to_bytes(4, "big") + message
    return begin + frame(DATA, END_STREAM, stream, body)


def calls(headers, count, message=None):
    """`count` calls on the first streams of a connection."""
    return b"".join(call(2 * n + 1, headers, message) for n in range(count))


def silent_streams(method, count, token=None):
    """Calls that begin and then say nothing, nor that they have ended."""
    return calls(request(method, token), count)


class EndedCalls:
    """Counts the calls that have ended in what comes on one connection."""

    def __init__(self):
        self._rest = b""

    def take(self, got):
        """How many calls the next bytes end."""
        got = self._rest + got
        at = ended = 0
        while at + 9 <= len(got):
            end = at + 9 + int.from_bytes(got[at : at + 3], "big")
            if end > len(got):
                break
            kind, flags = got[at + 3], got[at + 4]
            ended += kind == RESET or bool(kind in (DATA, HEADERS) and flags & END_STREAM)
            at = end
        self._rest = got[at:]
        return ended


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
