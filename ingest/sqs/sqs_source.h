// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/aws/credentials.h"
#include "ingest/aws/notification.h"
#include "ingest/aws/s3_client.h"
#include "ingest/aws/sqs_client.h"
#include "ingest/mover/source.h"

namespace farcall {

// A queue of SQS whose messages name objects of S3, or hold records themselves
// (ReadNotification()). A delivery is one message; a lane asks for one at a
// time, so that none waits behind another while its visibility runs out.
// Thread-safe.
//
// An object that is not there is rejected only where the caller may list the
// bucket (s3:ListBucket): S3 says 403 to others, which is tried again for ever.
class SqsSource : public Source {
 public:
  // Where what is rejected goes in the end.
  enum class Rejected {
    kToDeadLetterQueue,  // the queue's RedrivePolicy moves it
    kNowhere,            // it has none: unreadable content is written to the
                         // dead letters, and a message that is no notification
                         // comes again until it is too old
  };

  struct Options {
    size_t lanes_max = 4;
    absl::Duration lease = absl::Minutes(5);  // whole seconds, 12 hours at most
    absl::Duration wait = SqsClient::kWaitMax;  // for a message
    // All objects of one message together, as they are stored.
    size_t delivery_bytes_max = size_t{256} << 20;
    Rejected rejected = Rejected::kToDeadLetterQueue;
    // Until a message that was rejected comes again: the first time, twice as
    // long each time, at most.
    absl::Duration first_pause = absl::Seconds(10);
    absl::Duration pause_max = absl::Minutes(5);
  };

  // What came in messages that were acknowledged, beside what is worked on.
  struct Ignored {
    uint64_t test_events = 0;
    uint64_t other_events = 0;  // of objects that were not created
    uint64_t digests = 0;       // objects
    uint64_t folders = 0;       // objects
  };

  // `queue` and `objects` must outlive it.
  SqsSource(SqsClient& queue, S3Client& objects, Options options,
            TimeSource now);

  std::string_view name() const override { return "sqs"; }
  size_t lanes_max() const override { return options_.lanes_max; }
  std::chrono::milliseconds lease() const override {
    return absl::ToChronoMilliseconds(options_.lease);
  }
  absl::StatusOr<std::vector<Delivery>> Receive(
      const std::stop_token& stop) override;
  absl::Status Load(Delivery& delivery) override;
  absl::Status Acknowledge(const Delivery& delivery,
                           const DeliveryCounts& counts) override;
  absl::StatusOr<std::vector<std::string>> Extend(
      std::span<const std::string> ids) override;
  absl::Status Reject(const Delivery& delivery,
                      const absl::Status& reason) override;
  absl::Status Release(const Delivery& delivery) override;

  Ignored ignored() const;

 private:
  // A message that is worked on.
  struct Held {
    std::string receipt_handle;
    absl::Time until;  // its visibility ends
    absl::StatusOr<Notification> notification;
  };

  Delivery Hold(SqsMessage message, absl::Time asked);
  std::optional<Held> Find(const std::string& id) const;
  std::optional<Held> Take(const std::string& id);
  // Forgets messages whose visibility ended long ago: nobody asks for them.
  void ForgetOld(absl::Time now);
  void Count(const Notification& notification);

  // Extends a batch; adds those that are held no more to `lost`. The first
  // error that may pass.
  absl::Status ExtendBatch(std::span<const std::string> ids,
                           std::vector<std::string>& lost);
  absl::Duration PauseAfter(uint32_t attempt) const;

  SqsClient& queue_;
  S3Client& objects_;
  const Options options_;
  const TimeSource now_;

  mutable std::mutex mutex_;
  std::map<std::string, Held, std::less<>> held_;  // by id of the delivery
  uint64_t received_ = 0;
  Ignored ignored_;
};

}  // namespace farcall
