// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "scoring/batch/histogram_store.h"

namespace farcall {

// What a store keeps of an entity of the tenant `default`.
inline Baseline StoredBaseline(const HistogramStore& store, EntityKind kind,
                               const std::string& name) {
  const EntityKey entity{"default", kind, name};
  Baseline found;
  EXPECT_TRUE(store
                  .Read({"default", {&entity, 1}, {}},
                        [&found](HistogramStore::Stored stored) {
                          found = *stored.baselines[0];
                        })
                  .ok());
  return found;
}

}  // namespace farcall
