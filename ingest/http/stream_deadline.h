// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <memory>

#include "absl/strings/str_cat.h"
#include "ingest/http/http_message.h"

namespace farcall {

// Cancels what a stream waits for once a time is over, and whatever it waits
// for next.
class StreamDeadline {
 public:
  StreamDeadline(boost::beast::tcp_stream& stream,
                 std::chrono::milliseconds time)
      : state_(std::make_shared<State>(stream)), time_(time) {
    state_->timer.expires_after(time);
    Wait(state_);
  }
  ~StreamDeadline() {
    state_->is_over = true;
    state_->timer.cancel();
  }
  StreamDeadline(const StreamDeadline&) = delete;
  StreamDeadline& operator=(const StreamDeadline&) = delete;

  bool passed() const { return state_->passed; }

  HttpReply TooSlow() const {
    return HttpError(408, "DEADLINE_EXCEEDED",
                     absl::StrCat("the request did not arrive within ",
                                  time_.count(), " ms"));
  }

 private:
  struct State {
    explicit State(boost::beast::tcp_stream& waiting)
        : stream(waiting), timer(waiting.get_executor()) {}

    boost::beast::tcp_stream& stream;  // lives until is_over
    boost::asio::steady_timer timer;
    bool passed = false;
    bool is_over = false;
  };

  static void Wait(const std::shared_ptr<State>& state) {
    state->timer.async_wait([state](boost::system::error_code) {
      if (state->is_over) return;
      state->passed = true;
      state->stream.cancel();
      state->timer.expires_after(std::chrono::milliseconds(50));
      Wait(state);
    });
  }

  const std::shared_ptr<State> state_;
  const std::chrono::milliseconds time_;
};

}  // namespace farcall
