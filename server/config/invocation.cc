// SPDX-License-Identifier: Apache-2.0
#include "server/config/invocation.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <vector>

#include "server/config/config_docs.h"
#include "server/config/config_file.h"
#include "server/config/loopback.h"
#include "server/config/settings.h"
#include "server/config/version.h"

namespace farcall {
namespace {

constexpr int kExitBadConfig = 2;
constexpr std::string_view kRestore = "restore-backup";
constexpr std::string_view kRestoreIfEmpty = "restore-backup-if-empty";

constexpr std::string_view kVariablePrefix = "FARCALL_";

// Of the client `farcall`, which may run beside the server.
constexpr std::string_view kClientVariables[] = {
    "FARCALL_ADMIN_SERVER",  "FARCALL_SERVER",         "FARCALL_TENANT",
    "FARCALL_TLS",           "FARCALL_TLS_CA_FILE",    "FARCALL_TOKEN_FILE",
    "FARCALL_TLS_CERT_FILE", "FARCALL_TLS_SERVER_NAME"};

bool IsKnownVariable(std::string_view name) {
  const auto is_name = [name](const Setting& setting) {
    return EnvironmentName(setting.name) == name;
  };
  return name == "FARCALL_CONFIG" || std::ranges::any_of(Settings(), is_name) ||
         std::ranges::count(kClientVariables, name) > 0;
}

// `FARCALL_SERVICE_HOST`, `FARCALL_BACKUP_PORT_9465_TCP_ADDR`...
bool IsServiceLink(std::string_view name) {
  return name.find("_SERVICE_HOST") != std::string_view::npos ||
         name.find("_SERVICE_PORT") != std::string_view::npos ||
         name.ends_with("_PORT") ||
         name.find("_PORT_") != std::string_view::npos;
}

// A value as it was given, before it is checked.
struct Given {
  std::string text;
  std::string source;  // for people
};

// All that was given, of every source, and what was wrong with it.
struct Request {
  bool help = false;
  bool version = false;
  bool check = false;
  bool print = false;
  bool repair_log = false;
  std::string config_path;
  // The flag that asked for a restore, and its value.
  std::string restore_flag;
  std::string restore_backup;
  std::map<std::string_view, Given> given;  // by Setting::name
  std::vector<std::string> errors;
};

// `text` as one line of an error: quoted, cut, without control characters.
std::string Quote(std::string_view text) {
  constexpr size_t kBytesMax = 128;
  std::string quoted = "\"";
  for (const unsigned char c : text.substr(0, kBytesMax)) {
    quoted += c < 0x20 || c == 0x7f ? '?' : static_cast<char>(c);
  }
  return quoted + (text.size() > kBytesMax ? "\"..." : "\"");
}

std::string DidYouMean(std::string_view name, std::string_view prefix) {
  const std::string_view nearest = NearestSettingName(name);
  if (nearest.empty()) return "";
  return "; did you mean " + std::string(prefix) + std::string(nearest) + "?";
}

// The command that a flag without a value stands for; nullptr if it is none.
bool* CommandOf(std::string_view argument, Request& request) {
  if (argument == "--help" || argument == "-h") return &request.help;
  if (argument == "--version") return &request.version;
  if (argument == "--check-config") return &request.check;
  if (argument == "--print-config") return &request.print;
  if (argument == "--repair-log") return &request.repair_log;
  return nullptr;
}

// Takes `--name=value` or `--name value`; what is left is without it.
void TakeFlag(std::span<const std::string_view>& left, Request& request) {
  const std::string_view argument = left.front();
  left = left.subspan(1);
  const size_t equals = argument.find('=');
  const bool has_equals = equals != std::string_view::npos;
  const bool has_next = !left.empty() && !left.front().starts_with("--");
  std::string_view value;
  if (has_equals) {
    value = argument.substr(equals + 1);
  } else if (has_next) {
    value = left.front();
    left = left.subspan(1);
  }

  const std::string flag(argument.substr(0, equals));
  const std::string_view name = std::string_view(flag).substr(2);
  const Setting* setting = FindSetting(name);
  const bool is_restore = name == kRestore || name == kRestoreIfEmpty;
  const bool is_command = name == "config" || is_restore;
  if (setting == nullptr && !is_command) {
    request.errors.push_back("unknown flag " + Quote(flag) +
                             DidYouMean(name, "--"));
  } else if (!has_equals && !has_next) {
    request.errors.push_back("flag " + flag + " needs a value");
  } else if (name == "config") {
    request.config_path = std::string(value);
  } else if (is_restore) {
    request.restore_flag = flag;
    request.restore_backup = std::string(value);
  } else {
    request.given[setting->name] = {std::string(value), "flag " + flag};
  }
}

void TakeArguments(std::span<const std::string_view> left, Request& request) {
  while (!left.empty()) {
    if (bool* command = CommandOf(left.front(), request)) {
      *command = true;
      left = left.subspan(1);
    } else if (left.front().starts_with("--")) {
      TakeFlag(left, request);
    } else {
      request.errors.push_back("unexpected argument " + Quote(left.front()));
      left = left.subspan(1);
    }
  }
}

void TakeEnvironment(Environment environment, Request& request) {
  const auto get = [&](std::string_view setting_name) {
    const char* value = environment(EnvironmentName(setting_name).c_str());
    return std::string(value == nullptr ? "" : value);
  };
  for (const Setting& setting : Settings()) {
    std::string value = get(setting.name);
    if (value.empty()) continue;
    request.given.try_emplace(
        setting.name,
        Given{std::move(value),
              "environment variable " + EnvironmentName(setting.name)});
  }
  if (request.config_path.empty()) request.config_path = get("config");
}

void TakeFile(Request& request) {
  if (request.config_path.empty()) return;
  ConfigFile file = ReadConfigFile(request.config_path);
  std::ranges::move(file.errors, std::back_inserter(request.errors));
  std::map<std::string, std::string> sources;
  for (ConfigFile::Entry& entry : file.entries) {
    const auto [first, is_new] = sources.try_emplace(entry.name, entry.source);
    const Setting* setting = FindSetting(entry.name);
    if (setting == nullptr) {
      request.errors.push_back(entry.source + ": unknown setting " +
                               Quote(entry.name) + DidYouMean(entry.name, ""));
    } else if (!is_new) {
      request.errors.push_back(entry.source + ": " + entry.name +
                               " is already set in " + first->second);
    } else {
      request.given.try_emplace(setting->name, Given{std::move(entry.value),
                                                     std::move(entry.source)});
    }
  }
}

Config Resolve(Request& request) {
  Config config;
  for (const Setting& setting : Settings()) {
    const auto found = request.given.find(setting.name);
    if (found == request.given.end()) continue;
    const auto& [text, source] = found->second;
    const absl::Status status = SetValue(setting, text, config);
    if (status.ok()) continue;
    request.errors.push_back(
        std::string(setting.name) + ": " + Quote(text) + " is not allowed: " +
        std::string(status.message()) + " (from " + source + ")");
  }
  return config;
}

// `12 (from flag --x)`: a value of an error that two settings make together.
std::string Described(std::string_view name, const Config& config,
                      const Request& request) {
  const auto found = request.given.find(name);
  const std::string source =
      found == request.given.end() ? "default" : "from " + found->second.source;
  return ValueOf(*FindSetting(name), config) + " (" + source + ")";
}

void CheckTogether(const Config& config, Request& request) {
  const auto described = [&](std::string_view name) {
    return Described(name, config, request);
  };
  if (config.geoip_required && config.geoip_db.empty()) {
    request.errors.push_back(
        "geoip-db: is empty: must be the path of a country database (.mmdb), "
        "unless geoip-required is false");
  }
  if (config.record_bytes_max > config.request_bytes_max) {
    request.errors.push_back(
        "record-bytes-max: " + described("record-bytes-max") +
        " is not allowed: must be at most "
        "request-bytes-max, which is " +
        described("request-bytes-max"));
  }
}

void CheckTls(const Config& config, Request& request) {
  const auto add = [&](std::string error) {
    request.errors.push_back(std::move(error));
  };
  if (config.tls_cert_file.empty() != config.tls_key_file.empty()) {
    add("tls-cert-file and tls-key-file: one is set without the other");
  }
  const bool clients =
      config.tls_client_certificates != Config::ClientCertificates::kNone;
  if (clients && config.tls_cert_file.empty()) {
    add("tls-client-certificates: needs tls-cert-file and tls-key-file");
  }
  if (clients == config.tls_client_ca_file.empty()) {
    add(clients ? "tls-client-ca-file: is required by tls-client-certificates"
                : "tls-client-ca-file: is of no use while "
                  "tls-client-certificates is none");
  }
  if (config.tls_cert_file.empty() && !IsLoopback(config.listen) &&
      !config.allow_plaintext_beyond_loopback) {
    add("listen: " + config.listen +
        " is reached from other machines, in plaintext: set tls-cert-file and "
        "tls-key-file, or say allow-plaintext-beyond-loopback=true where a "
        "mesh "
        "encrypts");
  }
}

// Two listeners cannot share an address.
void CheckAddresses(const Config& config, Request& request) {
  const std::pair<std::string_view, const std::string*> listeners[] = {
      {"listen", &config.listen},
      {"metrics-listen", &config.metrics_listen},
      {"admin-listen", &config.admin_listen}};
  for (const auto* later = std::begin(listeners); later != std::end(listeners);
       ++later) {
    if (later->second->ends_with(":0")) continue;
    for (const auto* earlier = std::begin(listeners); earlier != later;
         ++earlier) {
      if (*earlier->second != *later->second) continue;
      request.errors.push_back(std::string(later->first) + ": " +
                               Described(later->first, config, request) +
                               " is not allowed: must not be the same as " +
                               std::string(earlier->first) + ", which is " +
                               Described(earlier->first, config, request));
    }
  }
}

// The number of a backup, 0 for the newest.
std::optional<uint32_t> BackupNumber(Request& request, const Config& config) {
  if (request.restore_flag.empty()) return std::nullopt;
  const std::string& text = request.restore_backup;
  if (config.backup_dir.empty()) {
    request.errors.push_back("flag " + request.restore_flag +
                             ": needs backup-dir");
  }
  uint32_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (text == "newest") return 0;
  if (error != std::errc() || end != text.data() + text.size() || number == 0) {
    request.errors.push_back("flag " + request.restore_flag + ": " +
                             Quote(text) +
                             " is not allowed: must be newest, or the number "
                             "of a backup");
  }
  return number;
}

Invocation Answer(int exit_code, std::string output) {
  Invocation invocation;
  invocation.exit_code = exit_code;
  invocation.output = std::move(output);
  return invocation;
}

Invocation Refuse(const std::vector<std::string>& errors) {
  Invocation invocation;
  invocation.exit_code = kExitBadConfig;
  for (const std::string& error : errors) {
    invocation.errors += "farcalld: " + error + '\n';
  }
  invocation.errors += "farcalld: `farcalld --help` explains every setting\n";
  return invocation;
}

}  // namespace

Invocation ReadConfig(std::span<const std::string_view> arguments,
                      Environment environment) {
  Request request;
  TakeArguments(arguments, request);
  if (request.help) return Answer(0, HelpText());
  if (request.version) {
    return Answer(0, "farcalld " + std::string(Version()) + '\n');
  }
  TakeEnvironment(environment, request);
  TakeFile(request);
  const Config config = Resolve(request);
  CheckTogether(config, request);
  CheckAddresses(config, request);
  CheckTls(config, request);
  const std::optional<uint32_t> restore = BackupNumber(request, config);
  if (!request.errors.empty()) return Refuse(request.errors);
  if (request.print) return Answer(0, ConfigFileText(config));
  Invocation serve;
  serve.config = config;
  serve.restore_backup = restore;
  serve.check = request.check;
  if (request.restore_flag.ends_with(kRestoreIfEmpty)) {
    serve.existing_store = ExistingStore::kKeep;
  }
  serve.repair_log = request.repair_log;
  return serve;
}

std::vector<std::string> UnknownVariables(
    std::span<const std::string_view> names) {
  std::vector<std::string> warnings;
  for (const std::string_view name : names) {
    if (!name.starts_with(kVariablePrefix) || IsKnownVariable(name) ||
        IsServiceLink(name)) {
      continue;
    }
    std::string setting(name.substr(kVariablePrefix.size()));
    std::ranges::transform(setting, setting.begin(), [](unsigned char c) {
      return c == '_' ? '-' : static_cast<char>(std::tolower(c));
    });
    const std::string_view nearest = NearestSettingName(setting);
    warnings.push_back(
        "environment variable " + std::string(name) + " is no setting" +
        (nearest.empty() ? ""
                         : "; did you mean " + EnvironmentName(nearest) + "?"));
  }
  return warnings;
}

}  // namespace farcall
