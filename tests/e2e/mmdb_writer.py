# SPDX-License-Identifier: Apache-2.0
"""Writes tiny databases in MaxMind's format: IPv4 networks only."""

import ipaddress
import struct


_AS_NUMBER, _AS_NAME = "autonomous_system_number", "autonomous_system_organization"


def _string(text):
    size = len(text)
    head = [0x40 | size] if size < 29 else [0x40 | 29, size - 29]
    return bytes(head) + text.encode()


def _map(pairs):
    return bytes([0xE0 | len(pairs)]) + b"".join(_string(k) + v for k, v in pairs)


def _uint32(value):
    return bytes([0xC4]) + struct.pack(">I", value)


def _uint16(value):
    return bytes([0xA2]) + struct.pack(">H", value)


def _uint64(value):
    return bytes([0x08, 0x02]) + struct.pack(">Q", value)


def _double(value):
    return bytes([0x68]) + struct.pack(">d", value)


def _array(items):
    return bytes([len(items), 0x04]) + b"".join(items)


def _metadata(node_count, build_epoch, database_type):
    return b"\xab\xcd\xefMaxMind.com" + _map(
        [
            ("node_count", _uint32(node_count)),
            ("record_size", _uint16(24)),
            ("ip_version", _uint16(4)),
            ("database_type", _string(database_type)),
            ("languages", _array([_string("en")])),
            ("binary_format_major_version", _uint16(2)),
            ("binary_format_minor_version", _uint16(0)),
            ("build_epoch", _uint64(build_epoch)),
            ("description", _map([("en", _string("test"))])),
        ]
    )


def write_country_db(path, countries, build_epoch=1_700_000_000):
    """`countries`: network -> ISO code, e.g. {"203.0.113.0/24": "BR"}."""
    records = {
        network: _map([("country", _map([("iso_code", _string(country))]))])
        for network, country in countries.items()
    }
    _write(path, records, build_epoch, "Farcall-Test-Country")


def write_asn_db(path, operators, build_epoch=1_700_000_000):
    """`operators`: network -> AS number and organisation."""
    records = {
        network: _map([(_AS_NUMBER, _uint32(number)), (_AS_NAME, _string(name))])
        for network, (number, name) in operators.items()
    }
    _write(path, records, build_epoch, "Farcall-Test-ASN")


def write_city_db(path, cities, build_epoch=1_700_000_000):
    """`cities`: network -> ISO code, city, latitude, longitude."""
    records = {
        network: _map(
            [
                ("country_code", _string(country)),
                ("city", _string(city)),
                ("latitude", _double(latitude)),
                ("longitude", _double(longitude)),
            ]
        )
        for network, (country, city, latitude, longitude) in cities.items()
    }
    _write(path, records, build_epoch, "Farcall-Test-City")


def _write(path, records, build_epoch, database_type):
    nodes = [[None, None]]
    section = b""
    for text, record in records.items():
        network = ipaddress.IPv4Network(text)
        offset = len(section)
        section += record
        bits = f"{int(network.network_address):032b}"[: network.prefixlen]
        node = 0
        for bit in bits[:-1]:
            if nodes[node][int(bit)] is None:
                nodes.append([None, None])
                nodes[node][int(bit)] = len(nodes) - 1
            node = nodes[node][int(bit)]
        nodes[node][int(bits[-1])] = ("data", offset)
    tree = b"".join(_record(record, len(nodes)) for node in nodes for record in node)
    metadata = _metadata(len(nodes), build_epoch, database_type)
    path.write_bytes(tree + bytes(16) + section + metadata)


def _record(record, node_count):
    if record is None:
        value = node_count
    elif isinstance(record, tuple):
        value = node_count + 16 + record[1]
    else:
        value = record
    return value.to_bytes(3, "big")
