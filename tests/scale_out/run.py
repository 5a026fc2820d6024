#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs all tests of this folder with the same brokers, which take long to start."""

import pathlib

import brokers  # noqa: F401  finds the modules that tests import
import harness


def load_tests(loader, _tests, _pattern):
    return loader.discover(str(pathlib.Path(__file__).parent), "*_test.py")


if __name__ == "__main__":
    harness.main()
