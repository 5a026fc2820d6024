# SPDX-License-Identifier: Apache-2.0
"""Gives keys of AWS as the agent beside a container does (ECS, EKS Pod Identity)."""

import datetime
import http.server
import json
import threading


class CredentialsEndpoint:
    """`keys`: what it gives now, as the variables of an AWS client. It is asked anew for keys
    that expire within five minutes: these do in `lifetime_seconds` more."""

    TOKEN = "of-the-container"

    def __init__(self, keys, lifetime_seconds=2):
        self.keys = keys
        self.given = []  # the ids of the keys, one for each answer
        self._lifetime = datetime.timedelta(minutes=5, seconds=lifetime_seconds)
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                allowed = self.headers["Authorization"] == endpoint.TOKEN
                self.send_response(200 if allowed else 403)
                self.end_headers()
                if allowed:
                    self.wfile.write(endpoint._answer())

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _answer(self):
        keys = self.keys
        self.given.append(keys["AWS_ACCESS_KEY_ID"])
        expires = datetime.datetime.now(datetime.timezone.utc) + self._lifetime
        return json.dumps(
            {
                "AccessKeyId": keys["AWS_ACCESS_KEY_ID"],
                "SecretAccessKey": keys["AWS_SECRET_ACCESS_KEY"],
                "Token": "",
                "Expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        ).encode()

    @property
    def variables(self):
        return {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{self._server.server_port}/",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": self.TOKEN,
        }

    def close(self):
        self._server.shutdown()
        self._server.server_close()
