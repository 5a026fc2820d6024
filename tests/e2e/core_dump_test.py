# SPDX-License-Identifier: Apache-2.0
"""What the server knows stays in its memory: no core dump has it, and no other
process of the same user reads it, unless core-dumps=true says so."""

import os
import pathlib
import shutil
import signal
import subprocess

import harness

NOBODY = 65534


def core_dumps_land_where_the_process_runs():
    pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text()
    return "/" not in pattern and "|" not in pattern


class Exposed(harness.Server):
    """All that is around it allows core dumps, and it does not run as root, who may
    read everything."""

    def __init__(self, folder, *flags, geoip_db):
        folder.mkdir()
        super().__init__(folder / "data", *flags, geoip_db=geoip_db)
        self.folder = folder
        self.rights = {}
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            self.rights = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def spawn(self):
        # Where anybody may start it.
        binary = self.folder / "farcalld"
        shutil.copy(harness.BIN_DIR / "farcalld", binary)
        allow = 'ulimit -c $(ulimit -H -c); exec "$@"'
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", allow, "sh", binary, *self.command()[1:]],
                stdout=log,
                stderr=log,
                env=harness.ENVIRONMENT,
                cwd=self.folder,
                **self.rights,
            )
        return self

    def abort(self):
        """Whether that left a core dump."""
        self.process.send_signal(signal.SIGABRT)
        _, status = os.waitpid(self.process.pid, 0)
        self.process.poll()
        assert os.WTERMSIG(status) == signal.SIGABRT, status
        return os.WCOREDUMP(status)

    def environment_read_by_its_own_user(self):
        return subprocess.run(
            ["cat", f"/proc/{self.process.pid}/environ"],
            capture_output=True,
            **self.rights,
        )


class CoreDumpTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)

    def start(self, name, *flags):
        server = Exposed(self.folder / name, *flags, geoip_db=self.small_db)
        self.addCleanup(server.kill)
        return server.start()

    def test_a_crash_leaves_no_core_dump(self):
        if not core_dumps_land_where_the_process_runs():
            self.skipTest("core dumps of this machine go somewhere else")
        if not self.start("open", "--core-dumps=true").abort():
            self.skipTest("nothing leaves a core dump here, or in this build")
        self.assertFalse(self.start("default").abort())
        self.assertEqual(list((self.folder / "default").glob("core*")), [])

    def test_its_own_user_cannot_read_its_memory(self):
        opened = self.start("open", "--core-dumps=true")
        self.assertIn(b"PATH=", opened.environment_read_by_its_own_user().stdout)
        server = self.start("default")
        refused = server.environment_read_by_its_own_user()
        self.assertIn(b"Permission denied", refused.stderr)
        self.assertEqual(refused.stdout, b"")
        # It can still count its own files.
        self.assertGreater(server.metrics()["process_open_fds"], 5)


if __name__ == "__main__":
    harness.main()
