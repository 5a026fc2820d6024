#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel of the Python client: build_wheel.py OUTPUT_FOLDER

The stubs are generated into a copy of the sources: the tree stays as it is. protoc must be 3.21, Debian 12's. What it
generates runs under protobuf 3.21 and later; what newer ones generate does not run under an older protobuf.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
API = HERE.parents[1] / "proto"
PROTOC_VERSION = "3.21"


def check_protoc():
    text = subprocess.run(
        ["protoc", "--version"], check=True, capture_output=True, text=True
    ).stdout
    if not re.search(rf"\b{re.escape(PROTOC_VERSION)}\.", text):
        sys.exit(f"build_wheel: {text.strip()}, not {PROTOC_VERSION}")


def protoc(source, folder, target, *flags):
    names = sorted(
        str(path.relative_to(source)) for path in source.glob(f"{folder}/*.proto")
    )
    subprocess.run(
        ["protoc", f"-I{source}", f"--python_out={target}", f"--pyi_out={target}"]
        + [*flags, *names],
        check=True,
    )


def generate(target):
    """The modules of the API and of what failed calls carry, into `target`."""
    plugin = shutil.which("grpc_python_plugin")
    if plugin is None:
        sys.exit("build_wheel: there is no grpc_python_plugin")
    services = [
        f"--grpc_python_out={target}",
        f"--plugin=protoc-gen-grpc_python={plugin}",
    ]
    protoc(API, "farcall/v1", target, *services)
    (target / "farcall/v1/__init__.py").write_text(
        '# SPDX-License-Identifier: Apache-2.0\n"""Messages and stubs of the API."""\n'
    )
    protoc(HERE.parent / "proto", "farcall", target)


def build(output):
    """Builds the wheel into the folder `output`."""
    check_protoc()
    with tempfile.TemporaryDirectory(prefix="farcall-wheel-") as work:
        source = pathlib.Path(work) / "source"
        shutil.copytree(
            HERE, source, ignore=shutil.ignore_patterns("__pycache__", "examples")
        )
        generate(source / "src")
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
            + ["--no-build-isolation", "--disable-pip-version-check", "--no-index"]
            + [f"--wheel-dir={output}", str(source)],
            check=True,
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: build_wheel.py OUTPUT_FOLDER")
    build(sys.argv[1])
