// SPDX-License-Identifier: Apache-2.0
#include "server/config/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <optional>
#include <vector>

#include "scoring/detectors/detector.h"

namespace farcall {
namespace {

constexpr int64_t kKiB = 1 << 10;
constexpr int64_t kMiB = 1 << 20;
constexpr int64_t kGiB = 1 << 30;

constexpr std::string_view kDurabilities[] = {"fsync", "wal"};
constexpr std::string_view kStrategies[] = {"auto", "role", "session"};
constexpr std::string_view kClientCertificates[] = {"none", "optional",
                                                    "required"};
constexpr std::string_view kLogLevels[] = {"debug", "info", "warn", "error"};
constexpr std::string_view kLogFormats[] = {"json", "text"};

template <auto kField>
constexpr ChoiceSetting Choice(std::span<const std::string_view> names) {
  return {
      names,
      [](const Config& config) { return static_cast<size_t>(config.*kField); },
      [](Config& config, size_t value) {
        using Enum = std::remove_reference_t<decltype(config.*kField)>;
        config.*kField = static_cast<Enum>(value);
      }};
}

constexpr std::string_view kNetwork = "Network";
constexpr std::string_view kIdentity = "Identity";
constexpr std::string_view kLimits = "Limits of a request";
constexpr std::string_view kOrigin = "Origin";
constexpr std::string_view kBaselines = "Baselines";
constexpr std::string_view kStore = "Store";
constexpr std::string_view kLog = "Log";
constexpr std::string_view kSelfTest = "Self-test";
constexpr std::string_view kTraces = "Traces";

constexpr Setting kSettings[] = {
    {"listen", kNetwork,
     "Address of the gRPC API. Port 0 takes any free one. One that other "
     "machines reach wants TLS, or allow-plaintext-beyond-loopback.",
     TextSetting{&Config::listen, TextForm::kAddress}},
    {"metrics-listen", kNetwork,
     "Address that serves /metrics to Prometheus over HTTP.",
     TextSetting{&Config::metrics_listen, TextForm::kAddress}},
    {"admin-listen", kNetwork,
     "Address of health checks and of AdminService, over gRPC without TLS. "
     "From "
     "other machines AdminService wants a token with the right admin.",
     TextSetting{&Config::admin_listen, TextForm::kAddress}},
    {"streams-max", kNetwork,
     "Streams open at once. One more is refused with RESOURCE_EXHAUSTED. Each "
     "may hold request-bytes-max of memory while a batch arrives.",
     IntegerSetting{&Config::streams_max, 1, 100'000, "streams"}},
    {"batches-in-flight-max", kNetwork,
     "Batches and reads in work at once, of all calls and streams; each takes "
     "a "
     "thread. What goes beyond it waits for its turn.",
     IntegerSetting{&Config::batches_in_flight_max, 1, 10'000, "batches"}},
    {"in-flight-bytes-max", kNetwork,
     "Memory of the calls in work at once, and of answers that are not sent "
     "yet: requests, and an estimate of answers. Unary calls that wait may "
     "take as much again.",
     IntegerSetting{&Config::in_flight_bytes_max, kMiB, 64 * kGiB, "bytes"}},
    {"connection-streams-max", kNetwork,
     "Calls and streams open at once on one connection, of listen and of "
     "admin-listen. Clients wait with one more, or make another connection.",
     IntegerSetting{&Config::connection_streams_max, 1, 100'000, "streams"}},
    {"connection-idle-seconds", kNetwork,
     "How long a connection may be without a call before it is closed. Clients "
     "make another one for their next call.",
     IntegerSetting{&Config::connection_idle_seconds, 1, 86'400, "seconds"}},
    {"connection-age-seconds", kNetwork,
     "Age at which a connection takes no new calls; clients make another one. "
     "Certificates of callers are looked at anew then.",
     IntegerSetting{&Config::connection_age_seconds, 1, 30 * 86'400,
                    "seconds"}},
    {"connection-grace-seconds", kNetwork,
     "After that, how long open calls and streams may take before the "
     "connection is closed. `farcall score` goes on with another one.",
     IntegerSetting{&Config::connection_grace_seconds, 1, 30 * 86'400,
                    "seconds"}},
    {"queue-wait-ms", kNetwork,
     "How long a unary call waits for its turn before it is refused with "
     "RESOURCE_EXHAUSTED and a time to wait. Streams are held back instead.",
     IntegerSetting{&Config::queue_wait_ms, 0, 60'000, "milliseconds"}},
    {"tenant-share-percent", kNetwork,
     "The most that one tenant may have of streams-max, of in-flight-bytes-max "
     "and of the calls that wait; of batches-in-flight-max while other tenants "
     "are present. 100 where there is one tenant.",
     IntegerSetting{&Config::tenant_share_percent, 1, 100, "percent"}},
    {"send-seconds", kNetwork,
     "How long a client may take to read an answer before its call is cut off "
     "with CANCELLED.",
     IntegerSetting{&Config::send_seconds, 1, 3'600, "seconds"}},
    {"first-message-seconds", kNetwork,
     "How long a new call may take to send its request, or a new stream its "
     "first batch, before it is cut off with CANCELLED.",
     IntegerSetting{&Config::first_message_seconds, 1, 3'600, "seconds"}},
    {"readiness-delay-seconds", kNetwork,
     "After SIGTERM, how long the server still takes calls while its health is "
     "NOT_SERVING, so that load balancers look elsewhere first.",
     IntegerSetting{&Config::readiness_delay_seconds, 0, 300, "seconds"}},
    {"drain-seconds", kNetwork,
     "After that, how long calls in flight may take to finish before they are "
     "cut off.",
     IntegerSetting{&Config::drain_seconds, 0, 3'600, "seconds"}},

    {"tls-cert-file", kIdentity,
     "Certificate chain (PEM) of the gRPC API. Empty = plaintext.",
     TextSetting{&Config::tls_cert_file, TextForm::kPathOrEmpty}},
    {"tls-key-file", kIdentity, "Its private key (PEM).",
     TextSetting{&Config::tls_key_file, TextForm::kPathOrEmpty}},
    {"tls-client-certificates", kIdentity,
     "Whether callers show certificates of their own: their names (subject "
     "alternative names, common name) are identities cert:NAME of the policy.",
     Choice<&Config::tls_client_certificates>(kClientCertificates)},
    {"tls-client-ca-file", kIdentity,
     "Authorities (PEM) that client certificates must come from.",
     TextSetting{&Config::tls_client_ca_file, TextForm::kPathOrEmpty}},
    {"tls-reload-seconds", kIdentity,
     "How often these files are looked at for a change. Connections that are "
     "open stay as they are.",
     IntegerSetting{&Config::tls_reload_seconds, 1, 86'400, "seconds"}},
    {"tokens-file", kIdentity,
     "Bearer tokens that callers may show, a line each: NAME TOKEN, identity "
     "token:NAME of the policy. Read again within a second of a change.",
     TextSetting{&Config::tokens_file, TextForm::kPathOrEmpty}},
    {"policy-file", kIdentity,
     "Who may do what, a line each: IDENTITY RIGHTS TENANTS, for example "
     "`token:soc read,feedback acme`. Rights: score, read, feedback, admin. "
     "Empty = who is known may do everything. Read again like tokens-file.",
     TextSetting{&Config::policy_file, TextForm::kPathOrEmpty}},
    {"allow-plaintext-beyond-loopback", kIdentity,
     "With true, listen may be an address that other machines reach without "
     "TLS: behind a mesh that encrypts.",
     SwitchSetting{&Config::allow_plaintext_beyond_loopback}},
    {"reflection", kIdentity,
     "Whether anybody may ask for the API's description, which grpcurl needs, "
     "on listen and admin-listen. Health checks are open to anybody as well.",
     SwitchSetting{&Config::reflection}},
    {"core-dumps", kIdentity,
     "Whether a crash may leave a core dump, in which keys, tokens and what is "
     "known of people would stand. With false, debuggers and profilers of the "
     "same user cannot attach either: they need root.",
     SwitchSetting{&Config::core_dumps}},

    {"batch-events-max", kLimits, "Events in one batch.",
     IntegerSetting{&Config::batch_events_max, 1, 100'000, "events"}},
    {"record-bytes-max", kLimits,
     "Size of one raw CloudTrail record. A larger one is an error of its own "
     "and does not fail its batch.",
     IntegerSetting{&Config::record_bytes_max, kKiB, 64 * kMiB, "bytes"}},
    {"request-bytes-max", kLimits,
     "Size of one request. A larger one is refused with RESOURCE_EXHAUSTED, "
     "once gRPC has received all of it; the front proxy cuts it off sooner.",
     IntegerSetting{&Config::request_bytes_max, 64 * kKiB, kGiB, "bytes"}},
    {"event-future-seconds-max", kLimits,
     "How far ahead of the server's clock an event's time may lie.",
     IntegerSetting{&Config::event_future_seconds_max, 0, 86'400, "seconds"}},

    {"geoip-db", kOrigin,
     "Country database (.mmdb) that addresses are looked up in.",
     TextSetting{&Config::geoip_db, TextForm::kPathOrEmpty}},
    {"geoip-required", kOrigin,
     "With false, geoip-db may be empty: an address whose country neither the "
     "caller nor an override tells is then @unknown.",
     SwitchSetting{&Config::geoip_required}},
    {"geoip-asn-db", kOrigin,
     "Database of autonomous systems (ASN, .mmdb): who runs the network of an "
     "address. Empty = answers name no operator, and scores know networks by "
     "their address alone.",
     TextSetting{&Config::geoip_asn_db, TextForm::kPathOrEmpty}},
    {"geoip-city-db", kOrigin,
     "Database of cities (.mmdb), or two with a comma between them, as one for "
     "IPv4 and one for IPv6: city and coordinates of an address whose country "
     "geoip-db tells too, and the country where geoip-db has none.",
     TextSetting{&Config::geoip_city_db, TextForm::kPaths}},
    {"geoip-overrides", kOrigin,
     "CSV file (RFC 8805) of networks whose country you know better: VPN "
     "exits, "
     "NAT gateways, offices. Wins over the database.",
     TextSetting{&Config::geoip_overrides, TextForm::kPathOrEmpty}},
    {"geoip-reload-seconds", kOrigin,
     "How often these files are looked at for a change. A new one that is "
     "broken leaves the old one in use.",
     IntegerSetting{&Config::geoip_reload_seconds, 1, 86'400, "seconds"}},

    {"principal-strategy", kBaselines,
     "Whose baseline a session of an assumed role counts for: role = the "
     "role's; session = its own; auto = the role's, but that of the person "
     "where "
     "one stands behind the session. Changing it starts new baselines.",
     Choice<&Config::principal_strategy>(kStrategies)},
    {"half-life-days", kBaselines,
     "After how many days an observation weighs half.",
     IntegerSetting{&Config::half_life_days, 1, 3'650, "days"}},
    {"quarantine-days", kBaselines,
     "How long a place that was very unusual for its principal when it first "
     "came weighs nothing, unless it is marked benign. 0 = no quarantine.",
     IntegerSetting{&Config::quarantine_days, 0, 180, "days"}},
    {"detectors-off", kBaselines,
     "Detectors that say nothing, by name (docs/scoring.md). What they would "
     "need is counted all the same.",
     TextSetting{&Config::detectors_off, TextForm::kDetectors}},
    {"alert-threshold", kBaselines,
     "Score that raises an alert, once a day for each principal and origin.",
     IntegerSetting{&Config::alert_threshold, 0, 99, "points"}},
    {"alert-budget", kBaselines,
     "How many principals of a tenant may raise alerts on a day (UTC). The "
     "threshold adapts to it, from the first day on. CRITICAL always raises an "
     "alert. 0 = alert-threshold decides.",
     IntegerSetting{&Config::alert_budget, 0, 1'000'000, "alerts a day"}},

    {"data-dir", kStore,
     "Directory of the store. Made if it is not there; one server at a time.",
     TextSetting{&Config::data_dir, TextForm::kPath}},
    {"durability", kStore,
     "What an OK answer means: fsync = the batch is on disk and survives a "
     "loss "
     "of power; wal = the operating system has it, and it survives a crash of "
     "the server alone.",
     Choice<&Config::durability>(kDurabilities)},
    {"seen-window-seconds", kStore,
     "How long an event is remembered, so that it is not counted again when it "
     "is delivered again. Use 86400 or more: CloudTrail redelivers late.",
     IntegerSetting{&Config::seen_window_seconds, 60, 30 * 86'400, "seconds"}},
    {"seen-events-max", kStore,
     "Events remembered at most; beyond it the oldest are forgotten before the "
     "window ends. They are held in memory.",
     IntegerSetting{&Config::seen_events_max, 1'000, 1'000'000'000, "events"}},
    {"baseline-cache-bytes", kStore,
     "Memory for baselines of the entities last used, ready to be counted in. "
     "0 = none: each batch reads its own.",
     IntegerSetting{&Config::baseline_cache_bytes, 0, 1024 * kGiB, "bytes"}},
    {"rocksdb-cache-bytes", kStore, "Memory for blocks read from disk.",
     IntegerSetting{&Config::rocksdb_cache_bytes, kMiB, 1024 * kGiB, "bytes"}},
    {"rocksdb-write-buffer-bytes", kStore,
     "Memory for writes that are not in a table file yet.",
     IntegerSetting{&Config::rocksdb_write_buffer_bytes, kMiB, 16 * kGiB,
                    "bytes"}},
    {"pseudonym-key-file", kStore,
     "File with a secret of 32 bytes or more: the store and its backups keep "
     "pseudonyms in the place of principals' names. Of a store from its making "
     "on; who loses the secret loses the baselines.",
     TextSetting{&Config::pseudonym_key_file, TextForm::kPathOrEmpty}},

    {"backup-dir", kStore,
     "Directory of the backups that AdminService makes; best on another disk. "
     "Empty = none can be made.",
     TextSetting{&Config::backup_dir, TextForm::kPathOrEmpty}},
    {"backups-kept", kStore, "Backups kept; the oldest are removed.",
     IntegerSetting{&Config::backups_kept, 1, 1'000, "backups"}},

    {"log-level", kLog, "The least serious log line that is written.",
     Choice<&Config::log_level>(kLogLevels)},
    {"log-format", kLog,
     "Log lines on standard error: json = one object a line, for machines; "
     "text "
     "= for a terminal.",
     Choice<&Config::log_format>(kLogFormats)},

    {"self-test-seconds", kSelfTest,
     "How often made-up principals, honest and robbed, are scored in a tenant "
     "of their own, farcall-self-test, to show in the metrics that a stolen "
     "key would raise an alert. 0 = never; else 60, say.",
     IntegerSetting{&Config::self_test_seconds, 0, 600, "seconds"}},

    {"otlp-endpoint", kTraces,
     "OpenTelemetry collector that spans of calls are sent to, by OTLP over "
     "gRPC. Empty = none are made; the trace ids that callers send are in the "
     "log all the same. Headers and authorities come from the environment: "
     "OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_CERTIFICATE.",
     TextSetting{&Config::otlp_endpoint, TextForm::kCollector}},
    {"trace-sample-percent", kTraces,
     "Share of the calls without a trace context that are traced. Where a "
     "caller sends one, it has decided.",
     IntegerSetting{&Config::trace_sample_percent, 0, 100, "percent"}},
};

constexpr std::string_view kSwitchNames[] = {"false", "true"};

// `a, b or c`.
std::string Alternatives(std::span<const std::string_view> names) {
  std::string text(names.front());
  for (size_t i = 1; i < names.size(); ++i) {
    text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string ReadableInteger(int64_t value, std::string_view unit) {
  std::string text = std::to_string(value);
  if (unit != "bytes") return text;
  for (const auto& [size, name] :
       {std::pair{kGiB, " GiB"}, {kMiB, " MiB"}, {kKiB, " KiB"}}) {
    if (value >= size && value % size == 0) {
      return text + " (" + std::to_string(value / size) + name + ")";
    }
  }
  return text;
}

template <typename Integer>
std::optional<Integer> ParseInteger(std::string_view text) {
  Integer value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

bool IsHost(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  });
}

bool IsBracketedIpv6(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') {
    return false;
  }
  return std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F') || c == ':' || c == '.';
  });
}

bool IsAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view host = text.substr(0, colon);
  return (IsHost(host) || IsBracketedIpv6(host)) &&
         ParseInteger<uint16_t>(text.substr(colon + 1)).has_value();
}

bool IsCollector(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) return IsAddress(text.substr(scheme.size()));
  }
  return false;
}

constexpr size_t kPathsMax = 2;

bool HasControlCharacter(std::string_view text) {
  return std::ranges::any_of(
      text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool IsAllowed(TextForm form, std::string_view text) {
  if (HasControlCharacter(text)) return false;
  switch (form) {
    case TextForm::kAddress:
      return IsAddress(text);
    case TextForm::kPath:
      return !text.empty();
    case TextForm::kPathOrEmpty:
      return true;
    case TextForm::kPaths:
      return PathsIn(text).has_value();
    case TextForm::kDetectors:
      return FindDetectors(text).has_value();
    case TextForm::kCollector:
      return text.empty() || IsCollector(text);
  }
  return false;
}

std::optional<size_t> IndexOf(std::span<const std::string_view> names,
                              std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<size_t>(found - names.begin());
}

// One overload for each kind: what is allowed, the value as text, and back.

std::string Allowed(const IntegerSetting& kind) {
  return ReadableInteger(kind.min, kind.unit) + " to " +
         ReadableInteger(kind.max, kind.unit) + " " + std::string(kind.unit);
}

std::string Allowed(const TextSetting& kind) {
  switch (kind.form) {
    case TextForm::kAddress:
      return "HOST:PORT or [IPV6]:PORT, port 0 to 65535";
    case TextForm::kPath:
      return "a path";
    case TextForm::kPathOrEmpty:
      return "a path, or empty";
    case TextForm::kPaths:
      return "a path, two with a comma between them, or empty";
    case TextForm::kDetectors:
      return "names of detectors, separated by commas, or empty";
    case TextForm::kCollector:
      return "http://HOST:PORT (without TLS), https://HOST:PORT, or empty";
  }
  return "";
}

std::string Allowed(const SwitchSetting&) { return "true or false"; }

std::string Allowed(const ChoiceSetting& kind) {
  return Alternatives(kind.names);
}

std::string Get(const IntegerSetting& kind, const Config& config) {
  return std::to_string(config.*kind.field);
}

std::string Get(const TextSetting& kind, const Config& config) {
  return config.*kind.field;
}

std::string Get(const SwitchSetting& kind, const Config& config) {
  return std::string(kSwitchNames[config.*kind.field ? 1 : 0]);
}

std::string Get(const ChoiceSetting& kind, const Config& config) {
  return std::string(kind.names[kind.get(config)]);
}

bool Set(const IntegerSetting& kind, std::string_view text, Config& config) {
  const std::optional<int64_t> value = ParseInteger<int64_t>(text);
  if (!value || *value < kind.min || *value > kind.max) return false;
  config.*kind.field = *value;
  return true;
}

bool Set(const TextSetting& kind, std::string_view text, Config& config) {
  if (!IsAllowed(kind.form, text)) return false;
  config.*kind.field = std::string(text);
  return true;
}

bool Set(const SwitchSetting& kind, std::string_view text, Config& config) {
  const std::optional<size_t> index = IndexOf(kSwitchNames, text);
  if (!index) return false;
  config.*kind.field = *index == 1;
  return true;
}

bool Set(const ChoiceSetting& kind, std::string_view text, Config& config) {
  const std::optional<size_t> index = IndexOf(kind.names, text);
  if (!index) return false;
  kind.set(config, *index);
  return true;
}

// Insertions, removals and replacements of a character from one to the other.
size_t EditDistance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < from.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 0; j < to.size(); ++j) {
      const size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::span<const Setting> Settings() { return kSettings; }

std::optional<std::vector<std::string>> PathsIn(std::string_view text) {
  std::vector<std::string> paths;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    const bool is_last = comma == text.size();
    paths.emplace_back(text.substr(0, comma));
    text.remove_prefix(is_last ? comma : comma + 1);
    const bool is_cut_off = text.empty() && !is_last;
    if (paths.back().empty() || is_cut_off || paths.size() > kPathsMax) {
      return std::nullopt;
    }
  }
  return paths;
}

const Setting* FindSetting(std::string_view name) {
  const auto* found = std::ranges::find(kSettings, name, &Setting::name);
  return found == std::end(kSettings) ? nullptr : found;
}

std::string EnvironmentName(std::string_view setting_name) {
  std::string name = "FARCALL_";
  for (const char c : setting_name) {
    name += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

std::string AllowedValues(const Setting& setting) {
  return std::visit([](const auto& kind) { return Allowed(kind); },
                    setting.kind);
}

std::string ValueOf(const Setting& setting, const Config& config) {
  return std::visit([&](const auto& kind) { return Get(kind, config); },
                    setting.kind);
}

std::string ReadableValueOf(const Setting& setting, const Config& config) {
  if (const auto* integer = std::get_if<IntegerSetting>(&setting.kind)) {
    return ReadableInteger(config.*integer->field, integer->unit);
  }
  return ValueOf(setting, config);
}

absl::Status SetValue(const Setting& setting, std::string_view text,
                      Config& config) {
  const bool allowed = std::visit(
      [&](const auto& kind) { return Set(kind, text, config); }, setting.kind);
  if (allowed) return absl::OkStatus();
  return absl::InvalidArgumentError("must be " + AllowedValues(setting));
}

std::string_view NearestSettingName(std::string_view name) {
  constexpr size_t kNameBytesMax = 64;  // keeps the work on nonsense small
  if (name.size() > kNameBytesMax) return "";
  const Setting& nearest = *std::ranges::min_element(
      kSettings, {},
      [&](const Setting& setting) { return EditDistance(name, setting.name); });
  return EditDistance(name, nearest.name) <= 3 ? nearest.name : "";
}

}  // namespace farcall
