# SPDX-License-Identifier: Apache-2.0
"""Operators of networks, their public ranges, and addresses drawn from them.

A range is the first part of an address, as far as it is given: `79.192.` is a /16,
`146.70.20.` a /24, `2003:c0:` a /32 of IPv6. The country database puts every address
of a range into the country that it stands under; a run counts the answers that differ.
"""

import dataclasses

ACCESS, MOBILE, CLOUD, HOSTING, VPN = "access", "mobile", "cloud", "hosting", "vpn"

# Operator -> country -> ranges.
_ACCESS = """
Deutsche Telekom | DE 79.192. 91.0. 93.192. 87.128. 2003:c0: 2003:e1:
Vodafone Germany | DE 88.64. 84.56. 2a02:8108:
NetCologne | DE 78.34.
M-net | DE 188.174.
Orange | FR 86.192. 90.0. 2a01:cb00: 2a01:cb08:
Free | FR 82.64. 2a01:e0a:
SFR | FR 109.0. 92.88.
BT | GB 81.128. 86.128. 2a00:23c4:
Sky UK | GB 90.192.
Virgin Media | GB 82.0.
Comcast | US 73.0. 24.0. 98.192.
Verizon | US 71.160. 96.224.
AT&T | US 99.0. 108.64.
Charter | US 76.80.
Bharti Airtel | IN 122.160.
BSNL | IN 117.192.
Orange Polska | PL 83.0.
UPC Polska | PL 89.64.
Telefonica | ES 88.0. 83.32.
Orange Espagne | ES 90.160.
Ziggo | NL 84.80. 2001:1c00:
KPN | NL 86.80. 77.160.
Telia | SE 95.192. 81.224.
Eir | IE 87.32. 86.40.
Virgin Media Ireland | IE 89.100.
MEO | PT 85.240.
NOS | PT 109.48.
Swisscom | CH 178.192. 85.0.
Telecom Italia | IT 79.0. 87.0.
A1 Austria | AT 84.112.
TDC | DK 188.176.
RCS & RDS | RO 86.120.
Turk Telekom | TR 88.224. 95.0.
NTT | JP 153.128.
Singtel | SG 116.86.
Telstra | AU 1.120.
Bell Canada | CA 99.208. 142.112.
Vivo | BR 179.110.
Telmex | MX 189.128. 187.192.
VNPT | VN 14.224. 113.160.
Rostelecom | RU 95.24.
China Telecom | CN 36.96. 59.192.
Telkom Indonesia | ID 36.64.
Ukrtelecom | UA 37.52.
PTCL | PK 39.32. 182.176.
PLDT | PH 112.200.
TE Data | EG 156.160. 197.32.
Maroc Telecom | MA 196.64.
Beltelecom | BY 93.84. 178.120.
Korea Telecom | KR 175.192. 121.128.
Telekom Srbija | RS 178.221.
"""
_MOBILE = """
Telekom Mobile | DE 80.187. 37.80.
Vodafone Mobile Germany | DE 178.0.
O2 Germany | DE 77.0. 176.0.
Orange Mobile | FR 92.184.
Bouygues | FR 176.128.
EE | GB 31.124.0. 31.124.164. 82.132.184. 92.40.92.
T-Mobile US | US 172.58.0. 172.58.128. 172.56.0.
Verizon Wireless | US 174.192.
Reliance Jio | IN 49.32. 2409:4000: 2409:4040:
Airtel Mobile | IN 106.192.
Play | PL 37.47. 31.0.
Vodafone Spain | ES 77.208.
KPN Mobile | NL 145.84.
Telenor Sweden | SE 2.64.
Vodafone Portugal | PT 188.80.
Vodafone Ireland | IE 109.76.
Wind Tre | IT 37.160.
A1 Mobile | AT 178.112.
Turkcell | TR 78.160.
NTT Docomo | JP 1.72.
Telstra Mobile | AU 101.168.
Rogers | CA 99.224.
Claro | BR 186.220.
Viettel | VN 171.224.
MTN Nigeria | NG 197.210. 102.88.
MTS | RU 178.64.
Telkomsel | ID 39.192.
Kyivstar | UA 176.36.
Globe | PH 49.144.
"""
_CLOUD = """
Amazon | DE 3.120. 18.184. 52.28. | US 3.208. 52.0. 54.80. 34.208. 52.32. | IE 34.240. 52.16. 54.72. | SG 18.138. 13.228.
Microsoft | US 13.64. 52.224. 20.42.0. 20.44.94. | NL 20.103. 13.80. | IE 13.69.128. 13.69.204. 40.85.24. | GB 51.140. | CA 40.85.192. 40.85.216. | SE 20.91. | SG 20.43.128. 20.44.192. | JP 20.43.64. 20.44.144. | AU 20.53.136. | IN 20.192.108. | BR 191.232.64. 191.232.128.
Google | US 34.72. 35.192. | NL 34.90.
"""
_HOSTING = """
Hetzner | DE 5.9. 78.46. 88.99. 116.202. | FI 65.108.69. 65.108.120. 65.108.203. | US 5.161.64. 5.161.128.
OVH | FR 51.38.177. 51.68.86. | PL 51.38.128. 51.68.143. | GB 51.38.64. | DE 51.38.98. 51.68.175. | CA 149.56.
DigitalOcean | US 104.236. | NL 178.62.128. 178.62.168. 178.62.208. | DE 46.101.144. 46.101.196. | GB 46.101.0. 178.62.38. | SG 128.199.64. 128.199.131. | IN 139.59.12. 139.59.40. | CA 159.203.0. 159.203.16.
Vultr | US 45.32.141. 45.32.226. | JP 45.32.8. 45.76.194. | SG 45.32.96. 45.76.146. | NL 45.32.184. 45.76.32. | DE 45.32.152. 45.76.84. | AU 45.32.188. | FR 45.32.144.
Linode | US 45.33.0. 45.33.70. | DE 172.104.128. 172.104.237. | JP 172.104.79. | SG 172.104.32. 172.104.160.
Contabo | DE 207.180.222. 207.180.254. | US 207.180.0. 207.180.74.
Leaseweb | NL 85.17. 95.211.
Selectel | RU 31.184.192. 31.184.238. 92.53.225. | NL 31.184.94. | DE 31.184.20.
ColoCrossing | US 192.3.4. 192.3.77. 192.3.180.
Alibaba | CN 47.92. 39.96.
"""
_VPN = """
M247 | US 146.70.8. 146.70.154. | GB 146.70.23. 146.70.96. | NL 146.70.35. 146.70.140. | SE 146.70.16. 146.70.162. | CH 146.70.26. 146.70.134. | DE 146.70.20. 146.70.107. | RO 146.70.0. 146.70.66. | SG 146.70.29. | PL 146.70.85. | CA 146.70.112. | JP 146.70.31. | FR 146.70.18. | ES 146.70.22. | NO 146.70.17. | BR 146.70.98. | RS 146.70.54.
Datacamp | US 156.146.0. 156.146.96. | GB 156.146.3. 89.187.84. | NL 89.187.73. | CH 156.146.62. | DE 156.146.33. | FR 156.146.63. | JP 156.146.34. | SG 156.146.56. | CZ 89.187.128. | HK 156.146.44. | PL 89.187.224. | BR 138.199.4.
Mullvad | SE 185.213.152. 185.213.154. | NL 185.213.101. | DE 185.213.131. | CH 185.213.204. | GB 185.213.222. | US 185.213.91. | FI 185.213.225. | NO 185.213.53. | CA 185.213.69.
"""


