// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/histogram_store.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace farcall {

absl::Status HistogramStore::AwaitDurable(Ticket ticket) {
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<absl::Status> told;  // guarded by mutex
  std::optional<absl::Status> known =
      WhenDurable(ticket, [&](const absl::Status& durable) {
        const std::lock_guard lock(mutex);
        told = durable;
        changed.notify_one();  // under the lock: what waits ends then
      });
  if (known.has_value()) return *std::move(known);
  std::unique_lock lock(mutex);
  changed.wait(lock, [&told] { return told.has_value(); });
  return *std::move(told);
}

absl::Status HistogramStore::Update(const Query& query,
                                    absl::FunctionRef<Changed(Stored)> change) {
  const absl::StatusOr<Ticket> ticket = Apply(query, change);
  return ticket.ok() ? AwaitDurable(*ticket) : ticket.status();
}

}  // namespace farcall
