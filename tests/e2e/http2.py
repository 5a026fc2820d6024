# SPDX-License-Identifier: Apache-2.0
"""HTTP/2 by hand, for what no client library sends."""

import select
import socket

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS_KIND, PING, GOAWAY = 0, 1, 3, 4, 6, 7
WINDOW_UPDATE, CONTINUATION = 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
INITIAL_WINDOW_SIZE = 4  # among the settings
WINDOW_BYTES, FRAME_BYTES_MAX = 65535, 16384  # unless the other side says so


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
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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


class StreamEnded(ConnectionError):
    """The other side ended a stream, or closed its connection."""


class Streams:
    """Sends DATA on streams of one connection, within the windows that the other side grants."""

    def __init__(self, connection):
        self.connection = connection
        self.unread = b""
        self.window, self.initial_window = WINDOW_BYTES, WINDOW_BYTES
        self.windows = {}  # of open streams
        self.received = {}  # DATA by stream

    def open(self, stream, headers):
        self.windows[stream] = self.initial_window
        self.received[stream] = b""
        self.connection.sendall(frame(HEADERS, END_HEADERS, stream, headers))

    def send(self, stream, data):
        """Waits for windows; StreamEnded once the other side has ended the stream."""
        while data:
            self.take_frames(wait=False)
            while stream in self.windows and min(self.window, self.windows[stream]) <= 0:
                self.take_frames(wait=True)
            if stream not in self.windows:
                raise StreamEnded(f"stream {stream}")
            size = min(self.window, self.windows[stream], FRAME_BYTES_MAX, len(data))
            self.window -= size
            self.windows[stream] -= size
            self.connection.sendall(frame(DATA, 0, stream, data[:size]))
            data = data[size:]

    def take_frames(self, wait):
        """Takes what has come; with `wait` something."""
        while wait or select.select([self.connection], [], [], 0)[0]:
            got = received(self.connection, 30)
            if not got:
                raise StreamEnded("the connection")
            wait = False
            self.unread += got
            while len(self.unread) >= 9:
                end = 9 + int.from_bytes(self.unread[:3], "big")
                if len(self.unread) < end:
                    break
                kind, flags = self.unread[3:5]
                stream = int.from_bytes(self.unread[5:9], "big")
                self._take_frame(kind, flags, stream, self.unread[9:end])
                self.unread = self.unread[end:]

    def _take_frame(self, kind, flags, stream, payload):
        if kind == DATA and stream in self.received:
            self.received[stream] += payload
        if kind == RESET or (kind in (DATA, HEADERS) and flags & END_STREAM):
            self.windows.pop(stream, None)
        elif kind == WINDOW_UPDATE and stream == 0:
            self.window += int.from_bytes(payload, "big")
        elif kind == WINDOW_UPDATE and stream in self.windows:
            self.windows[stream] += int.from_bytes(payload, "big")
        elif kind == SETTINGS_KIND and not flags & ACK:
            for at in range(0, len(payload), 6):
                if int.from_bytes(payload[at : at + 2], "big") == INITIAL_WINDOW_SIZE:
                    size = int.from_bytes(payload[at + 2 : at + 6], "big")
                    for one in self.windows:
                        self.windows[one] += size - self.initial_window
                    self.initial_window = size
            self.connection.sendall(frame(SETTINGS_KIND, ACK, 0, b""))
        elif kind == PING and not flags & ACK:
            self.connection.sendall(frame(PING, ACK, 0, payload))
