// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/batch/fact_store.h"
#include "storage/pseudonymous_store.h"

namespace farcall {

// Calls that are kept under pseudonyms, asked for by names. What principals
// have in common tells their pseudonyms.
class PseudonymousFacts final : public FactStore {
 public:
  // Both must outlive it.
  PseudonymousFacts(const FactStore& facts, const PseudonymousStore& names)
      : facts_(facts), names_(names) {}

  absl::StatusOr<Facts> FactsOf(std::string_view tenant,
                                std::string_view principal,
                                int64_t from_seconds,
                                int64_t to_seconds) const override {
    return facts_.FactsOf(tenant, names_.KeptAs(tenant, principal),
                          from_seconds, to_seconds);
  }
  absl::StatusOr<TermUses> UsesOf(std::string_view tenant, TermKind kind,
                                  std::string_view term,
                                  size_t limit) const override {
    return facts_.UsesOf(tenant, kind, term, limit);
  }
  absl::StatusOr<TermUses> UsesOfKind(std::string_view tenant, TermKind kind,
                                      size_t limit) const override {
    return facts_.UsesOfKind(tenant, kind, limit);
  }
  absl::StatusOr<int64_t> KeptSince(std::string_view tenant) const override {
    return facts_.KeptSince(tenant);
  }

 private:
  const FactStore& facts_;
  const PseudonymousStore& names_;
};

}  // namespace farcall
