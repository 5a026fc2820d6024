// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "ingest/aws/endpoint.h"
#include "ingest/aws/signed_http.h"

namespace farcall {

// An object of S3, as a notification names it.
struct S3Object {
  std::string bucket;
  std::string key;     // not encoded
  std::string region;  // of the bucket; empty: that of the client

  // `s3://bucket/key`, for messages.
  std::string Name() const;

  bool operator==(const S3Object&) const = default;
};

// Reads objects. Thread-safe.
class S3Client {
 public:
  struct Options {
    std::string region;  // where a bucket is if a notification does not say it
    // With it all buckets are asked for there, in the path. Otherwise a bucket
    // is a part of the host's name, but for those with dots in their names,
    // which no certificate covers.
    std::optional<Endpoint> endpoint;
    absl::Duration timeout = absl::Minutes(2);  // of one object
  };

  // `http` must outlive it.
  S3Client(SignedHttp& http, Options options);

  // The object as it is stored, not decompressed. A bucket that says it is in
  // another region is asked there. Errors as AwsStatus() tells, and
  // INVALID_ARGUMENT for names that are none and for regions of another
  // partition, RESOURCE_EXHAUSTED for an object that is larger than
  // `bytes_max`, CANCELLED, UNAVAILABLE.
  absl::StatusOr<std::string> GetObject(const S3Object& object,
                                        size_t bytes_max,
                                        std::stop_token stop = {});

 private:
  absl::StatusOr<AwsCall> CallFor(const S3Object& object,
                                  const std::string& region) const;

  SignedHttp& http_;
  const Options options_;
};

}  // namespace farcall
