// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "storage/pseudonyms.h"

namespace farcall {

// A HistogramStore that keeps what it is given in another one, under pseudonyms
// in the place of principals' names. Asked by name it finds what it keeps; what
// it lists has pseudonyms, by which it can be asked too. Names of principals
// cannot be listed by their beginning: INVALID_ARGUMENT.
class PseudonymousStore : public HistogramStore {
 public:
  // `store` must outlive it.
  PseudonymousStore(HistogramStore& store, const Pseudonyms& pseudonyms)
      : store_(store), pseudonyms_(pseudonyms) {}

  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override;
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override {
    return store_.WhenDurable(ticket, std::move(on_durable));
  }
  absl::Status Read(const Query& query,
                    absl::FunctionRef<void(Stored)> read) const override;
  absl::StatusOr<Page> List(std::string_view tenant, EntityKind kind,
                            std::string_view name_prefix,
                            std::string_view after,
                            size_t limit) const override;
  // The entries of one principal have the name that was asked for.
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view tenant,
                                            std::string_view principal,
                                            std::string_view next,
                                            size_t limit) const override;
  absl::StatusOr<int64_t> Delete(const EntityKey& entity) override;
  absl::Status Health() const override { return store_.Health(); }

  // A principal as the store names it.
  std::string KeptAs(std::string_view tenant, std::string_view principal) const;

 private:
  EntityKey KeptAs(const EntityKey& entity) const;
  std::vector<EntityKey> KeptAs(std::span<const EntityKey> entities) const;
  void PartRepeats(std::span<const EntityKey> entities,
                   std::vector<EntityKey>& kept) const;

  HistogramStore& store_;
  const Pseudonyms pseudonyms_;
};

}  // namespace farcall
