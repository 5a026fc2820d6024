// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "geo/origin_resolver.h"

namespace farcall {

inline std::unique_ptr<DatabaseOriginResolver> Open(const OriginFiles& files) {
  auto resolver = DatabaseOriginResolver::Open(files);
  EXPECT_TRUE(resolver.ok()) << resolver.status();
  return *std::move(resolver);
}

inline Origin Resolve(const OriginResolver& resolver,
                      const std::string& address,
                      const std::string& country = "") {
  Event event;
  event.source_address = address;
  event.country = country;
  Origin origin;
  resolver.Resolve({&event, 1}, {&origin, 1});
  return origin;
}

}  // namespace farcall
