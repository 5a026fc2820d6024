// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "ingest/aws/signed_http.h"
#include "tests/ingest/aws/fake_http.h"
#include "tests/ingest/aws/fixed_credentials.h"

namespace farcall {

// What signs requests to a FakeHttp.
struct SignedCalls {
  FakeHttp http;
  FixedCredentials* provider = new FixedCredentials;
  absl::Time now = TestTime();
  CachedCredentials credentials{std::unique_ptr<CredentialsProvider>(provider),
                                [this] { return now; }};
  SignedHttp signer{http, credentials, [this] { return now; }};
};

}  // namespace farcall
