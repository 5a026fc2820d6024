// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "ingest/http/http_message.h"
#include "ingest/http/http_server.h"
#include "ingest/mover/source.h"

namespace farcall {

// Requests as deliveries: each is answered once its records are scored. Who
// sends a request keeps what it sent until it has 200; all else is sent again.
class HttpSource final : public Source {
 public:
  enum class Framing {
    kRecords,   // of docs/cloudtrail.md
    kFirehose,  // Firehose's, with such records in it
  };

  struct Limits {
    size_t lanes = 4;
    size_t waiting_max = 64;                       // more are refused with 429
    size_t unpacked_bytes_max = size_t{64} << 20;  // of a body
    std::chrono::milliseconds answer_within{55'000};  // else 503
  };

  explicit HttpSource(Limits limits) : limits_(limits) {}

  // Takes a request, and answers it later.
  void Take(Framing framing, IncomingRequest request, HttpRoute::Answer answer);

  // Answers all that waits with 503; and all that comes.
  void Close();

  std::string_view name() const override { return "http"; }
  size_t lanes_max() const override { return limits_.lanes; }
  std::chrono::milliseconds lease() const override {
    return std::chrono::milliseconds::zero();
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

 private:
  struct Pending {
    Framing framing = Framing::kRecords;
    IncomingRequest request;
    HttpRoute::Answer answer;
    std::string firehose_id{};
    std::chrono::steady_clock::time_point deadline;
    std::chrono::system_clock::time_point sent;
  };

  // Answers a request and forgets it.
  void Answer(const std::string& id, HttpReply reply);

  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable_any has_waiting_;
  bool closed_ = false;
  uint64_t next_ = 1;
  std::deque<std::string> waiting_;                  // ids, in their order
  std::map<std::string, Pending, std::less<>> all_;  // by id
};

}  // namespace farcall
