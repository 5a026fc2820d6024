#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows Farcall in a pipeline, on what `make build` built: the past of a made-up
organisation as a backfill, its last two days as objects of S3 that a queue of SQS
announces, farcall-ingest between them and the server, and a webhook that gets the
finding. S3 and SQS are moto's, which checks signatures. Leaves nothing behind.

Usage: scripts/demo_pipeline.py
"""

import contextlib
import http.server
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(os.environ.get("FARCALL_BIN_DIR", ROOT / "build/release/bin"))
GEOIP = ROOT / "build/geoip"
DEADLINE_SECONDS = 300
BAR = 40
SHOWN = ("farcall_ingest_records_total", "farcall_ingest_deliveries_total")

sys.path.insert(0, str(ROOT / "tests/pipelines"))
import moto_server  # noqa: E402

ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("FARCALL_", "AWS_")) and not name.lower().endswith("_proxy")
}


def fail(why):
    raise SystemExit(f"demo-pipeline: {why}")


def heading(text):
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    print(f"\n{bold}==> {text}{plain}", flush=True)


def wait_until(condition, what):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not (value := condition()):
        if time.monotonic() > deadline:
            fail(f"gave up waiting for {what}")
        time.sleep(0.1)
    return value


def show(done, total):
    """A bar on a terminal; elsewhere a line at each tenth."""
    text = f"{done:,} of {total:,} objects"
    if sys.stdout.isatty():
        bar = "█" * (BAR * done // max(total, 1))
        print(f"\r{bar:<{BAR}} {text}", end="" if done < total else "\n", flush=True)
    elif done == total or done % max(total // 10, 1) == 0:
        print(text, flush=True)


@contextlib.contextmanager
def program(name, *flags, log, extra=None):
    """Runs a program until the block ends, then SIGTERM; gives its log's entries."""
    print("$", name, *(flag for flag in flags if ":0" not in flag), "&", flush=True)
    with open(log, "wb") as out:
        process = subprocess.Popen(
            [str(BIN / name), *flags],
            stderr=out,
            stdout=out,
            env={**ENVIRONMENT, **(extra or {})},
        )

    def entries():
        if process.poll() is not None:
            fail(f"{name} ended:\n{log.read_text()}")
        lines = log.read_text().splitlines()
        return {e["message"]: e for e in map(json.loads, lines)}

    try:
        yield entries
        process.send_signal(signal.SIGTERM)
        if process.wait(60) != 0:
            fail(f"{name} did not stop cleanly:\n{log.read_text()}")
    finally:
        process.kill()
        process.wait()


def run(*command, **options):
    print("$", *command, flush=True)
    subprocess.run([str(BIN / command[0]), *command[1:]], check=True, **options)


class Webhook(http.server.ThreadingHTTPServer):
    """Prints the findings that it is given."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.titles = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        finding = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        info = finding["finding_info"]
        self.server.titles[info["uid"]] = f"{finding['severity']:<9} {info['title']}"
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def split_trail(work):
    """The objects of the last two days, by key; the others stay in the folder."""
    trail = work / "trail"
    files = [path for path in (trail / "AWSLogs").rglob("*") if path.is_file()]
    day_of = {path: "/".join(path.parts[-4:-1]) for path in files}
    days = sorted(set(day_of.values()))[-2:]
    objects = {}
    for path in files:
        if day_of[path] in days:
            objects[str(path.relative_to(trail))] = path.read_bytes()
            path.unlink()
    return objects


def metrics_of(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        return answer.read().decode()


def show_pipeline(work, moto, objects, server_port):
    hook = Webhook()
    bad = moto.sqs.create_queue(QueueName="bad-records")["QueueUrl"]
    heading(f"Put {len(objects):,} objects of the last two days into S3")
    for number, (key, body) in enumerate(sorted(objects.items()), 1):
        moto.s3.put_object(Bucket="trail", Key=key, Body=body)
        show(number, len(objects))

    heading("Start farcall-ingest: from the queue to the server, from the server to a webhook")
    access = moto.make_user(["s3:GetObject", "s3:ListBucket", "sqs:*"])
    admin = moto.make_user(["sqs:*"])
    queue = moto.client("sqs", admin["AWS_ACCESS_KEY_ID"], admin["AWS_SECRET_ACCESS_KEY"])
    moto.enforce()

    def left():
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = queue.get_queue_attributes(QueueUrl=moto.queue, AttributeNames=names)
        return sum(int(found["Attributes"][name]) for name in names)

    with program(
        "farcall-ingest",
        f"--server=127.0.0.1:{server_port}",
        "--source=sqs",
        f"--sqs-queue-url={moto.queue}",
        "--dead-letters=sqs",
        f"--dead-letter-queue-url={bad}",
        f"--findings-webhook-url=http://127.0.0.1:{hook.server_port}/",
        f"--findings-cursor-dir={work}",
        "--metrics-listen=127.0.0.1:0",
        log=work / "ingest.log",
        extra={"AWS_REGION": moto_server.REGION, "AWS_ENDPOINT_URL": moto.url, **access},
    ) as log:
        wait_until(lambda: "working" in log(), "farcall-ingest")
        shown = -1
        while shown < len(objects):
            done = max(len(objects) - left(), shown)
            if done != shown:
                show(done, len(objects))
            shown = done
            time.sleep(0.2)
        wait_until(lambda: hook.titles, "a finding in the webhook")
        heading("What it did")
        for line in metrics_of(log()["serving metrics"]["port"]).splitlines():
            if line.startswith(SHOWN) and not line.endswith(" 0"):
                print(line)
        heading("What the webhook was given")
        for finding, title in hook.titles.items():
            print(finding, title)


def main():
    for path in (BIN / "farcalld", BIN / "farcall-ingest", GEOIP / "country.mmdb"):
        if not path.exists():
            fail(f"{path} is not there: run `make build` first")
    moto_server.require_moto()
    with tempfile.TemporaryDirectory(prefix="farcall-pipeline-") as folder:
        work = pathlib.Path(folder)
        heading("Make a trail: 21 days of an organisation, a key stolen on the last day")
        generator = ROOT / "scripts/demo_trail.py"
        subprocess.run(
            [sys.executable, "-B", generator, "--output", work / "trail"], check=True
        )
        objects = split_trail(work)
        moto = moto_server.Moto()
        with contextlib.closing(contextlib.ExitStack()) as stack:
            stack.callback(moto.stop)
            heading("Start the server on an empty store")
            log = stack.enter_context(
                program(
                    "farcalld",
                    f"--data-dir={work}/data",
                    f"--geoip-db={GEOIP}/country.mmdb",
                    f"--geoip-asn-db={GEOIP}/asn.mmdb",
                    "--listen=127.0.0.1:0",
                    "--metrics-listen=127.0.0.1:0",
                    "--admin-listen=127.0.0.1:0",
                    log=work / "server.log",
                )
            )
            port = wait_until(lambda: log().get("serving"), "the server")["grpc_port"]
            here = {**ENVIRONMENT, "FARCALL_SERVER": f"127.0.0.1:{port}"}
            heading("Backfill the past: it teaches, and raises no alert")
            run("farcall", "score", "--mode=learn-only", "--top=0", "trail/AWSLogs", env=here, cwd=work)
            show_pipeline(work, moto, objects, port)
            heading("What is left to look at")
            run("farcall", "findings", env=here)


if __name__ == "__main__":
    main()
