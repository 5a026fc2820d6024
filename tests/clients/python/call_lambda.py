# SPDX-License-Identifier: Apache-2.0
"""Calls a handler as Lambda does: call_lambda.py MODULE < EVENT; the last line is what it returns."""

import importlib
import json
import sys

module = importlib.import_module(sys.argv[1])
print(json.dumps(module.handler(json.load(sys.stdin), None)))
