// SPDX-License-Identifier: Apache-2.0
#include "storage/term_gatherer.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace farcall {
namespace {

// The kind and the first bytes of the term's digest: nearly all of the order.
uint64_t PrefixOf(TermKind kind, const FactDigests::Digest& term) {
  uint64_t prefix = static_cast<uint64_t>(kind);
  for (size_t i = 0; i < 7; ++i) prefix = prefix << 8 | term[i];
  return prefix;
}

}  // namespace

absl::Status TermGatherer::Give(
    absl::FunctionRef<absl::Status(const FactTerm&)> take) {
  std::vector<Gathered> gathered = std::exchange(gathered_, {});
  struct Place {
    uint64_t prefix = 0;
    uint32_t index = 0;
  };
  std::vector<Place> order;
  order.reserve(gathered.size());
  for (const Gathered& one : gathered) {
    order.push_back(
        {PrefixOf(one.kind, one.term), static_cast<uint32_t>(order.size())});
  }
  std::ranges::sort(order, [&](const Place& a, const Place& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const Gathered& of_a = gathered[a.index];
    const Gathered& of_b = gathered[b.index];
    return std::tie(of_a.term, of_a.principal) <
           std::tie(of_b.term, of_b.principal);
  });
  std::string content;
  for (size_t i = 0; i < order.size();) {
    Gathered& one = gathered[order[i].index];
    for (++i; i < order.size(); ++i) {
      const Gathered& next = gathered[order[i].index];
      if (!next.HasKeyOf(one)) break;
      MergeTermUse(next.use, one.use);
    }
    content.clear();
    AppendTermUse(one.use, content);
    absl::Status status = take({.kind = one.kind,
                                .term = one.term,
                                .principal = one.principal,
                                .content = content});
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace farcall