@dataclasses.dataclass(frozen=True)
class Operator:
    name: str
    kind: str
    ranges: dict  # country -> ranges


def _parse(kind, text):
    operators = []
    for line in text.strip().splitlines():
        name, *parts = (part.strip() for part in line.split(" | "))
        words = [part.split() for part in parts]
        operators.append(
            Operator(name, kind, {word[0]: tuple(word[1:]) for word in words})
        )
    return operators


OPERATORS = [
    operator
    for kind, text in (
        (ACCESS, _ACCESS),
        (MOBILE, _MOBILE),
        (CLOUD, _CLOUD),
        (HOSTING, _HOSTING),
        (VPN, _VPN),
    )
    for operator in _parse(kind, text)
]
BY_NAME = {operator.name: operator for operator in OPERATORS}

# Hours that local time is ahead of UTC.
UTC_OFFSETS = {
    "DE": 1, "FR": 1, "GB": 0, "US": -6, "IN": 5, "PL": 1, "ES": 1, "NL": 1, "SE": 1,
    "IE": 0, "PT": 0, "CH": 1, "IT": 1, "AT": 1, "DK": 1, "RO": 2, "TR": 3, "JP": 9,
    "SG": 8, "AU": 10, "CA": -5, "BR": -3, "MX": -6,
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Address:
    text: str
    country: str
    operator: str


def of_kind(kind, country):
    return [o for o in OPERATORS if o.kind == kind and country in o.ranges]


def countries(kind):
    return sorted(
        {country for o in OPERATORS if o.kind == kind for country in o.ranges}
    )


def address(rng, operator, country):
    """Any address of the operator in the country."""
    return Address(
        _fill(rng, rng.choice(operator.ranges[country])), country, operator.name
    )


def _fill(rng, network):
    if ":" in network:
        site = f"{network}{rng.randrange(1, 1 << 16):x}:{rng.randrange(1 << 8):x}00"
        host = ":".join(f"{rng.randrange(1 << 12, 1 << 16):x}" for _ in range(4))
        return f"{site}:{host}"
    octets = network.count(".")
    rest = ".".join(str(rng.randrange(1, 255)) for _ in range(4 - octets))
    return network + rest


def network_of(text):
    """The /24 or, of IPv6, the /48 of an address."""
    if ":" in text:
        return ":".join(text.split(":")[:3])
    return text.rpartition(".")[0]


class Line:
    """A line of a subscriber: keeps its address for some days, then gets another.

    A line without addresses that change (`days` is None) is that of an office.
    """

    def __init__(self, rng, operator, country, days):
        self.operator, self.country, self._days = operator, country, days
        self._pool = rng.sample(operator.ranges[country], 1)
        if len(operator.ranges[country]) > 1 and rng.random() < 0.5:
            self._pool = list(rng.sample(operator.ranges[country], 2))
        self._address, self._until = None, -1

    def on(self, rng, day):
        if self._address is None or (self._days and day >= self._until):
            text = _fill(rng, rng.choice(self._pool))
            self._address = Address(text, self.country, self.operator.name)
            self._until = day + max(1, round(rng.expovariate(1 / (self._days or 1))))
        return self._address
