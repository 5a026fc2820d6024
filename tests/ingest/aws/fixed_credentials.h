// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/aws/credentials.h"

namespace farcall {

inline constexpr std::string_view kTestSecret = "made-up-secret";

// Always the same keys.
class FixedCredentials : public CredentialsProvider {
 public:
  absl::StatusOr<AwsCredentials> Fetch() override {
    ++fetches_;
    return AwsCredentials{.access_key_id = "AKIDEXAMPLE",
                          .secret_access_key = std::string(kTestSecret),
                          .session_token = "made-up-token"};
  }
  std::string_view name() const override { return "fixed"; }
  int fetches() const { return fetches_; }

 private:
  int fetches_ = 0;
};

inline absl::Time TestTime() { return absl::FromUnixSeconds(1'800'000'000); }

}  // namespace farcall
