// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/codec/fact/term_use_codec.h"
#include "storage/fact_records.h"

namespace farcall {

// Gathers how principals of a tenant used terms, and gives each principal and
// term once, in the order of their keys.
class TermGatherer {
 public:
  // The texts of `use` must live until Give.
  void Add(TermKind kind, const FactDigests::Digest& term,
           const FactDigests::Digest& principal, const TermUseView& use) {
    gathered_.push_back({kind, term, principal, use});
  }

  // Until an error of `take`, which it returns. Empties the gatherer.
  absl::Status Give(absl::FunctionRef<absl::Status(const FactTerm&)> take);

 private:
  struct Gathered {
    TermKind kind = TermKind::kOrigin;
    FactDigests::Digest term{};
    FactDigests::Digest principal{};
    TermUseView use{};

    bool HasKeyOf(const Gathered& other) const {
      return kind == other.kind && term == other.term &&
             principal == other.principal;
    }
  };

  std::vector<Gathered> gathered_{};
};

}  // namespace farcall
