// SPDX-License-Identifier: Apache-2.0
#include "geo/database/hosting_operators.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace farcall {
namespace {

// Which firms are here is our choice: those that rent out machines, carry the
// traffic of such machines (content delivery), or run the exits of commercial
// VPNs, and have many addresses. Their AS numbers are those that the database
// of Route Views and DB-IP names as theirs (npm's @ip-location-db/asn,
// 2.3.2026061719), of 512 IPv4 addresses or more, at most 16 a firm, the
// largest first. docs/origin.md tells how to bring the table up to date.
struct Firm {
  std::string_view key;
  std::array<uint32_t, 16> as_numbers;  // 0 = there are no more
};

// Sell computing on demand in many countries, to firms in the first place.
constexpr auto kClouds = std::to_array<Firm>({
    {"amazon", {16509, 14618, 8987, 38895, 7224, 62785, 36263, 21664}},
    {"google",
     {396982, 15169, 394089, 36384, 396178, 19527, 43515, 36492, 36411, 36040,
      36383, 395973, 139190, 16550, 33715}},
    {"microsoft",
     {8075, 8070, 35106, 3598, 8069, 200517, 8068, 12076, 54396, 46182, 17144,
      63314, 30520}},
    {"oracle",
     {31898, 54253, 64102, 33517, 20054, 6142, 46558, 11049, 11506, 1218, 1215,
      14544, 20037, 15135, 24185, 393773}},
    {"alibaba", {37963, 45102, 134963}},
    {"tencent", {45090, 132203, 133478, 132591, 137876}},
    {"huawei", {55990}},
    {"ibm", {36351}},
    {"baidu", {38365, 55967}},
    {"volcengine", {137718}},
    {"yandex-cloud", {200350, 210656, 215013}},
});

// Servers for rent, content delivery, exits of VPNs.
constexpr auto kHosts = std::to_array<Firm>({
    {"1337-services", {210558}},
    {"a2-hosting", {55293}},
    {"aeza", {210644, 216246}},
    {"aixit", {29551}},
    {"akamai",
     {20940, 16625, 63949, 36183, 35994, 32787, 24319, 34164, 21342, 213120,
      33905, 200005, 12222, 17204, 26008, 31108}},
    {"alexhost", {200019}},
    {"aruba-it", {31034, 202613, 213224, 200185, 199883, 199653, 205727}},
    {"atlantic-net", {6364, 133911}},
    {"avast", {198605, 202003}},
    {"b2-net", {55286}},
    {"bluevps", {62005}},
    {"bunny", {200325}},
    {"cherry-servers", {16125, 59642, 204770, 214159, 213896, 210162, 216444}},
    {"cloudflare", {13335, 209242, 14789, 132892, 202623, 395747, 203898}},
    {"clouvider",
     {62240, 401881, 207158, 206136, 207019, 214578, 202791, 206822, 202792,
      35545}},
    {"cnservers", {40065}},
    {"colocation-america", {21769}},
    {"contabo", {51167, 40021, 141995}},
    {"datacamp", {212238, 60068, 211612}},
    {"digitalocean", {14061, 393406, 46652}},
    {"dogado", {8648, 45012, 47215, 208582}},
    {"dreamhost", {26347}},
    {"e2e-networks", {132420}},
    {"eonix", {62904, 49532, 30693}},
    {"equinix-metal", {54825}},
    {"esited", {22552}},
    {"exoscale", {61098}},
    {"fastly", {54113}},
    {"fdcservers", {30058}},
    {"flokinet", {200651}},
    {"fly-io", {40509}},
    {"fns-holdings", {206092}},
    {"frantech", {53667}},
    {"gandi", {29169, 203476, 209453}},
    {"gcore", {199524, 202422, 210559, 59245}},
    {"glesys", {42708, 49282, 35382}},
    {"global-layer", {49453, 215300, 57172}},
    {"gmo", {7506, 58791, 55907}},
    {"godaddy",
     {26496, 398101, 8972, 21499, 20773, 34011, 398787, 400754, 60253, 44273,
      21501, 34088, 62087, 398110, 398108, 31815}},
    {"gorillaservers", {53850}},
    {"green-floid", {204957, 21100, 15626, 59729, 50979, 8254}},
    {"hetzner", {24940, 213230, 215859, 212317}},
    {"hivelocity", {29802, 61317}},
    {"host-sailor", {60117}},
    {"hostcram", {402487, 402493, 402492, 39618}},
    {"hostdime", {33182}},
    {"hosthatch", {63473}},
    {"hostinger", {47583}},
    {"hostkey", {57043, 50867, 395839}},
    {"hostpapa", {36352, 54290, 11989, 9115, 40092, 23273, 394738}},
    {"hostroyale",
     {203020, 207990, 133499, 204287, 134450, 46516, 39486, 44144}},
    {"i3d", {49544}},
    {"ikoula", {21409}},
    {"imperva", {19551, 62571}},
    {"infomaniak", {29222}},
    {"inmotion", {22611, 3842, 54641}},
    {"internap", {32475}},
    {"interserver", {19318, 26666}},
    {"iomart", {20860}},
    {"ionos", {8560, 6724}},
    {"ip-volume", {202425}},
    {"it7", {25820}},
    {"jd-cloud", {131486, 137753, 137787}},
    {"kamatera",
     {36007, 210329, 215728, 41436, 204548, 396949, 396948, 64022, 54913}},
    {"keyweb", {31103}},
    {"kingsoft-cloud", {59019, 137280}},
    {"latitude-sh", {396356}},
    {"leaseweb",
     {395954, 60781, 32613, 7203, 30633, 396190, 28753, 27411, 396362, 19148,
      394380, 59253, 205544, 393886, 134351, 133752}},
    {"limestone", {46475}},
    {"liquid-web", {32244, 36444, 53824, 40819, 201682, 202521}},
    {"locaweb", {27715, 263590, 262446, 274483, 53244}},
    {"m247", {9009, 42973, 16247, 33970, 51332}},
    {"melbikomas", {56630, 8849, 50098, 49287, 44571}},
    {"misaka", {35487, 917, 23961, 57578, 47553, 57695, 969, 50069, 142616}},
    {"mittwald", {15817}},
    {"mullvad", {39351}},
    {"multacom", {35916}},
    {"myloc", {41412, 42263, 15960, 205411, 39519}},
    {"namecheap", {22612}},
    {"naver-cloud", {135354, 23576}},
    {"netcup", {197540, 214996}},
    {"newfold", {46606, 29873}},
    {"nexeon", {20278, 131199}},
    {"nforce", {43350, 64437}},
    {"nocix", {32097, 33387}},
    {"ovh", {16276, 35540}},
    {"packethub", {136787, 272096, 207137, 147049, 141039}},
    {"path", {396998, 30644}},
    {"peg-tech", {54600}},
    {"performive", {46562}},
    {"phoenixnap",
     {20454, 19437, 12189, 11572, 59210, 32164, 53605, 394643, 46385, 400672,
      397378, 152879, 136899}},
    {"plusserver", {61157, 6659}},
    {"private-layer", {51852}},
    {"proton", {208172, 62371, 199218, 138233, 209103}},
    {"psychz", {40676}},
    {"quadranet", {8100}},
    {"quickpacket", {46261}},
    {"rackdog", {398465}},
    {"rackspace",
     {33070, 19994, 15395, 27357, 24867, 45187, 58683, 39921, 198220, 12200,
      213740, 213735, 44009, 54636}},
    {"reliablesite", {23470}},
    {"sakura", {7684, 9370, 9371, 55897}},
    {"scaleway", {29447, 12876, 54265, 202023}},
    {"selectel", {49505, 50340, 61976, 198652}},
    {"serverel", {50245, 15317}},
    {"serverius", {50673, 211895}},
    {"servers-com", {7979, 61107, 46786}},
    {"sharktech", {46844}},
    {"shinjiru", {45839}},
    {"time4vps", {212531}},
    {"timeweb", {9123, 210976, 204427, 51789}},
    {"transip", {20857}},
    {"tzulo", {11878}},
    {"ucloud", {135377, 59077, 139327}},
    {"uk-dedicated-servers", {42831}},
    {"uk2", {25369, 13213}},
    {"upcloud", {202053, 25697}},
    {"vdsina", {48282}},
    {"velia", {29066, 30083}},
    {"virtual-systems", {30860, 6698, 18675, 31469}},
    {"voxility", {3223, 39743}},
    {"vultr", {20473, 46407, 11508}},
    {"web-werks", {133296, 33480, 132969, 132762}},
    {"webnx", {18450}},
    {"worldstream", {8315, 49981, 265825, 28836, 25525}},
    {"xtom", {3258, 3214, 9312, 8888, 4785, 6233}},
    {"zenlayer", {21859, 62610, 4229, 29752, 38854, 139625}},
    {"zomro", {204601}},
});

struct Entry {
  uint32_t as_number = 0;
  HostingOperator hosting{};
};

consteval size_t CountNumbers() {
  size_t count = 0;
  const auto add = [&count](const Firm& firm) {
    for (const uint32_t number : firm.as_numbers) count += number != 0;
  };
  for (const Firm& firm : kClouds) add(firm);
  for (const Firm& firm : kHosts) add(firm);
  return count;
}

// All numbers, ascending.
constexpr auto kEntries = [] {
  std::array<Entry, CountNumbers()> entries{};
  size_t size = 0;
  const auto add = [&](const Firm& firm, OperatorKind kind) {
    for (const uint32_t number : firm.as_numbers) {
      if (number != 0) entries[size++] = {number, {firm.key, kind}};
    }
  };
  for (const Firm& firm : kClouds) add(firm, OperatorKind::kCloud);
  for (const Firm& firm : kHosts) add(firm, OperatorKind::kHosting);
  std::ranges::sort(entries, {}, &Entry::as_number);
  return entries;
}();

static_assert(std::ranges::adjacent_find(kEntries, {}, &Entry::as_number) ==
                  kEntries.end(),
              "an AS number stands twice in the table");

}  // namespace

std::optional<HostingOperator> HostingOperatorOf(uint32_t as_number) {
  const auto* const found =
      std::ranges::lower_bound(kEntries, as_number, {}, &Entry::as_number);
  if (found == kEntries.end() || found->as_number != as_number) {
    return std::nullopt;
  }
  return found->hosting;
}

}  // namespace farcall
