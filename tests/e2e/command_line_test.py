# SPDX-License-Identifier: Apache-2.0
"""What the command line says to people: of servers that are not there, of
refusals, of lists, and when it is interrupted."""

import fcntl
import json
import os
import pty
import pwd
import re
import signal
import struct
import subprocess
import termios

import events
import harness
from authority import Authority


def people(*names):
    return [
        events.event(name, seconds_ago=3600 * (hour + 1))
        for name in names
        for hour in range(3)
    ]


class CommandLineTest(harness.EndToEndTest):
    def farcall(self, *arguments, code=0, environment=None):
        """Standard output and error of the real client."""
        result = subprocess.run(
            [str(harness.BIN_DIR / "farcall"), *map(str, arguments)],
            env=harness.ENVIRONMENT if environment is None else environment,
            capture_output=True,
            text=True,
            timeout=harness.DEADLINE_SECONDS,
        )
        self.assertEqual(result.returncode, code, result.stderr)
        return result.stdout, result.stderr

    def on_terminal(self, columns, *arguments):
        """Standard output on a terminal of so many columns."""
        leader, follower = pty.openpty()
        size = struct.pack("HHHH", 50, columns, 0, 0)
        fcntl.ioctl(follower, termios.TIOCSWINSZ, size)
        process = subprocess.Popen(
            [str(harness.BIN_DIR / "farcall"), *map(str, arguments)],
            env=harness.ENVIRONMENT,
            stdout=follower,
        )
        os.close(follower)
        output = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:  # the other side is closed
                break
            if not part:
                break
            output += part
        os.close(leader)
        self.assertEqual(process.wait(harness.DEADLINE_SECONDS), 0)
        return output.decode().replace("\r\n", "\n")

    def assert_says(self, words, *arguments, code=3):
        _, said = self.farcall(*arguments, code=code)
        self.assertIn(words, said)
        self.assertEqual(said.count("\n"), 1, said)

    def test_an_address_that_is_none(self):
        for address, words in (
            ("127.0.0.1", "`127.0.0.1` has no port"),
            ("http://127.0.0.1:50051", "is a URL: leave out http://"),
        ):
            self.assert_says(words, "baselines", f"--server={address}", code=2)

    def test_a_server_that_is_not_there(self):
        port = harness.free_port()
        self.assert_says(
            f"cannot reach a server at 127.0.0.1:{port}: Connection refused",
            "baselines",
            f"--server=127.0.0.1:{port}",
        )
        self.assert_says(
            "no-such-host.invalid cannot be resolved",
            "baselines",
            "--server=no-such-host.invalid:50051",
        )

    def test_another_port_of_the_server(self):
        server = self.start_server()
        metrics = f"127.0.0.1:{server.metrics_port}"
        self.assert_says(
            "it speaks HTTP/1, not gRPC", "baselines", f"--server={metrics}"
        )

    def test_a_service_that_a_port_does_not_have(self):
        server = self.start_server()
        admin, api = server.admin_address, server.address
        self.assert_says(
            f"{admin} does not have this method of BaselineService",
            "baselines",
            f"--server={admin}",
            code=5,
        )
        self.assert_says(
            f"{api} does not have this method of AdminService",
            *("admin", "statistics", f"--admin-server={api}"),
            code=5,
        )

    def test_tls_on_one_side_alone(self):
        authority = Authority(self.folder / "pki", "authority")
        key, certificate = authority.issue("farcalld", "IP:127.0.0.1")
        plain = self.start_server()
        tls = self.start_server(
            f"--tls-cert-file={certificate}", f"--tls-key-file={key}", data="tls"
        )
        ask = ("baselines", "--tenant=default", "--server")
        self.assert_says("it speaks TLS: use --tls", *ask, tls.address)
        self.assert_says("leave out --tls", *ask, plain.address, "--tls")
        self.assert_says("certificate is not trusted", *ask, tls.address, "--tls")
        other = Authority(self.folder / "other", "other")
        trust = f"--tls-ca-file={authority.certificate}"
        self.farcall(*ask, tls.address, trust)
        self.assert_says(
            "certificate is not trusted",
            *(*ask, tls.address, f"--tls-ca-file={other.certificate}"),
        )
        self.assert_says(
            "not trusted for farcall.example.com: ",
            *(*ask, tls.address, trust, "--tls-server-name=farcall.example.com"),
        )

    def test_a_client_certificate_that_is_wanted(self):
        authority = Authority(self.folder / "pki", "authority")
        key, certificate = authority.issue("farcalld", "IP:127.0.0.1")
        server = self.start_server(
            f"--tls-cert-file={certificate}",
            f"--tls-key-file={key}",
            "--tls-client-certificates=required",
            f"--tls-client-ca-file={authority.certificate}",
        )
        self.assert_says(
            "does it want a client certificate",
            *("baselines", "--server", server.address),
            f"--tls-ca-file={authority.certificate}",
        )

    def test_a_refusal_is_said_once(self):
        server = self.start_server()
        for arguments, field in (
            (("benign", "alice", "XX", "--actor=a"), "place.origin: "),
            (("baselines", "--tenant", "a b"), "tenant: "),
        ):
            _, said = self.farcall(*arguments, "--server", server.address, code=5)
            self.assertEqual(said.count(field), 1, said)

    def test_feedback_where_nobody_has_logged_in(self):
        server = self.start_server()
        server.scoring().ScoreEvents(events.batch(people("alice")))
        self.farcall(
            *("benign", events.user("alice"), "JP", "--reason=r"),
            *("--server", server.address),
            environment={},
        )
        listed, _ = self.farcall(
            "feedback", "--format=ndjson", "--server", server.address
        )
        try:
            name = pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            name = f"uid:{os.geteuid()}"
        self.assertEqual(json.loads(listed)["actor"], name)

    def test_lists_that_are_empty_say_so(self):
        server = self.start_server(f"--backup-dir={self.folder}/backups")
        server.scoring().ScoreEvents(events.batch(people("alice")))
        at = ("--server", server.address)
        for arguments, words in (
            (("baselines", "--prefix=x", *at), "no baselines of kind principal"),
            (("feedback", *at), "no feedback entries in tenant default"),
            (("baselines", "--tenant=typo", *at), "nothing is known of tenant typo"),
            (("feedback", "--tenant=typo", *at), "nothing is known of tenant typo"),
            (
                ("admin", "backups", f"--admin-server={server.admin_address}"),
                "there are no backups",
            ),
        ):
            listed, said = self.farcall(*arguments)
            self.assertEqual(listed, "")
            self.assertIn(words, said)

    def test_a_folder_is_no_record_to_explain(self):
        _, said = self.farcall("explain", self.folder, code=4)
        self.assertEqual(said.count(str(self.folder)), 1, said)
        self.assertIn("is a directory", said)

    def test_a_file_without_records_is_one_error(self):
        server = self.start_server()
        other = self.folder / "passwd"
        other.write_text("root:x:0:0:root:/root:/bin/bash\n" * 26)
        _, said = self.farcall("score", other, "--server", server.address, code=4)
        self.assertEqual(
            said,
            f"farcall: no CloudTrail record in {other}: its 26 lines are no JSON\n",
        )

    def test_numbers_in_json_are_short(self):
        server = self.start_server()
        path = self.folder / "records.ndjson"
        path.write_text(
            "".join(
                json.dumps(events.record_fields(address=address, seconds_ago=3600 * n))
                + "\n"
                for n in range(1, 30)
                for address in (events.IN_GERMANY, events.IN_BRAZIL)
            )
        )
        written, _ = self.farcall(
            *("score", path, "--format=ndjson", "--server", server.address)
        )
        numbers = re.findall(r":(\d+\.\d+)", written)
        self.assertGreater(len(numbers), 100)
        self.assertEqual([n for n in numbers if len(n.partition(".")[2]) > 4], [])

    def test_names_in_tables_are_whole(self):
        server = self.start_server()
        names = [
            f"{part}@{number}.example.com"
            for part in ("bob", "carol", "frank")
            for number in range(4)
        ]
        server.scoring().ScoreEvents(events.batch(people(*names)))
        for columns in (80, 100, 200):
            table = self.on_terminal(columns, "baselines", "--server", server.address)
            header, *rows = table.splitlines()
            self.assertTrue(header.startswith("NAME"), table)
            self.assertEqual({row.split()[0] for row in rows}, set(map(events.user, names)))
            self.assertNotRegex(table, r"\d{4}-\d\d-\d\dT[^ ]*(\.\.\.|…)")

    def test_an_interrupted_pipe_is_summed_up(self):
        server = self.start_server()
        for number, form in ((signal.SIGINT, "ndjson"), (signal.SIGTERM, "table")):
            with self.subTest(form), subprocess.Popen(
                [harness.BIN_DIR / "farcall", "score", "-", f"--format={form}"]
                + [f"--tenant={form}", "--server", server.address],
                env=harness.ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            ) as process:
                process.stdin.write(json.dumps(events.record_fields()) + "\n")
                process.stdin.flush()
                harness.wait_until(
                    lambda tenant=form: list(
                        events.list_baselines(
                            server.baselines(), events.PRINCIPAL, tenant
                        )
                    ),
                    "the record to be counted",
                )
                process.send_signal(number)
                # Standard input stays open: the program ends all the same.
                code = process.wait(harness.DEADLINE_SECONDS)
                self.assertEqual(
                    process.stderr.read(),
                    "farcall: interrupted: 1 record was answered, the rest was not "
                    "sent\n",
                )
                written = process.stdout.read()
                self.assertIn('{"event_id"' if form == "ndjson" else "\nrisk ", written)
                self.assertEqual(code, 130)

    def test_closed_standard_output_is_an_error_of_its_own(self):
        server = self.start_server()
        server.scoring().ScoreEvents(events.batch(people("alice")))
        program = str(harness.BIN_DIR / "farcall")
        result = subprocess.run(
            ["bash", "-c", '"$0" baselines --server "$1" >&-', program, server.address],
            env=harness.ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=harness.DEADLINE_SECONDS,
        )
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertEqual(
            result.stderr, "farcall: cannot write to standard output\n"
        )


if __name__ == "__main__":
    harness.main()
