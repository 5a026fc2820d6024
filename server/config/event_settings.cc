// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/detector.h"
#include "server/config/setting_rows.h"

namespace farcall {
namespace {

constexpr std::string_view kLimits = "Limits of a request";
constexpr std::string_view kOrigin = "Origin";
constexpr std::string_view kLists = "Lists for findings";
constexpr std::string_view kBaselines = "Baselines";

constexpr std::string_view kStrategies[] = {"auto", "role", "session"};

constexpr TextForm kDetectorsForm{
    .allows =
        [](std::string_view text) { return FindDetectors(text).has_value(); },
    .allowed = "names of detectors, separated by commas, or empty",
    .value_name = "NAMES"};

constexpr Setting kSettings[] = {
    {"batch-events-max", kLimits, "Events in one batch.",
     Integer<&Config::batch_events_max>(1, 100'000, "events")},
    {"record-bytes-max", kLimits,
     "Size of one raw CloudTrail record. A larger one is an error of its own "
     "and does not fail its batch.",
     Integer<&Config::record_bytes_max>(kKiB, 64 * kMiB, "bytes")},
    {"request-bytes-max", kLimits,
     "Size of one request. A larger one is refused with RESOURCE_EXHAUSTED, "
     "once gRPC has received all of it; the front proxy cuts it off sooner.",
     Integer<&Config::request_bytes_max>(64 * kKiB, kGiB, "bytes")},
    {"event-future-seconds-max", kLimits,
     "How far ahead of the server's clock an event's time may lie.",
     Integer<&Config::event_future_seconds_max>(0, 86'400, "seconds")},

    {"geoip-db", kOrigin,
     "Country database (.mmdb) that addresses are looked up in.",
     Text<&Config::geoip_db>(kPathOrEmptyForm)},
    {"geoip-required", kOrigin,
     "With false, geoip-db may be empty: an address whose country neither the "
     "caller nor an override tells is then @unknown.",
     Switch<&Config::geoip_required>()},
    {"geoip-asn-db", kOrigin,
     "Database of autonomous systems (ASN, .mmdb): who runs the network of an "
     "address. Empty = answers name no operator, and scores know networks by "
     "their address alone.",
     Text<&Config::geoip_asn_db>(kPathOrEmptyForm)},
    {"geoip-city-db", kOrigin,
     "Database of cities (.mmdb), or two with a comma between them, as one for "
     "IPv4 and one for IPv6: city and coordinates of an address whose country "
     "geoip-db tells too, and the country where geoip-db has none.",
     Text<&Config::geoip_city_db>(kPathsForm)},
    {"geoip-overrides", kOrigin,
     "CSV file (RFC 8805) of networks whose country you know better: VPN "
     "exits, "
     "NAT gateways, offices. Wins over the database.",
     Text<&Config::geoip_overrides>(kPathOrEmptyForm)},
    {"geoip-reload-seconds", kOrigin,
     "How often these files are looked at for a change. A new one that is "
     "broken leaves the old one in use.",
     Integer<&Config::geoip_reload_seconds>(1, 86'400, "seconds")},

    {"own-addresses", kLists,
     "CSV file of addresses that are your own, a line each: "
     "prefix,account,resource,region,note (docs/addresses.md). These lists are "
     "looked at for a change every geoip-reload-seconds.",
     Text<&Config::own_addresses>(kPathOrEmptyForm)},
    {"aws-ip-ranges", kLists,
     "AWS's list of its addresses, ip-ranges.json: tells EC2 instances that "
     "are not yours. Empty = findings cannot say whether an address is of AWS.",
     Text<&Config::aws_ip_ranges>(kPathOrEmptyForm)},
    {"anonymizer-exits", kLists,
     "File of the addresses of anonymizers (Tor, VPN services), an address or "
     "a prefix a line.",
     Text<&Config::anonymizer_exits>(kPathOrEmptyForm)},
    {"contacts-file", kLists,
     "CSV file of the people to ask about a principal, a line each: "
     "prefix,address. The longest prefix of the principal's name wins.",
     Text<&Config::contacts_file>(kPathOrEmptyForm)},
    {"critical-assets", kLists,
     "CSV file of the assets that matter most, a line each: prefix,note. The "
     "prefix is the beginning of an asset's name or ARN.",
     Text<&Config::critical_assets>(kPathOrEmptyForm)},

    {"principal-strategy", kBaselines,
     "Whose baseline a session of an assumed role counts for: role = the "
     "role's; session = its own; auto = the role's, but that of the person "
     "where "
     "one stands behind the session. Changing it starts new baselines.",
     Choice<&Config::principal_strategy>(kStrategies)},
    {"half-life-days", kBaselines,
     "After how many days an observation weighs half.",
     Integer<&Config::half_life_days>(1, 3'650, "days")},
    {"quarantine-days", kBaselines,
     "How long a place that was very unusual for its principal when it first "
     "came weighs nothing, unless it is marked benign. 0 = no quarantine.",
     Integer<&Config::quarantine_days>(0, 180, "days")},
    {"detectors-off", kBaselines,
     "Detectors that say nothing, by name (docs/scoring.md). What they would "
     "need is counted all the same.",
     Text<&Config::detectors_off>(kDetectorsForm)},
    {"alert-threshold", kBaselines,
     "Score that raises an alert, once a day for each principal and origin.",
     Integer<&Config::alert_threshold>(0, 99, "points")},
    {"alert-budget", kBaselines,
     "How many principals of a tenant may raise alerts on a day (UTC). The "
     "threshold adapts to it, from the first day on. CRITICAL always raises an "
     "alert. 0 = alert-threshold decides.",
     Integer<&Config::alert_budget>(0, 1'000'000, "alerts a day")},
};

}  // namespace

std::span<const Setting> EventSettings() { return kSettings; }

}  // namespace farcall
