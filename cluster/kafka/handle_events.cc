// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/handle_events.h"

#include "absl/strings/str_cat.h"

namespace farcall {
namespace {

constexpr int kPollMilliseconds = 100;

}  // namespace

void HandleEvents::event_cb(RdKafka::Event& event) {
  switch (event.type()) {
    case RdKafka::Event::EVENT_ERROR:
      warn_(absl::StrCat(RdKafka::err2str(event.err()), ": ", event.str()));
      break;
    case RdKafka::Event::EVENT_LOG:
      warn_(event.str());
      break;
    default:
      break;
  }
}

HandlePoller::HandlePoller(RdKafka::Handle& handle)
    : thread_([&handle](const std::stop_token& stop) {
        while (!stop.stop_requested()) handle.poll(kPollMilliseconds);
      }) {}

}  // namespace farcall
