# SPDX-License-Identifier: Apache-2.0
"""What helm asks a cluster before a dry run: its version, and which kinds it knows. Not a
cluster: nothing is stored, and manifests are checked by the schemas of Kubernetes."""

import contextlib
import http.server
import json
import threading


def _resources(version, kinds):
    return {
        "kind": "APIResourceList",
        "groupVersion": version,
        "resources": [
            {
                "name": kind.lower(),
                "kind": kind,
                "namespaced": True,
                "verbs": ["create"],
            }
            for kind in kinds
        ],
    }


def _group(version):
    name, number = version.split("/")
    one = {"groupVersion": version, "version": number}
    return {"name": name, "versions": [one], "preferredVersion": one}


def _answers(kubernetes, known):
    by_version = {}
    for version, kind in sorted(known):
        by_version.setdefault(version, []).append(kind)
    major, minor, _ = kubernetes.split(".")
    answers = {
        "/version": {"major": major, "minor": minor, "gitVersion": f"v{kubernetes}"},
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {
            "kind": "APIGroupList",
            "groups": [_group(version) for version in by_version if "/" in version],
        },
    }
    for version, kinds in by_version.items():
        root = "/apis" if "/" in version else "/api"
        answers[f"{root}/{version}"] = _resources(version, kinds)
    return answers


@contextlib.contextmanager
def serve(kubernetes, known):
    """Where a cluster of this version that knows these (apiVersion, kind) is found."""
    answers = _answers(kubernetes, known)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path.partition("?")[0])
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
