// SPDX-License-Identifier: Apache-2.0
#include "bench/event_source.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "bench/split_mix.h"

namespace farcall::bench {
namespace {

constexpr uint64_t kAccounts = 8;
constexpr uint64_t kJob = 12;  // commands of one principal
constexpr uint64_t kElsewhereOneIn = 50;
constexpr uint64_t kFailsOneIn = 30;

struct Country {
  std::string_view code;
  std::string_view network;  // the first half of addresses that lie in it
};

constexpr std::array<Country, kCountries> kPlaces = {
    {{"DE", "79.192."},  {"FR", "176.128."}, {"GB", "81.128."},
     {"US", "73.0."},    {"IN", "117.192."}, {"PL", "83.0."},
     {"ES", "88.0."},    {"NL", "145.84."},  {"SE", "95.192."},
     {"IE", "87.32."},   {"CA", "99.208."},  {"BR", "179.110."},
     {"JP", "133.0."},   {"SG", "43.93."},   {"AU", "1.120."},
     {"IT", "151.9."},   {"CH", "178.192."}, {"AT", "84.112."},
     {"DK", "188.176."}, {"NO", "139.106."}}};

constexpr std::array<std::string_view, 10> kServices = {
    "s3",  "ec2",  "iam",      "lambda", "kms",
    "sts", "logs", "dynamodb", "sqs",    "secretsmanager"};
constexpr std::array<std::string_view, 10> kActions = {
    "GetObject",      "DescribeInstances", "ListUsers",    "Invoke",
    "Decrypt",        "AssumeRole",        "PutLogEvents", "Query",
    "ReceiveMessage", "GetSecretValue"};

constexpr std::array<std::string_view, 4> kUserAgents = {
    "aws-cli/2.15.30 Python/3.11.8 Linux/6.1.0 exe/x86_64.debian.12",
    "Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#5.10 lang/python#3.12.2",
    "aws-sdk-java/2.25.11 Linux/5.10.214 OpenJDK_64-Bit_Server_VM/21.0.2",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/122.0.0.0"};

uint64_t Below(std::mt19937_64& random, uint64_t end) {
  return std::uniform_int_distribution<uint64_t>(0, end - 1)(random);
}

// The n-th of `end` about 1/n as often as the first: the density 1/x between 1
// and end + 1 (Devroye 1986, X.6).
uint64_t Zipf(std::mt19937_64& random, uint64_t end) {
  const double u = std::uniform_real_distribution<double>(0, 1)(random);
  const auto rank = static_cast<uint64_t>(
      std::exp(u * std::log(static_cast<double>(end) + 1)));
  return std::min(rank, end) - 1;
}

std::string Formatted(const char* format, uint64_t a, uint64_t b = 0) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), format,
                                   static_cast<unsigned long long>(a),
                                   static_cast<unsigned long long>(b));
  return {text.data(), static_cast<size_t>(length)};
}

}  // namespace

EventSource::EventSource(const Options& options)
    : options_(options),
      random_(Mix(options.run + options.first)),
      made_(options.first) {}

Call EventSource::Next() {
  Call call{.number = made_, .principal = NextPrincipal()};
  call.command = NextCommand(call.principal);
  const uint64_t lasting = Mix(call.principal);
  const bool elsewhere = Below(random_, kElsewhereOneIn) == 0;
  call.country = static_cast<uint32_t>(elsewhere ? Below(random_, kCountries)
                                                 : lasting % kCountries);
  call.network =
      static_cast<uint32_t>((lasting >> 8) + Below(random_, 2)) % 256;
  call.fails = Below(random_, kFailsOneIn) == 0;
  call.time_seconds =
      options_.start_seconds + static_cast<int64_t>(static_cast<double>(made_) /
                                                    options_.events_per_second);
  ++made_;
  return call;
}

uint64_t EventSource::NextPrincipal() {
  if (options_.everybody_first && made_ < options_.principals) return made_;
  switch (options_.skew) {
    case Skew::kZipf:
      return Zipf(random_, options_.principals);
    case Skew::kHotPrincipal:
      if (Below(random_, 2) == 0) return 0;
      break;
    case Skew::kUniform:
    case Skew::kHotCommand:
      break;
  }
  return Below(random_, options_.principals);
}

