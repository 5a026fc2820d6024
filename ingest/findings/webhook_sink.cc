// SPDX-License-Identifier: Apache-2.0
#include "ingest/findings/webhook_sink.h"

#include <openssl/hmac.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "formats/finding_facts.h"
#include "formats/finding_json.h"
#include "formats/names.h"
#include "formats/ocsf_finding.h"
#include "formats/text.h"
#include "ingest/findings/finding_notice.h"
#include "ingest/findings/http_delivery.h"

namespace farcall {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string Summary(const v1::Finding& finding) {
  return finding.headline().empty() ? Title(finding) : finding.headline();
}

// Slack reads `<`, `>` and `&` as its own marks.
std::string ForSlack(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string SlackBody(const v1::WatchFindingsResponse& change, Notice notice) {
  const v1::Finding& finding = change.finding();
  const std::string level = Name(finding.risk_level());
  std::string text;
  switch (notice) {
    case Notice::kAlarm:
      text = absl::StrCat("*", level, "* ", ForSlack(Summary(finding)));
      break;
    case Notice::kAcknowledged:
      text = absl::StrCat(ForSlack(finding.assignee()), " looks at ",
                          ForSlack(Title(finding)));
      break;
    default:
      text = absl::StrCat("Closed: ", finding.principal().empty()
                                          ? "a finding that is gone"
                                          : ForSlack(Title(finding)));
  }
  absl::StrAppend(&text, "\n`farcall card ", finding.id(), "`");
  return Dump({{"text", text}});
}

const char* PagerDutyAction(Notice notice) {
  switch (notice) {
    case Notice::kAlarm:
      return "trigger";
    case Notice::kAcknowledged:
      return "acknowledge";
    default:
      return "resolve";
  }
}

const char* PagerDutySeverity(v1::RiskLevel level) {
  switch (level) {
    case v1::RISK_LEVEL_CRITICAL:
      return "critical";
    case v1::RISK_LEVEL_HIGH:
      return "error";
    case v1::RISK_LEVEL_MEDIUM:
      return "warning";
    default:
      return "info";
  }
}

std::string PagerDutyBody(const v1::WatchFindingsResponse& change,
                          Notice notice, const std::string& routing_key) {
  constexpr size_t kSummaryBytesMax = 1024;
  const v1::Finding& finding = change.finding();
  Json json = {{"routing_key", routing_key},
               {"event_action", PagerDutyAction(notice)},
               {"dedup_key", "farcall:" + finding.id()}};
  if (notice == Notice::kAlarm) {
    json["payload"] = {
        {"summary", Summary(finding).substr(0, kSummaryBytesMax)},
        {"source", finding.principal()},
        {"severity", PagerDutySeverity(finding.risk_level())},
        {"timestamp", Rfc3339(finding.last_event_time().seconds())},
        {"component", finding.account()},
        {"class", "unusual origin of AWS API calls"},
        {"custom_details", FindingJson(finding)}};
  }
  return Dump(json);
}

}  // namespace

std::string WebhookBody(const v1::WatchFindingsResponse& change,
                        WebhookFormat format, const std::string& routing_key,
                        int64_t now_seconds) {
  if (format == WebhookFormat::kJson) return ChangeLine(change);
  if (format == WebhookFormat::kOcsf) {
    return OcsfLine(change.finding(), ChangesOf(change), now_seconds);
  }
  const Notice notice = NoticeOf(change);
  if (notice == Notice::kNone) return "";
  return format == WebhookFormat::kSlack
             ? SlackBody(change, notice)
             : PagerDutyBody(change, notice, routing_key);
}

std::string WebhookSignature(std::string_view secret, std::string_view body,
                             int64_t now_seconds) {
  const std::string text = absl::StrCat(now_seconds, ".") + std::string(body);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest,
       &size);
  return absl::StrCat("t=", now_seconds, ",v1=",
                      absl::BytesToHexString(std::string(
                          reinterpret_cast<const char*>(digest), size)));
}

WebhookSink::WebhookSink(HttpClient& http, Options options)
    : http_(http), options_(std::move(options)) {}

absl::Status WebhookSink::Deliver(const v1::WatchFindingsResponse& change) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  HttpRequest request;
  request.method = "POST";
  request.url = options_.url;
  request.body =
      WebhookBody(change, options_.format, options_.routing_key, now);
  if (request.body.empty()) return absl::OkStatus();
  request.headers = {{"Content-Type", "application/json"},
                     {"Idempotency-Key", RevisionKey(change)}};
  if (!options_.secret.empty()) {
    request.headers.emplace_back(
        "X-Farcall-Signature",
        WebhookSignature(options_.secret, request.body, now));
  }
  return SendToSink(http_, request).status();
}

}  // namespace farcall
