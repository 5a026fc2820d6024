// SPDX-License-Identifier: Apache-2.0
#include "cli/output/progress_bar.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace farcall {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr size_t kBarWidthMin = 8;
constexpr size_t kBarWidthMax = 30;

std::string Bar(double part, size_t width, Charset charset) {
  const size_t done = static_cast<size_t>(part * static_cast<double>(width));
  std::string bar = "[";
  for (size_t i = 0; i < width; ++i) {
    const bool is_done = i < done;
    if (charset == Charset::kUtf8) {
      bar += is_done ? "█" : "░";
    } else {
      bar += is_done ? '#' : '.';
    }
  }
  return bar + "] ";
}

std::string Figures(const Progress& progress) {
  std::string text = ByteSize(progress.bytes_read);
  if (progress.bytes_total > 0) text += " of " + ByteSize(progress.bytes_total);
  text += "  " + WithThousands(progress.records) + " records";
  if (progress.seconds > 0) {
    const double rate =
        static_cast<double>(progress.records) / progress.seconds;
    text += "  " + WithThousands(static_cast<uint64_t>(rate)) + "/s";
  }
  if (progress.score_highest.has_value()) {
    text += absl::StrFormat("  highest %.2f", *progress.score_highest);
  }
  return text;
}

}  // namespace

std::string ProgressLine(const Progress& progress, size_t width,
                         Charset charset) {
  const std::string figures = Figures(progress);
  if (progress.bytes_total == 0) return CutEnd(figures, width, charset);

  const double part =
      std::min(1.0, static_cast<double>(progress.bytes_read) /
                        static_cast<double>(progress.bytes_total));
  const std::string percent =
      absl::StrFormat("%3d %%  ", static_cast<int>(part * 100));
  const size_t others = Columns(percent) + Columns(figures) + 3;
  std::string bar;
  if (width >= others + kBarWidthMin) {
    bar = Bar(part, std::min(width - others, kBarWidthMax), charset);
  }
  return CutEnd(bar + percent + figures, width, charset);
}

void ProgressBar::Show(const Progress& progress) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kRedraw;
  is_shown_ = true;
  // One column stays free: some terminals wrap when the last one is written.
  terminal_ << "\r\x1b[K" << ProgressLine(progress, width_ - 1, charset_)
            << std::flush;
}

void ProgressBar::Clear() {
  if (!is_shown_) return;
  is_shown_ = false;
  terminal_ << "\r\x1b[K" << std::flush;
}

}  // namespace farcall
