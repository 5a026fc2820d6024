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
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "storage/codec/fact/call_log_codec.h"
#include "storage/codec/fact/fact_block_codec.h"
#include "storage/codec/fact/fact_digests.h"
#include "storage/fact_records.h"
#include "storage/term_gatherer.h"

namespace farcall {

// Which calls of a tenant are kept (ADR 45), and in which blocks (ADR 48). Of a
// principal and an hour:
//   - the first kUsualCalls;
//   - then those that are noteworthy, or the first with their command, error
//     code, access key, agent, address or asset, up to kCallsMax;
//   - of their texts kTextBytesMax, of their terms kTermsMax.
// So whoever makes a flood of calls gets about 20 KiB an hour of the store.
// What is known of an hour lies in memory: after a restart, or where very many
// principals call within an hour, a few more are kept.
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
      : tenant_(tenant), hours_(hours), digests_(digests) {}

  // Takes the calls of an entry of the journal. The bytes that it was read from
  // must live until Write.
  void Add(const CallLogEntry& entry, uint64_t sequence);

  // Gives what is to be kept of the calls that were added: blocks, one for each
  // principal and hour, and then uses of terms, both in the order of their
  // keys. Until an error of either function, which it returns.
  absl::Status Write(
      absl::FunctionRef<absl::Status(const FactBlock&)> take_block,
      absl::FunctionRef<absl::Status(const FactTerm&)> take_term);

  // Forgets what is known of hours: texts are written again.
  void Clear();
  size_t hours_known() const { return latest_.size() + before_.size(); }

  struct Counts {
    uint64_t kept = 0;
    uint64_t not_kept = 0;
  };
  // Of the calls that were added since it was last asked.
  Counts TakeCounts() { return std::exchange(counts_, {}); }

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
    size_t calls = 0;
    size_t text_bytes = 0;
    size_t terms = 0;
    uint64_t not_kept = 0;         // in all
    uint64_t not_kept_untold = 0;  // since the last block
    // Hashes of texts and terms that were written; few.
    std::vector<uint64_t> seen{};

    bool Has(uint64_t hash) const;
  };
  using KnownMap = absl::flat_hash_map<Key, std::unique_ptr<Known>>;

  static constexpr uint32_t kNone = 0xFFFFFFFF;
  // A text of the calls that were added.
  struct Text {
    std::string_view text{};
    uint64_t hash = 0;
    uint64_t digest = 0;         // once it has_digest
    uint32_t principal = kNone;  // as such, its number
    // The latest group whose block has it, and its number there; the same of
    // the terms that it is, as bits of TermKind. Groups count from 1 on.
    uint32_t block = 0;
    uint32_t number = 0;
    uint32_t terms_of = 0;
    uint8_t kinds = 0;
    bool has_digest = false;
  };
  struct Principal {
    uint32_t text = 0;
    FactDigests::Digest digest{};
    uint32_t rank = 0;  // by digest
  };
  // Texts are numbers of `texts`; `first_number` is among `numbers`.
  struct Call {
    LoggedCall logged{};
    uint32_t written_hour = 0;
    uint64_t sequence = 0;
  };
  struct Place {
    uint64_t hour_and_rank = 0;
    uint32_t call = 0;

    auto operator<=>(const Place&) const = default;
  };
  struct Added {
    TextNumbers text_numbers{};
    std::vector<Text> texts{};
    std::vector<Principal> principals{};
    std::vector<uint32_t> numbers{};
    std::vector<Call> calls{};
  };
  // Calls of one principal and hour.
  struct Group {
    uint32_t number = 0;
    uint32_t hour = 0;
    const Principal& principal;
    Known& known;
    // Of `known.seen`, what other blocks have; the rest is known by the texts.
    size_t seen_before = 0;
  };

  uint32_t NumberOf(std::string_view text);
  uint32_t PrincipalOf(uint32_t text);
  std::vector<Place> Sort();
  Known& Find(const Key& key);
  std::span<const uint32_t> TextsOf(const Call& call) const;
  // False if no block is to be written.
  bool WriteGroup(std::span<const Place> places, uint32_t number,
                  FactBlock& block);
  bool IsToKeep(const Call& call, const Group& group) const;
  bool IsWritten(const Text& text, const Group& group) const;
  void Keep(const Call& call, const Group& group);
  void AddTerms(const Call& call, const Group& group);
  void AddTerm(TermKind kind, uint32_t term, const Group& group,
               const TermUseView& use);

  const std::string tenant_;
  const uint32_t hours_;
  const FactDigests& digests_;
  uint32_t newest_hour_ = 0;
  Counts counts_{};
  // The hours that were used lately, and those before them: a full map takes
  // the other's place.
  KnownMap latest_{};
  KnownMap before_{};
  Added added_{};
  std::vector<uint32_t> ids_{};  // of an entry's texts
  FactBlockWriter writer_{};
  TermGatherer terms_{};
};

}  // namespace farcall
