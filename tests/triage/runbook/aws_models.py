# SPDX-License-Identifier: Apache-2.0
"""Checks commands of the AWS CLI against AWS's own models of its services, offline."""

import functools
import json
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
WHEEL = ROOT / "build/tools/botocore"


def _missing(what):
    if os.environ.get("CI"):
        raise SystemExit(f"{what} is not there: scripts/setup.sh test")
    print(f"skipped: {what} is not there; scripts/setup.sh test fetches it")
    sys.exit(77)


if not WHEEL.is_dir():
    _missing("botocore")
sys.path.insert(0, str(WHEEL))
try:
    import botocore
    from botocore import loaders, model, validate
except ModuleNotFoundError as error:
    _missing(error.name)

# Services that the AWS CLI has under another name than their models.
MODEL_NAMES = {"configservice": "config", "s3api": "s3"}
GLOBAL_OPTIONS = {"--region"}
_LOADER = loaders.Loader(
    extra_search_paths=[str(WHEEL / "botocore/data")], include_default_search_paths=False
)


class Wrong(Exception):
    """A command that the AWS CLI would not take."""


@functools.cache
def _operations(service):
    try:
        loaded = _LOADER.load_service_model(MODEL_NAMES.get(service, service), "service-2")
    except loaders.UnknownServiceError:
        raise Wrong(f"no service {service}") from None
    described = model.ServiceModel(loaded, service)
    return {
        botocore.xform_name(name, "-"): described.operation_model(name)
        for name in described.operation_names
    }


def _options(words):
    """(option, its words) of what follows the operation."""
    found = []
    for word in words:
        if word.startswith("--"):
            found.append((word, []))
        elif found:
            found[-1][1].append(word)
        else:
            raise Wrong(f"{word} follows no option")
    if len({option for option, _ in found}) != len(found):
        raise Wrong("an option is there twice")
    return found


def _json(text):
    try:
        return json.loads(text)
    except ValueError as error:
        raise Wrong(f"no JSON: {text}: {error}") from None


def _value(shape, words, option):
    """What the AWS CLI makes of the words of an option."""
    if shape.type_name == "boolean":
        if words:
            raise Wrong(f"{option} takes no value")
        return True
    if not words:
        raise Wrong(f"{option} has no value")
    if shape.type_name == "list" and not words[0].startswith("["):
        return words
    if len(words) > 1:
        raise Wrong(f"{option} takes one value, not {words}")
    if shape.type_name in ("list", "structure", "map"):
        return _json(words[0])
    if shape.type_name in ("integer", "long"):
        return int(words[0])
    if words[0].startswith(("{", "[")) or "policy" in option and "document" in option:
        _json(words[0])
    return words[0]


def _constraints(shape, value, place):
    """What botocore itself leaves to the service: enumerations, lengths, patterns."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            _constraints(shape.members[name], inner, f"{place}.{name}")
    elif shape.type_name == "list":
        for inner in value:
            _constraints(shape.member, inner, place)
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            raise Wrong(f"{place}: {value} is none of {shape.enum}")
        if len(value) > shape.metadata.get("max", len(value)):
            raise Wrong(f"{place}: {value} is too long")
        pattern = shape.metadata.get("pattern")
        if pattern and not _matches(pattern, value):
            raise Wrong(f"{place}: {value} does not match {pattern}")


def _matches(pattern, value):
    """Whether a pattern of AWS's matches; true of those that Python cannot read."""
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        return True


def check(words):
    """Raises `Wrong` unless `words` are a command that the AWS CLI takes."""
    if len(words) < 3 or words[0] != "aws":
        raise Wrong(f"no command of the AWS CLI: {words}")
    operation = _operations(words[1]).get(words[2])
    if operation is None:
        raise Wrong(f"{words[1]} has no operation {words[2]}")
    shape = operation.input_shape
    members = {
        "--" + botocore.xform_name(name, "-"): name for name in (shape.members if shape else ())
    }
    values = {}
    for option, given in _options(words[3:]):
        if option in GLOBAL_OPTIONS:
            if len(given) != 1:
                raise Wrong(f"{option} takes one value")
        elif option in members:
            name = members[option]
            values[name] = _value(shape.members[name], given, option)
        else:
            raise Wrong(f"{words[1]} {words[2]} has no option {option}")
    if shape:
        report = validate.ParamValidator().validate(values, shape)
        if report.has_errors():
            raise Wrong(report.generate_report())
        _constraints(shape, values, words[2])
