// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafkacpp.h>

#include <functional>
#include <string>
#include <thread>

namespace farcall {

// Passes on what librdkafka has to say: errors of connections, and its log.
// Called on threads of librdkafka too.
class HandleEvents final : public RdKafka::EventCb {
 public:
  explicit HandleEvents(std::function<void(const std::string&)> warn)
      : warn_(std::move(warn)) {}

  void event_cb(RdKafka::Event& event) override;

 private:
  const std::function<void(const std::string&)> warn_;
};

// A thread on which the callbacks of a handle run, until it is destroyed. The
// handle must live longer.
class HandlePoller {
 public:
  explicit HandlePoller(RdKafka::Handle& handle);

 private:
  std::jthread thread_;
};

}  // namespace farcall
