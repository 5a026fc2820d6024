# SPDX-License-Identifier: Apache-2.0
"""`--check-config` says of each broken file what the start says of it."""

import json
import pathlib
import subprocess

import harness
from authority import Authority

TOKEN = "0123456789abcdef0123456789abcdef"


class CheckConfigTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.folder / "pki", "authority")
        self.key, self.certificate = self.authority.issue("farcalld", "IP:127.0.0.1")

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def tls(self, **files):
        files = {"cert": self.certificate, "key": self.key} | files
        return [f"--tls-{kind}-file={path}" for kind, path in files.items()]

    def check(self, *flags, environment=None):
        server = self.new_server("--check-config", *flags)
        return subprocess.run(
            server.command(),
            env=harness.ENVIRONMENT | (environment or {}),
            capture_output=True,
            text=True,
            timeout=harness.DEADLINE_SECONDS,
        )

    def start_reason(self, *flags):
        result = self.new_server(*flags).run()
        self.assertEqual(result.returncode, 1, result.stderr)
        lines = [json.loads(line) for line in result.stderr.splitlines()]
        return next(line["reason"] for line in lines if "reason" in line)

    def test_says_of_each_broken_file_what_the_start_says(self):
        nothing = self.folder / "nothing"
        other_key, _ = self.authority.issue("other", "IP:127.0.0.1")
        cases = {
            "tokens missing": [f"--tokens-file={nothing}"],
            # As docs/operations.md shows it, typed as it stands.
            "short token": [
                f"--tokens-file={self.write('tokens', 'TOKEN1 TOKEN2' + chr(10))}"
            ],
            "no token": [f"--tokens-file={self.write('no-tokens', '# none')}"],
            "policy missing": [f"--policy-file={nothing}"],
            "wrong right": [
                f"--policy-file={self.write('policy', 'token:a everything *')}"
            ],
            "certificate missing": self.tls(cert=nothing),
            "no certificate": self.tls(cert=self.key),
            "key missing": self.tls(key=nothing),
            "no key": self.tls(key=self.certificate),
            "key of another certificate": self.tls(key=other_key),
            "authorities missing": [
                *self.tls(),
                "--tls-client-certificates=required",
                f"--tls-client-ca-file={nothing}",
            ],
            "no authorities": [
                *self.tls(),
                "--tls-client-certificates=required",
                f"--tls-client-ca-file={self.key}",
            ],
            "pseudonym key missing": [f"--pseudonym-key-file={nothing}"],
            "short pseudonym key": [
                f"--pseudonym-key-file={self.write('secret', 'short')}"
            ],
            "country database missing": [f"--geoip-db={nothing}"],
            "no country database": [f"--geoip-db={self.write('x.mmdb', 'x' * 99)}"],
            "ASN database missing": [f"--geoip-asn-db={nothing}"],
            "a country database in its place": [f"--geoip-asn-db={self.small_db}"],
            "city database missing": [f"--geoip-city-db={nothing}"],
            "no cities in it": [f"--geoip-city-db={self.small_db}"],
            "overrides missing": [f"--geoip-overrides={nothing}"],
            "broken overrides": [
                f"--geoip-overrides={self.write('x.csv', '10.0.0.0/99,DE,,,')}"
            ],
            "own addresses missing": [f"--own-addresses={nothing}"],
            "broken own addresses": [
                f"--own-addresses={self.write('own.csv', '10.0.0.0/8,12')}"
            ],
            "broken list of AWS": [
                f"--aws-ip-ranges={self.write('ranges.json', '{}')}"
            ],
            "broken anonymizer exits": [
                f"--anonymizer-exits={self.write('exits', 'somewhere')}"
            ],
            "broken contacts": [f"--contacts-file={self.write('who', 'alice')}"],
            "broken critical assets": [
                f"--critical-assets={self.write('assets', 'a,b,c')}"
            ],
            "data-dir cannot be made": ["--data-dir=/proc/farcall"],
            "data-dir is a file": [f"--data-dir={self.write('file', '')}"],
        }
        for name, flags in cases.items():
            with self.subTest(name):
                checked = self.check(*flags)
                self.assertEqual(checked.returncode, 2, checked.stderr)
                self.assertEqual(checked.stdout, "")
                reason = self.start_reason(*flags)
                self.assertEqual(checked.stderr, f"farcalld: {reason}\n")

    def test_names_every_broken_file(self):
        settings = ("tokens-file", "policy-file", "pseudonym-key-file")
        flags = [f"--{setting}={self.folder}/no-{setting}" for setting in settings]
        flags += [f"--geoip-db={self.folder}/no-db", "--data-dir=/proc/farcall"]
        flags += [f"--geoip-asn-db={self.folder}/no-asn"]
        flags += [f"--geoip-overrides={self.folder}/no-overrides"]
        flags += [f"--geoip-city-db={self.folder}/no-4,{self.folder}/no-6"]
        flags += ["--backup-dir=/proc/backups"]
        for setting in ("own-addresses", "aws-ip-ranges", "anonymizer-exits"):
            flags.append(f"--{setting}={self.folder}/no-{setting}")
        for setting in ("contacts-file", "critical-assets"):
            flags.append(f"--{setting}={self.folder}/no-{setting}")
        checked = self.check(*flags)
        self.assertEqual(checked.returncode, 2)
        for path in ",".join(flag.partition("=")[2] for flag in flags).split(","):
            self.assertEqual(checked.stderr.count(path), 1, (path, checked.stderr))

    def test_takes_what_is_good_and_says_what_it_did_not_check(self):
        checked = self.check(
            *self.tls(),
            f"--tokens-file={self.write('tokens', 'pipeline ' + TOKEN)}",
            f"--policy-file={self.write('policy', 'token:pipeline score *')}",
            f"--pseudonym-key-file={self.write('secret', TOKEN)}",
            f"--backup-dir={self.folder}/a/b/backups",
        )
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertEqual(checked.stderr, "")
        self.assertIn("The configuration is good.\nNot checked: ", checked.stdout)
        for path in ("a", "data"):
            self.assertFalse((self.folder / path).exists(), "leaves nothing behind")

    def test_leaves_a_directory_that_is_there_as_it_is(self):
        data = self.folder / "data"
        data.mkdir()
        self.assertEqual(self.check().returncode, 0)
        self.assertEqual(list(data.iterdir()), [])

    def test_warns_of_an_expired_certificate(self):
        key, certificate = self.authority.issue("old", "IP:127.0.0.1", days=-1)
        checked = self.check(*self.tls(cert=certificate, key=key))
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertEqual(
            checked.stderr,
            f"farcalld: warning: {certificate}: the certificate expired at "
            "2020-01-02T00:00:00Z\n",
        )

    def test_warns_of_variables_that_are_no_settings(self):
        checked = self.check(environment={"FARCALL_ALERT_BUDGT": "5"})
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("did you mean FARCALL_ALERT_BUDGET?", checked.stderr)

    def test_a_server_without_its_backup_dir_serves_and_warns(self):
        server = self.start_server("--backup-dir=/proc/backups")
        self.assertIn("no backup can be made", server.log())


if __name__ == "__main__":
    harness.main()
