// SPDX-License-Identifier: Apache-2.0
#include "server/self_test/self_test_calls.h"

#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace farcall {
namespace {

constexpr int64_t kHistoryStepSeconds = 8 * 3600;
constexpr int64_t kHistoryCalls = 4 * 7 * 3;

struct Site {
  std::string_view country;
  std::string_view address;
};

struct Canary {
  std::string_view name;
  std::string_view identity;  // JSON
  Site home;
};

constexpr Canary kCanaries[] = {
    {"canary-user",
     R"({"type":"IAMUser","arn":"arn:aws:iam::000000000000:user/canary-user",)"
     R"("accountId":"000000000000","userName":"canary-user"})",
     {"DE", "79.192.10.21"}},
    {"canary-role",
     R"({"type":"AssumedRole",)"
     R"("arn":"arn:aws:sts::000000000000:assumed-role/canary-role/canary",)"
     R"("accountId":"000000000000","sessionContext":{"sessionIssuer":{)"
     R"("type":"Role","arn":"arn:aws:iam::000000000000:role/canary-role",)"
     R"("accountId":"000000000000","userName":"canary-role"}}})",
     {"GB", "81.152.10.5"}},
    {"canary-person",
     R"({"type":"AssumedRole","arn":"arn:aws:sts::000000000000:assumed-role/)"
     R"(AWSReservedSSO_Canary_0000000000000000/canary-person",)"
     R"("accountId":"000000000000","sessionContext":{"sessionIssuer":{)"
     R"("type":"Role","arn":"arn:aws:iam::000000000000:role/aws-reserved/)"
     R"(sso.amazonaws.com/AWSReservedSSO_Canary_0000000000000000",)"
     R"("accountId":"000000000000",)"
     R"("userName":"AWSReservedSSO_Canary_0000000000000000"}}})",
     {"JP", "126.10.20.30"}},
};

// Where the keys of canaries are stolen to.
constexpr Site kThieves[] = {{"BR", "177.32.4.9"},
                             {"VN", "14.160.10.5"},
                             {"TR", "78.160.10.5"},
                             {"NG", "41.184.10.5"}};

CanaryCall Call(CanaryCall::Kind kind, const Canary& canary, const Site& from,
                int64_t at_seconds, CanaryCountry country) {
  const std::string time =
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(at_seconds),
                       absl::UTCTimeZone());
  CanaryCall call{.kind = kind};
  call.json.append(R"({"eventVersion":"1.11","userIdentity":)")
      .append(canary.identity)
      .append(R"(,"eventTime":")")
      .append(time)
      .append(R"(","eventSource":"sts.amazonaws.com",)"
              R"("eventName":"GetCallerIdentity","awsRegion":"us-east-1",)"
              R"("sourceIPAddress":")")
      .append(from.address)
      .append(R"(","userAgent":"aws-cli/2.15.0","eventID":")")
      .append(canary.name)
      .append("-")
      .append(from.country)
      .append("-")
      .append(std::to_string(at_seconds))
      .append(R"(","readOnly":true,"eventType":"AwsApiCall",)"
              R"("managementEvent":true,"recipientAccountId":"000000000000",)"
              R"("eventCategory":"Management"})");
  if (country == CanaryCountry::kSupplied) call.country = from.country;
  return call;
}

}  // namespace

std::vector<CanaryCall> CanaryCalls(int64_t at_seconds, CanaryCountry country) {
  std::vector<CanaryCall> calls;
  for (const Canary& canary : kCanaries) {
    calls.push_back(Call(CanaryCall::Kind::kHonest, canary, canary.home,
                         at_seconds, country));
    for (const Site& thief : kThieves) {
      calls.push_back(
          Call(CanaryCall::Kind::kTheft, canary, thief, at_seconds, country));
    }
  }
  return calls;
}

std::vector<CanaryCall> CanaryHistory(int64_t at_seconds,
                                      CanaryCountry country) {
  const int64_t end = at_seconds - at_seconds % kHistoryStepSeconds;
  std::vector<CanaryCall> calls;
  for (int64_t i = kHistoryCalls; i > 0; --i) {
    for (const Canary& canary : kCanaries) {
      calls.push_back(Call(CanaryCall::Kind::kHonest, canary, canary.home,
                           end - i * kHistoryStepSeconds, country));
    }
  }
  return calls;
}

}  // namespace farcall
