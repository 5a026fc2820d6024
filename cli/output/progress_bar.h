// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>

#include "formats/text.h"

namespace farcall {

struct Progress {
  uint64_t bytes_read = 0;
  uint64_t bytes_total = 0;  // 0 = not known
  uint64_t records = 0;
  double seconds = 0;
  std::optional<double> score_highest;
};

// One line of at most `width` columns.
std::string ProgressLine(const Progress& progress, size_t width,
                         Charset charset);

// A line of a terminal that is written over and over, some times a second.
class ProgressBar {
 public:
  ProgressBar(std::ostream& terminal, size_t width, Charset charset)
      : terminal_(terminal), width_(width), charset_(charset) {}
  ~ProgressBar() { Clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Show(const Progress& progress);
  void Clear();

 private:
  std::ostream& terminal_;
  const size_t width_;
  const Charset charset_;
  std::chrono::steady_clock::time_point next_;
  bool is_shown_ = false;
};

}  // namespace farcall
