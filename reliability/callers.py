#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One caller of reliability/attacks.py, in a process of its own and without stubs, so that
it takes little of the processors that the server is on.

  callers.py ROLE JSON

ROLE is a function below, JSON its arguments. A caller goes on until its standard input
ends, then prints as JSON what became of its calls.
"""

import itertools
import json
import os
import pathlib
import selectors
import signal
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))

import grpc  # noqa: E402
import http2  # noqa: E402

# Stands in the event ids of a batch for eight digits that each call has of its own.
MARK = b"XXXXXXXX"
PAUSE_SECONDS = 0.02
CALL_SECONDS_MAX = 5
# Attackers are on other machines: where the processors are short, they go last.
ATTACKER_NICENESS = 10


class FreshBatches:
    """Batches of files, in turn, with event ids that were not sent before."""

    def __init__(self, paths):
        self._texts = itertools.cycle([pathlib.Path(path).read_bytes() for path in paths])
        self._numbers = itertools.count(int.from_bytes(os.urandom(4), "big"))
        self._lock = threading.Lock()

    def next(self):
        with self._lock:
            text, number = next(self._texts), next(self._numbers)
        return text.replace(MARK, b"%08x" % (number & 0xFFFFFFFF))


def channel(address):
    options = [
        ("grpc.max_receive_message_length", -1),
        ("grpc.max_send_message_length", -1),
        ("grpc.enable_http_proxy", 0),
        ("grpc.use_local_subchannel_pool", 1),
    ]
    return grpc.insecure_channel(address, options=options)


def shown(token):
    return (("authorization", f"Bearer {token}"),)


def until_stopped():
    sys.stdin.read()


def honest(address, method, token, batches, path):
    """One call after another; of each a line in the file `path`: when it began by the
    machine's monotonic clock, its seconds, its code."""
    batches = FreshBatches(batches)
    call = channel(address).unary_unary(method)
    stopped = threading.Event()
    threading.Thread(target=lambda: (until_stopped(), stopped.set()), daemon=True).start()
    with open(path, "w", buffering=1) as told:
        while not stopped.wait(PAUSE_SECONDS):
            batch = batches.next()
            began = time.monotonic()
            try:
                call(batch, metadata=shown(token), timeout=CALL_SECONDS_MAX)
                code = "OK"
            except grpc.RpcError as error:
                code = error.code().name
            told.write(f"{began} {time.monotonic() - began} {code}\n")
    return {}


class Raw:
    """One connection whose calls are what their bytes are; what comes back is counted."""

    def __init__(self, selector, port, headers, open_calls, message, settings, again):
        self.selector, self.port, self.settings = selector, port, settings
        self.headers = headers
        self.message = message
        self.open_calls = open_calls
        self.again = again  # for each call that ends another one begins
        self.began = self.ended = self.closed = self.bytes_sent = 0
        self.connect()

    def connect(self):
        self.socket = http2.connect(self.port, http2.PREFACE + self.settings)
        self.socket.setblocking(False)
        self.answers = http2.EndedCalls()
        self.streams = itertools.count(1, 2)
        self.unsent = bytearray()
        self.begin(self.open_calls)

    def begin(self, count):
        for _ in range(count):
            self.unsent += http2.call(next(self.streams), self.headers, self.message)
        self.began += count
        self.wait_for_what_is_next()

    def wait_for_what_is_next(self):
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.unsent else 0)
        if self.socket in self.selector.get_map():
            self.selector.modify(self.socket, wanted, self)
        else:
            self.selector.register(self.socket, wanted, self)

    def go_on(self, ready):
        try:
            if ready & selectors.EVENT_READ:
                got = self.socket.recv(1 << 20)
                if not got:
                    raise ConnectionResetError
                ended = self.answers.take(got)
                self.ended += ended
                if self.again and ended:
                    self.begin(ended)
            if ready & selectors.EVENT_WRITE:
                sent = self.socket.send(self.unsent)
                self.bytes_sent += sent
                del self.unsent[:sent]
                self.wait_for_what_is_next()
        except (ConnectionError, TimeoutError):
            self.closed += 1
            self.selector.unregister(self.socket)
            self.socket.close()
            if self.again:
                self.connect()


