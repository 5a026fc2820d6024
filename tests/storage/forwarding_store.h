// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "scoring/batch/histogram_store.h"

namespace farcall {

// Hands each call on to the store of something that lives as long as this.
class ForwardingStore : public HistogramStore {
 public:
  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override {
    return target().Apply(query, change);
  }
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override {
    return target().WhenDurable(ticket, std::move(on_durable));
  }
  absl::Status Read(const Query& query,
                    absl::FunctionRef<void(Stored)> read) const override {
    return target().Read(query, read);
  }
  absl::StatusOr<Page> List(std::string_view tenant, EntityKind kind,
                            std::string_view name_prefix,
                            std::string_view after,
                            size_t limit) const override {
    return target().List(tenant, kind, name_prefix, after, limit);
  }
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view tenant,
                                            std::string_view principal,
                                            std::string_view next,
                                            size_t limit) const override {
    return target().ListFeedback(tenant, principal, next, limit);
  }
  absl::StatusOr<int64_t> Delete(const EntityKey& entity) override {
    return target().Delete(entity);
  }
  absl::Status Health() const override { return target().Health(); }

 private:
  virtual HistogramStore& target() const = 0;
};

}  // namespace farcall
