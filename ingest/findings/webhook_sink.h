// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/findings/finding_sink.h"
#include "ingest/web/http_client.h"

namespace farcall {

// What the body of a webhook is.
enum class WebhookFormat {
  kJson,       // a line of `farcall watch`
  kOcsf,       // OCSF, Detection Finding
  kSlack,      // a message of an incoming webhook of Slack
  kPagerDuty,  // PagerDuty's Events API v2
};

// Changes as POST requests, one each. Those that call somebody (Slack,
// PagerDuty) are sent for alarms, acknowledgements and ends alone; the others
// for every change.
class WebhookSink final : public FindingSink {
 public:
  struct Options {
    std::string url{};
    WebhookFormat format = WebhookFormat::kOcsf;
    // Signs the body: the header `X-Farcall-Signature` is `t=UNIX-SECONDS,v1=`
    // and the HMAC-SHA256 of `UNIX-SECONDS.BODY` in hex. Empty = no header.
    std::string secret{};
    std::string routing_key{};  // of PagerDuty
  };

  // `http` must outlive it.
  WebhookSink(HttpClient& http, Options options);

  std::string_view name() const override { return "webhook"; }
  // A header `Idempotency-Key` has the finding's id and revision.
  absl::Status Deliver(const v1::WatchFindingsResponse& change) override;

 private:
  HttpClient& http_;
  const Options options_;
};

// The body of a change; empty where it is not sent.
std::string WebhookBody(const v1::WatchFindingsResponse& change,
                        WebhookFormat format, const std::string& routing_key,
                        int64_t now_seconds);

// The value of X-Farcall-Signature.
std::string WebhookSignature(std::string_view secret, std::string_view body,
                             int64_t now_seconds);

}  // namespace farcall
