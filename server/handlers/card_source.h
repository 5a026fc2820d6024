// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/fact_store.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "triage/card/card_input.h"

namespace farcall {

// Gathers what cards are made of. Thread-safe.
class CardSource {
 public:
  // A question whose a source address is, of calls from an origin to an
  // account.
  struct AddressAsked {
    std::string_view address{};
    std::string_view origin{};
    std::string_view account{};
    const TermUses& instance_uses;  // TermKind::kInstanceAddress
  };
  using OwnerOf = std::function<AddressOwner(const AddressAsked&)>;
  // Principals that are read for a term at most.
  static constexpr size_t kUsesMax = 10'000;
  // Pairs of an origin and a principal that are read at most to count
  // principals.
  static constexpr size_t kPrincipalUsesMax = 20'000;

  // What is known apart from the store. An empty function knows nothing.
  struct Surroundings {
    OwnerOf owner_of{};
    std::function<bool()> has_aws_ranges{};
    // Who is asked about a principal; empty = nobody is named.
    std::function<std::string(std::string_view principal)> contact_of{};
    // Why an asset is critical, may be empty; nothing if it is not.
    std::function<std::optional<std::string>(std::string_view asset)>
        critical_note{};
    std::function<int64_t()> country_database_seconds{};
    std::function<AddressListTimes()> address_lists{};
  };
  // All three are the same store.
  struct Stores {
    HistogramStore& histograms;
    const FindingStore& findings;
    const FactStore& facts;
  };

  // The stores must outlive it.
  CardSource(const Stores& stores, Surroundings surroundings)
      : stores_(stores), surroundings_(std::move(surroundings)) {}

  // What a card's input points to.
  class Gathered {
   public:
    CardInput& input() { return *input_; }
    const CardInput& input() const { return *input_; }

   private:
    friend class CardSource;

    std::unique_ptr<const Finding> finding_{};
    FactStore::Facts facts_{};
    std::map<EntityKey, std::unique_ptr<const Baseline>> baselines_{};
    std::unique_ptr<CardInput> input_{};
  };
  // All that is known of a finding now. `now_seconds` is Unix time of the
  // server. What was read need not be durable yet.
  absl::StatusOr<Gathered> Gather(std::string_view tenant, Finding finding,
                                  int64_t now_seconds) const;

  // Whose the address of calls is.
  absl::StatusOr<AddressOwner> OwnerOfAddress(std::string_view tenant,
                                              std::string_view address,
                                              std::string_view origin,
                                              std::string_view account) const;

 private:
  absl::Status AddFacts(std::string_view tenant, Gathered& gathered) const;
  absl::Status AddBaselines(std::string_view tenant, Gathered& gathered) const;
  absl::Status AddFindings(std::string_view tenant, CardInput& input) const;
  absl::Status AddUses(std::string_view tenant, CardInput& input) const;
  absl::Status AddIssuedKeyCalls(std::string_view tenant,
                                 CardInput& input) const;
  absl::Status AddPrincipals(std::string_view tenant, CardInput& input) const;
  absl::Status AddMadeIdentityCalls(std::string_view tenant,
                                    CardInput& input) const;
  absl::Status AddSurroundings(std::string_view tenant, CardInput& input) const;

  const Stores stores_;
  const Surroundings surroundings_;
};

}  // namespace farcall