uint32_t EventSource::NextCommand(uint64_t principal) {
  if (options_.skew == Skew::kHotCommand && Below(random_, 2) == 0) return 0;
  const uint64_t turn = Zipf(random_, kJob);
  return static_cast<uint32_t>(Mix(principal * kJob + turn) % kCommands);
}

std::string EventIdOf(uint64_t run, const Call& call) {
  return Formatted("%016llx-%012llx-farcall", run, call.number);
}

std::string PrincipalOf(const Call& call) {
  return "arn:aws:iam::" + AccountOf(call) +
         Formatted(":user/person%07llu", call.principal);
}

std::string AccountOf(const Call& call) {
  return Formatted("%012llu", 111122223333 + call.principal % kAccounts);
}

std::string_view ServiceOf(const Call& call) {
  return kServices[call.command / 10];
}

std::string_view ActionOf(const Call& call) {
  return kActions[call.command % 10];
}

std::string AddressOf(const Call& call) {
  return std::string(kPlaces[call.country].network) +
         Formatted("%llu.%llu", call.network, 1 + call.number % 250);
}

std::string_view CountryOf(const Call& call) {
  return kPlaces[call.country].code;
}

std::string_view UserAgentOf(const Call& call) {
  return kUserAgents[Mix(call.principal) / kCountries % kUserAgents.size()];
}

void MakeEvent(uint64_t run, const Call& call, v1::Event& event) {
  event.set_event_id(EventIdOf(run, call));
  event.mutable_event_time()->set_seconds(call.time_seconds);
  event.set_account(AccountOf(call));
  event.set_principal(PrincipalOf(call));
  event.set_command(std::string(ServiceOf(call)) + ":" +
                    std::string(ActionOf(call)));
  event.set_source_address(AddressOf(call));
  event.set_user_agent(std::string(UserAgentOf(call)));
  if (!call.fails) return;
  event.set_error_code("AccessDenied");
  event.set_error_message("User is not authorized to perform this action");
}

std::string MakeRecord(uint64_t run, const Call& call) {
  const std::string account = AccountOf(call);
  const std::string principal = PrincipalOf(call);
  const std::string name = principal.substr(principal.find('/') + 1);
  const std::string action(ActionOf(call));
  const auto time = static_cast<std::time_t>(call.time_seconds);
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 32> moment{};
  std::strftime(moment.data(), moment.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  std::string record =
      R"({"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDA)" +
      Formatted("%016llX", Mix(call.principal)) + R"(","arn":")" + principal +
      R"(","accountId":")" + account + R"(","accessKeyId":"AKIA)" +
      Formatted("%016llX", Mix(call.principal + 1)) + R"(","userName":")" +
      name + R"("},"eventTime":")" + moment.data() + R"(","eventSource":")" +
      std::string(ServiceOf(call)) + R"(.amazonaws.com","eventName":")" +
      action + R"(","awsRegion":"eu-central-1","sourceIPAddress":")" +
      AddressOf(call) + R"(","userAgent":")" + std::string(UserAgentOf(call)) +
      R"(",)";
  if (call.fails) {
    record +=
        R"("errorCode":"AccessDenied","errorMessage":"User is not authorized to perform this action",)";
  }
  record +=
      R"("requestParameters":{"bucketName":"data-)" + name +
      R"(","key":"reports/2026/summary-)" + Formatted("%llu", call.number) +
      R"(.parquet","Host":"data.s3.eu-central-1.amazonaws.com"},)"
      R"("responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4",)"
      R"("CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,)"
      R"("AuthenticationMethod":"AuthHeader","bytesTransferredOut":)" +
      Formatted("%llu", 512 + call.number % 4096) + R"(},"requestID":"R)" +
      Formatted("%015llX", call.number) + R"(","eventID":")" +
      EventIdOf(run, call) +
      R"(","readOnly":true,"resources":[{"type":"AWS::S3::Object",)"
      R"("ARN":"arn:aws:s3:::data-)" +
      name +
      R"(/reports"}],"eventType":"AwsApiCall","managementEvent":false,)"
      R"("recipientAccountId":")" +
      account +
      R"(","eventCategory":"Data","tlsDetails":{"tlsVersion":"TLSv1.3",)"
      R"("cipherSuite":"TLS_AES_128_GCM_SHA256",)"
      R"("clientProvidedHostHeader":"data.s3.eu-central-1.amazonaws.com"}})";
  return record;
}

}  // namespace farcall::bench
