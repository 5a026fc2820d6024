// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "scoring/batch/histogram_store.h"
#include "storage/codec/fact/fact_block_codec.h"
#include "storage/codec/fact/fact_digests.h"
#include "storage/fact_records.h"

namespace farcall {

// Which calls of a tenant are kept (ADR 45). Of a principal and an hour:
//   - the first kUsualCalls;
//   - then those that are noteworthy, or the first with their command, error
//     code, access key, agent, address or asset, up to kCallsMax;
//   - of their texts kTextBytesMax, of their terms kTermsMax.
// So whoever makes a flood of calls gets about 20 KiB an hour of the store.
// What is known of an hour lies in memory: after a restart, or where very many
// principals call within an hour, a few more are kept. In the tenant's turn.
class FactKeeper {
 public:
  static constexpr size_t kUsualCalls = 64;
  static constexpr size_t kCallsMax = 96;
  static constexpr size_t kTextBytesMax = 6 << 10;
  static constexpr size_t kTermsMax = 24;
  // Principals and hours that are known at once.
  static constexpr size_t kHoursKnownMax = 50'000;

  // `hours`: calls that are older than the tenant's newest by so much are not
  // kept. `digests` must outlive it.
  FactKeeper(std::string_view tenant, uint32_t hours,
             const FactDigests& digests)
      : tenant_(tenant), hours_(hours), digests_(digests), writer_(digests) {}

  // Takes those calls of an update that are to be kept. `keys` are the encoded
  // keys of its entities; `now_hour` is the Unix hour of the server.
  void Add(std::span<const CountedCall> calls,
           std::span<const std::string> keys, uint32_t now_hour);

  // What is to be written with the updates whose calls were added.
  FactWrites Take();

  // Forgets what is known: after an append that failed, and after an erasure.
  void Clear();

 private:
  struct Key {
    uint64_t principal = 0;  // its hash
    uint32_t hour = 0;       // or, with kDay, the day

    bool operator==(const Key&) const = default;
    template <typename H>
    friend H AbslHashValue(H state, const Key& key) {
      return H::combine(std::move(state), key.principal, key.hour);
    }
  };
  static constexpr uint32_t kDay = uint32_t{1} << 31;

  // What is known of a principal and an hour, or a day.
  struct Known {
    // A text or term that was written; by a hash of the process, since most are
    // asked for again.
    struct Seen {
      uint64_t hash = 0;
      uint64_t digest = 0;  // of a text
    };

    FactDigests::Digest principal{};
    size_t calls = 0;
    size_t text_bytes = 0;
    size_t terms = 0;
    uint64_t not_kept = 0;         // in all
    uint64_t not_kept_untold = 0;  // since the last block
    std::vector<Seen> seen{};      // few

    const Seen* Find(uint64_t hash) const;
  };
  using KnownMap = absl::flat_hash_map<Key, std::unique_ptr<Known>>;

  // A call of an update, with what is known of its principal and hour.
  struct Sorted {
    Known* known = nullptr;
    uint32_t hour = 0;
    const CountedCall* call = nullptr;
    uint64_t principal = 0;  // hash
  };
  struct TermOf;

  void Sort(std::span<const CountedCall> calls,
            std::span<const std::string> keys);
  Known& Find(const Key& key, std::string_view entity_key);
  // Of one principal and hour.
  void AddSome(std::span<const Sorted> calls, std::span<const std::string> keys,
               uint32_t now_hour);
  bool IsToKeep(const CountedCall& call, const Known& known) const;
  void Keep(const CountedCall& call, Known& known);
  void AddTerms(const TermOf& of, Known& known);
  void AddTerm(TermKind kind, std::string_view term, const TermOf& of,
               Known& known);

  const std::string tenant_;
  const uint32_t hours_;
  const FactDigests& digests_;
  uint32_t newest_hour_ = 0;
  // The hours that were used lately, and those before them: a full map takes
  // the other's place.
  KnownMap latest_{};
  KnownMap before_{};
  // Of the update that is added.
  std::vector<Sorted> sorted_{};
  FactBlockWriter writer_;
  FactWrites writes_{};
};

}  // namespace farcall
