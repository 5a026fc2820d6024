// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/body.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cloudtrail/encoding/gunzip.h"

namespace farcall {
namespace {

constexpr size_t kPieceBytes = 64 << 10;

// What holds text, or says nothing of it: curl sends the last one for --data.
constexpr std::string_view kTextTypes[] = {
    "text/plain", "application/octet-stream", "application/gzip",
    "application/x-gzip", "application/x-www-form-urlencoded"};

std::string MediaType(std::string content_type) {
  content_type.resize(std::min(content_type.find(';'), content_type.size()));
  absl::StripAsciiWhitespace(&content_type);
  absl::AsciiStrToLower(&content_type);
  return content_type;
}

bool MayHoldRecords(const std::string& type) {
  return type.empty() || absl::StrContains(type, "json") ||
         std::ranges::count(kTextTypes, type) > 0;
}

bool IsPacked(const IncomingRequest& request) {
  return absl::EqualsIgnoreCase(request.header("content-encoding"), "gzip");
}

}  // namespace

std::optional<HttpReply> RefuseBody(const IncomingRequest& request) {
  const std::string& encoding = request.header("content-encoding");
  if (!encoding.empty() && !IsPacked(request) &&
      !absl::EqualsIgnoreCase(encoding, "identity")) {
    return HttpError(
        415, "INVALID_ARGUMENT",
        absl::StrCat("Content-Encoding: ", encoding, " is not read, gzip is"));
  }
  const std::string type = MediaType(request.header("content-type"));
  if (MayHoldRecords(type)) return std::nullopt;
  return HttpError(415, "INVALID_ARGUMENT",
                   absl::StrCat("Content-Type: ", type,
                                " is not read: JSON is, one or many texts, as "
                                "application/json or application/x-ndjson"));
}

absl::StatusOr<std::string> UnpackBody(const IncomingRequest& request,
                                       size_t bytes_max) {
  if (!IsPacked(request)) return request.body;
  Gunzip gunzip;
  std::string unpacked;
  std::vector<char> piece(kPieceBytes);
  std::string_view left = request.body;
  while (true) {
    const auto written = gunzip.Inflate(left, piece);
    if (!written.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the body is no gzip: ", written.status().message()));
    }
    if (*written == 0 && left.empty()) break;
    unpacked.append(piece.data(), *written);
    if (unpacked.size() > bytes_max) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "the body is larger than ", bytes_max, " bytes when unpacked"));
    }
  }
  if (!gunzip.complete() || request.body.empty()) {
    return absl::InvalidArgumentError("the gzip data of the body ends early");
  }
  return unpacked;
}

absl::StatusOr<FirehoseRequest> ParseFirehose(std::string_view body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("requestId") ||
      !json["requestId"].is_string() || !json.contains("records") ||
      !json["records"].is_array()) {
    return absl::InvalidArgumentError(
        "the body is no Firehose request: "
        R"(it must be {"requestId":"...","records":[{"data":"BASE64"}]})");
  }
  FirehoseRequest request{json["requestId"].get<std::string>(), {}};
  for (const auto& record : json["records"]) {
    const size_t number = request.contents.size() + 1;
    Content content{
        absl::StrCat("firehose ", request.request_id, ", record ", number), ""};
    if (!record.is_object() || !record.contains("data") ||
        !record["data"].is_string() ||
        !absl::Base64Unescape(record["data"].get_ref<const std::string&>(),
                              &content.bytes)) {
      return absl::InvalidArgumentError(
          absl::StrCat("records[", number - 1, "].data: is no base64"));
    }
    request.contents.push_back(std::move(content));
  }
  return request;
}

}  // namespace farcall
