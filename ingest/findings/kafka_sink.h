// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "ingest/findings/finding_sink.h"
#include "ingest/kafka/kafka_writer.h"

namespace farcall {

// Changes as messages of a topic: a line of `farcall watch` each, with the
// principal as its key, so that those of a principal keep their order. Headers
// `finding-id` and `revision` tell what came before.
class KafkaSink final : public FindingSink {
 public:
  explicit KafkaSink(std::unique_ptr<KafkaWriter> writer)
      : writer_(std::move(writer)) {}

  std::string_view name() const override { return "kafka"; }
  absl::Status Deliver(const v1::WatchFindingsResponse& change) override;

 private:
  const std::unique_ptr<KafkaWriter> writer_;
};

}  // namespace farcall
