// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace farcall {

// The text by which an answer for a network is kept (network_answers.h):
// `network|question|answer`, without memory of its own where it is short.
class AnswerName {
 public:
  AnswerName(std::string_view network, char question, std::string_view answer)
      : prefix_bytes_(network.size() + 3) {
    const size_t bytes = prefix_bytes_ + answer.size();
    char* at = short_.data();
    if (bytes > short_.size()) {
      long_.resize(bytes);
      at = long_.data();
    }
    whole_ = {at, bytes};
    at = std::ranges::copy(network, at).out;
    *at++ = '|';
    *at++ = question;
    *at++ = '|';
    std::ranges::copy(answer, at);
  }
  AnswerName(const AnswerName&) = delete;
  AnswerName& operator=(const AnswerName&) = delete;

  std::string_view whole() const { return whole_; }
  std::string_view prefix() const { return whole_.substr(0, prefix_bytes_); }

 private:
  const size_t prefix_bytes_;
  std::array<char, 96> short_;
  std::string long_;
  std::string_view whole_;
};

}  // namespace farcall
