// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/s3_client.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "ingest/aws/aws_error.h"
#include "ingest/aws/uri_encoding.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr size_t kKeyBytesMax = 1024;
constexpr size_t kBucketBytesMax = 255;  // of old; 63 today

bool IsLowerCaseOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Old buckets of us-east-1 have upper-case letters and underscores.
bool IsBucket(std::string_view bucket) {
  return !bucket.empty() && bucket.size() <= kBucketBytesMax &&
         std::all_of(bucket.begin(), bucket.end(),
                     [](char c) {
                       return IsLowerCaseOrDigit(c) || (c >= 'A' && c <= 'Z') ||
                              c == '-' || c == '.' || c == '_';
                     }) &&
         bucket != "." && bucket != "..";
}

bool MayBeHostLabel(std::string_view bucket) {
  return bucket.size() <= 63 && IsLowerCaseOrDigit(bucket.front()) &&
         IsLowerCaseOrDigit(bucket.back()) &&
         std::all_of(bucket.begin(), bucket.end(),
                     [](char c) { return IsLowerCaseOrDigit(c) || c == '-'; });
}

bool IsKey(std::string_view key) {
  return !key.empty() && key.size() <= kKeyBytesMax;
}

// The region that the bucket is in, where an answer tells that it is another
// than the one that was asked; empty otherwise.
std::string OtherRegion(const HttpResponse& response,
                        const std::string& asked) {
  if (response.code != 301 && response.code != 307 && response.code != 400) {
    return {};
  }
  const std::string_view region = response.Header("x-amz-bucket-region");
  if (!IsRegion(region) || region == asked) return {};
  return std::string(region);
}

}  // namespace

std::string S3Object::Name() const {
  return Concat({"s3://", bucket, "/", key});
}

S3Client::S3Client(SignedHttp& http, Options options)
    : http_(http), options_(std::move(options)) {}

absl::StatusOr<AwsCall> S3Client::CallFor(const S3Object& object,
                                          const std::string& region) const {
  AwsCall call;
  call.method = "GET";
  call.scope = {region, "s3"};
  call.timeout = options_.timeout;
  const std::string path = "/" + PercentEncodePath(object.key);
  const std::string bucket_path = Concat({"/", object.bucket, path});
  if (options_.endpoint) {
    call.endpoint = *options_.endpoint;
    call.encoded_path = bucket_path;
    return call;
  }
  // Credentials hold in one partition, and a message is not to send them to
  // another.
  if (DomainOfRegion(region) != DomainOfRegion(options_.region)) {
    return absl::InvalidArgumentError(
        Concat({"GetObject ", object.Name(), ": region `", region,
                "` is in another partition than ", options_.region}));
  }
  absl::StatusOr<Endpoint> endpoint = RegionalEndpoint("s3", region);
  if (!endpoint.ok()) return endpoint.status();
  call.endpoint = *std::move(endpoint);
  if (MayBeHostLabel(object.bucket)) {
    call.endpoint.host = Concat({object.bucket, ".", call.endpoint.host});
    call.encoded_path = path;
  } else {
    call.encoded_path = bucket_path;
  }
  return call;
}

absl::StatusOr<std::string> S3Client::GetObject(const S3Object& object,
                                                size_t bytes_max,
                                                std::stop_token stop) {
  if (!IsBucket(object.bucket) || !IsKey(object.key)) {
    return absl::InvalidArgumentError(
        "GetObject: the name of the bucket or of the key is none");
  }
  std::string region = object.region.empty() ? options_.region : object.region;
  for (int attempt = 0;; ++attempt) {
    absl::StatusOr<AwsCall> call = CallFor(object, region);
    if (!call.ok()) return call.status();
    call->response_bytes_max = bytes_max;
    call->stop = stop;
    const std::string endpoint = call->endpoint.Url();
    absl::StatusOr<HttpResponse> response = http_.Send(*std::move(call));
    if (!response.ok()) {
      return absl::Status(response.status().code(),
                          Concat({"GetObject ", object.Name(), ": ",
                                  std::string(response.status().message())}));
    }
    if (response->code == 200) return std::move(response->body);
    std::string other = OtherRegion(*response, region);
    if (attempt > 0 || options_.endpoint || other.empty()) {
      return AwsStatus("GetObject " + object.Name(), endpoint, *response);
    }
    region = std::move(other);
  }
}

}  // namespace farcall
