# SPDX-License-Identifier: Apache-2.0
"""Countries that calls come from: their clock, and networks that lie in them."""

import collections

# utc_offset_hours: of its working hours. networks: the first half of IPv4 addresses,
# all 65,536 of which the country database puts into this country.
Place = collections.namedtuple("Place", "utc_offset_hours networks")

PLACES = {
    "DE": Place(1, ("79.192.", "91.0.", "93.192.")),
    "FR": Place(1, ("176.128.", "86.192.", "109.0.")),
    "GB": Place(0, ("81.128.", "86.128.", "90.192.")),
    "US": Place(-5, ("73.0.", "98.192.", "24.0.")),
    "IN": Place(5, ("117.192.", "106.192.", "122.160.")),
    "PL": Place(1, ("83.0.", "89.64.", "80.48.")),
    "ES": Place(1, ("88.0.", "83.32.", "90.160.")),
    "NL": Place(1, ("145.84.", "77.160.", "86.80.")),
    "SE": Place(1, ("95.192.", "90.224.", "81.224.")),
    "IE": Place(0, ("87.32.", "34.240.", "57.141.")),
    "CA": Place(-5, ("99.208.", "142.12.", "167.32.")),
    "BR": Place(-3, ("179.110.", "191.167.", "186.220.")),
    "JP": Place(9, ("133.0.", "126.53.", "153.125.")),
    "SG": Place(8, ("43.93.", "18.138.", "178.100.")),
    "AU": Place(10, ("1.120.", "101.168.", "49.176.")),
    "IT": Place(1, ("151.9.", "79.0.", "95.224.")),
    "CH": Place(1, ("178.192.", "85.0.", "138.187.")),
    "AT": Place(1, ("84.112.", "178.112.", "91.112.")),
    "DK": Place(1, ("188.176.", "94.144.", "87.48.")),
    "NO": Place(1, ("139.106.", "88.88.", "84.208.")),
    "FI": Place(2, ("91.152.", "130.230.", "88.192.")),
    "PT": Place(0, ("85.240.", "188.80.", "109.48.")),
    "CZ": Place(1, ("90.177.", "147.228.", "88.100.")),
    "RO": Place(2, ("109.96.", "92.80.", "86.120.")),
    "UA": Place(2, ("176.36.", "37.52.", "178.150.")),
    "TR": Place(3, ("88.224.", "78.160.", "95.0.")),
    "IL": Place(2, ("132.64.", "79.176.", "176.228.")),
    "AE": Place(4, ("94.200.", "92.96.", "91.72.")),
    "MX": Place(-6, ("189.128.", "187.192.", "201.96.")),
    "AR": Place(-3, ("186.124.", "181.20.", "190.224.")),
    "CL": Place(-4, ("191.112.", "190.160.", "186.104.")),
    "CO": Place(-5, ("181.128.", "191.144.", "190.248.")),
    "ZA": Place(2, ("197.64.", "41.0.", "105.208.")),
    "NG": Place(1, ("105.112.", "102.88.", "197.210.")),
    "KE": Place(3, ("105.48.", "196.98.", "197.176.")),
    "EG": Place(2, ("156.160.", "197.32.", "196.128.")),
    "RU": Place(3, ("95.24.", "178.64.", "176.208.")),
    "CN": Place(8, ("36.96.", "59.192.", "222.16.")),
    "HK": Place(8, ("223.16.", "221.124.", "219.76.")),
    "TW": Place(8, ("120.96.", "140.109.", "163.13.")),
    "KR": Place(9, ("175.192.", "121.128.", "14.32.")),
    "VN": Place(7, ("171.224.", "113.160.", "14.224.")),
    "TH": Place(7, ("171.96.", "223.204.", "125.24.")),
    "ID": Place(7, ("39.192.", "120.160.", "36.64.")),
    "MY": Place(8, ("175.136.", "60.48.", "202.184.")),
    "PH": Place(8, ("112.200.", "49.144.", "180.190.")),
    "PK": Place(5, ("39.32.", "182.176.", "119.152.")),
    "BD": Place(6, ("114.130.",)),
    "IR": Place(3, ("5.112.", "2.176.", "151.232.")),
    "KZ": Place(5, ("2.72.", "178.88.", "95.56.")),
    "GR": Place(2, ("94.64.", "85.72.", "79.128.")),
    "HU": Place(1, ("89.132.", "84.2.", "193.224.")),
    "BG": Place(2, ("95.42.", "94.155.", "194.141.")),
    "RS": Place(1, ("178.221.", "109.92.", "93.86.")),
    "MD": Place(2, ("92.115.", "188.237.", "109.185.")),
    "NZ": Place(12, ("122.56.", "222.152.", "125.236.")),
    "PE": Place(-5, ("190.232.", "186.160.", "181.64.")),
    "GE": Place(4, ("188.169.", "178.134.", "176.73.")),
    "LT": Place(2, ("78.56.", "5.242.", "88.118.")),
    "LV": Place(2, ("5.240.", "81.198.", "78.84.")),
    "MA": Place(1, ("196.64.", "105.128.", "160.160.")),
    "BY": Place(3, ("178.120.", "37.212.", "93.84.")),
}

# Machines run in the data centres of these countries.
CLOUDS = {"DE": "3.120.", "US": "3.208.", "IE": "34.240.", "SG": "18.138."}

# Where people work: country -> share of the staff. The first three are "usual".
HOMES = {
    "DE": 38,
    "US": 24,
    "GB": 12,
    "FR": 7,
    "PL": 6,
    "IN": 5,
    "ES": 3,
    "NL": 2,
    "IE": 1,
    "SE": 1,
    "PT": 1,
}
USUAL_COUNTRIES = ("DE", "US", "GB")
# Where people go for some days beside the countries of their colleagues.
TRAVEL = tuple("IT CH AT DK NO FI CZ GR TR AE CA JP AU TH MX BR HU RO ZA IL SG".split())
VPN_COUNTRIES = tuple("NL SE CH US GB DE FI CA".split())
# A new office opens in one of these; machines may move there too.
NEW_OFFICES = tuple("LT CO MY".split())
# Thieves that nobody of the organisation has been near.
FOREIGN = tuple(
    "VN NG RU CN ID PK UA KZ EG MD GE IR BD PH MA BY KE RS BG PE AR TW CL KR".split()
)


def address(rng, country, network=None):
    network = network or rng.choice(PLACES[country].networks)
    return f"{network}{rng.randrange(1, 255)}.{rng.randrange(1, 255)}"