def raw(port, methods, open_calls, connections=1, token=None, whole=False, batch=None,
        reads=True, again=False):  # fmt: skip
    """Calls of each method, on connections of their own. They are silent after their
    headers, or `whole`: with the message of the file `batch`, or an empty one."""
    message = None
    if whole:
        message = pathlib.Path(batch).read_bytes() if batch else b""
    settings = http2.SETTINGS if reads else http2.WINDOW_OF_ZERO
    with selectors.DefaultSelector() as selector:
        all_ = [
            Raw(selector, port, http2.request(method, token), open_calls, message, settings, again)
            for method in methods
            for _ in range(connections)
        ]
        selector.register(sys.stdin, selectors.EVENT_READ)
        while True:
            for key, ready in selector.select():
                if key.data is None:  # standard input has ended
                    return {
                        name: sum(getattr(one, name) for one in all_)
                        for name in ("began", "ended", "closed", "bytes_sent")
                    }
                key.data.go_on(ready)


class Tally:
    """What became of the calls of several threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.answers = self.answer_bytes_max = 0
        self.refused = {}

    def answer(self, size):
        with self.lock:
            self.answers += 1
            self.answer_bytes_max = max(self.answer_bytes_max, size)

    def refuse(self, error):
        with self.lock:
            name = error.code().name
            self.refused[name] = self.refused.get(name, 0) + 1

    def told(self):
        with self.lock:
            return {
                "answers": self.answers,
                "answer_bytes_max": self.answer_bytes_max,
                "refused": dict(self.refused),
            }


def keep_calling(count, call, connections):
    """`count` threads, each with one call after another, until the end of the input."""
    tally = Tally()

    def run(number):
        while True:
            try:
                call(number % connections, tally)
            except grpc.RpcError as error:
                tally.refuse(error)
                time.sleep(0.1)

    for number in range(count):
        threading.Thread(target=run, args=(number,), daemon=True).start()
    until_stopped()
    return tally.told()


def streams(address, method, token, batches, count, connections=4):
    """Streams of batches, of which two are under way on each."""
    batches = FreshBatches(batches)
    stubs = [channel(address).stream_stream(method) for _ in range(connections)]

    def call(connection, tally):
        room = threading.Semaphore(2)

        def requests():
            while True:
                room.acquire()
                yield batches.next()

        for answer in stubs[connection](requests(), metadata=shown(token)):
            tally.answer(len(answer))
            room.release()

    return keep_calling(count, call, connections)


def calls(address, method, token, batches, count, reads=True, connections=2):
    """Unary calls, `count` at once; without `reads` their answers are not taken."""
    batches = FreshBatches(batches)
    channels = [channel(address) for _ in range(connections)]

    def call_and_read(connection, tally):
        stub = channels[connection].unary_unary(method)
        tally.answer(len(stub(batches.next(), metadata=shown(token))))

    def call_alone(connection, tally):
        # To gRPC a stream, to HTTP/2 the same bytes; its answer is asked for by next().
        stub = channels[connection].stream_stream(method)
        under_way = stub(iter([batches.next()]), metadata=shown(token))
        ended = threading.Event()
        under_way.add_callback(ended.set)
        ended.wait()
        raise under_way

    return keep_calling(count, call_and_read if reads else call_alone, connections)


ROLES = {"honest": honest, "raw": raw, "streams": streams, "calls": calls}


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    role, arguments = sys.argv[1], json.loads(sys.argv[2])
    if role != "honest":
        os.nice(ATTACKER_NICENESS)
    print(json.dumps(ROLES[role](**arguments)), flush=True)
    os._exit(0)  # calls under way end with their connections


if __name__ == "__main__":
    main()
