# SPDX-License-Identifier: Apache-2.0
"""Reflection describes every service that it lists."""

import json
import os
import shutil
import subprocess
import unittest

import harness

BUF = shutil.which("buf") or harness.ROOT / "build/tools/bin/buf"


@unittest.skipUnless(os.path.exists(BUF) or os.environ.get("CI"), "buf is not here")
class ReflectionTest(harness.EndToEndTest):
    def curl(self, *arguments):
        result = subprocess.run(
            [BUF, "curl", "--protocol", "grpc", "--http2-prior-knowledge", *arguments],
            env=harness.ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=harness.DEADLINE_SECONDS,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def test_lists_the_methods_of_all_services(self):
        server = self.start_server()
        for address in (server.address, server.admin_address):
            services = self.curl("--list-services", f"http://{address}")
            methods = self.curl("--list-methods", f"http://{address}")
            for service in services.split():
                self.assertIn(f"{service}/", methods)

    def test_calls_a_health_check(self):
        server = self.start_server()
        url = f"http://{server.address}/grpc.health.v1.Health/Check"
        answer = self.curl(url, "-d", "{}")
        self.assertEqual(json.loads(answer), {"status": "SERVING"})


if __name__ == "__main__":
    harness.main()
