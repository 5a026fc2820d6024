// SPDX-License-Identifier: Apache-2.0
#include "cli/output/baseline_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "formats/names.h"

namespace farcall {
namespace {

constexpr size_t kDefaultWidth = 100;
constexpr size_t kBarWidthMin = 10;
constexpr size_t kBarWidthMax = 40;
constexpr size_t kShareWidth = 7;  // `100.0 %`
constexpr size_t kDateWidth = 10;
constexpr size_t kMinuteWidth = 16;  // `2026-01-02T03:04`
constexpr size_t kGap = 2;

template <typename Message>
std::string Date(bool is_set, const Message& timestamp) {
  return is_set ? Rfc3339(timestamp.seconds()).substr(0, kDateWidth) : "-";
}

// What a row is marked with: `quarantine until 2026-12-11`, `benign until
// 2026-05-31 by ops, 2026-03-02, "on a trip"`. Empty of a settled value.
std::string MarkOf(const v1::ValueCount& value) {
  switch (value.state()) {
    case v1::VALUE_STATE_SETTLING:
      return "not settled until " +
             Rfc3339(value.settles().seconds()).substr(0, kMinuteWidth) + "Z";
    case v1::VALUE_STATE_QUARANTINE:
      return "quarantine until " + Date(true, value.settles());
    case v1::VALUE_STATE_BENIGN:
    case v1::VALUE_STATE_MALICIOUS:
      break;
    default:
      return "";
  }
  const v1::FeedbackEntry& verdict = value.verdict();
  std::string mark = Name(value.state());
  if (verdict.has_until()) mark += " until " + Date(true, verdict.until());
  if (!verdict.actor().empty()) mark += " by " + verdict.actor();
  if (verdict.has_time()) mark += ", " + Date(true, verdict.time());
  if (!verdict.reason().empty()) mark += ", \"" + verdict.reason() + '"';
  return mark;
}

// Widths of a histogram's columns.
struct ChartLayout {
  size_t value = 0;
  size_t bar = 0;
  size_t calls = 0;
};

ChartLayout LayOut(const v1::Histogram& histogram, size_t shown,
                   const ChartOptions& options) {
  ChartLayout layout{.value = 0, .bar = 0, .calls = Columns("CALLS")};
  for (size_t i = 0; i < shown; ++i) {
    const v1::ValueCount& value = histogram.values(static_cast<int>(i));
    layout.value = std::max(layout.value,
                            Columns(Printable(value.value(), options.charset)));
    layout.calls = std::max(layout.calls, WithThousands(value.calls()).size());
  }
  const size_t width = options.width == 0 ? kDefaultWidth : options.width;
  const size_t others = kGap + layout.value + kShareWidth + layout.calls +
                        2 * kDateWidth + 5 * kGap;
  layout.bar = width > others + kBarWidthMin
                   ? std::min(width - others, kBarWidthMax)
                   : kBarWidthMin;
  return layout;
}

void WriteValue(const v1::ValueCount& value, double largest,
                const ChartLayout& layout, Charset charset, std::ostream& out) {
  const std::string gap(kGap, ' ');
  const double part = largest > 0 ? value.share() / largest : 0;
  out << gap << PadRight(Printable(value.value(), charset), layout.value) << gap
      << PadRight(HorizontalBar(part, layout.bar, charset), layout.bar) << gap
      << PadLeft(Percent(value.share()), kShareWidth) << gap
      << PadLeft(WithThousands(value.calls()), layout.calls) << gap
      << PadRight(Date(value.has_first_seen(), value.first_seen()), kDateWidth)
      << gap;
  const std::string last = Date(value.has_last_seen(), value.last_seen());
  const std::string mark = Printable(MarkOf(value), charset);
  if (mark.empty()) {
    out << last << '\n';
  } else {
    out << PadRight(last, kDateWidth) << gap << mark << '\n';
  }
}

void WriteHeader(const ChartLayout& layout, std::ostream& out) {
  const std::string gap(kGap, ' ');
  out << std::string(kGap + layout.value + kGap + layout.bar, ' ') << gap
      << PadLeft("SHARE", kShareWidth) << gap << PadLeft("CALLS", layout.calls)
      << gap << PadRight("FIRST SEEN", kDateWidth) << gap << "LAST SEEN\n";
}

void WriteHistogram(const v1::Histogram& histogram, const ChartOptions& options,
                    std::ostream& out) {
  const size_t kinds = static_cast<size_t>(histogram.values_size());
  const size_t shown = std::min(kinds, options.top);
  out << '\n' << Printable(histogram.attribute(), options.charset) << '\n';
  if (shown == 0) return;

  const ChartLayout layout = LayOut(histogram, shown, options);
  WriteHeader(layout, out);
  double largest = 0;
  for (const v1::ValueCount& value : histogram.values()) {
    largest = std::max(largest, value.share());
  }
  double rest = 1;
  for (size_t i = 0; i < shown; ++i) {
    const v1::ValueCount& value = histogram.values(static_cast<int>(i));
    WriteValue(value, largest, layout, options.charset, out);
    rest -= value.share();
  }
  if (shown < kinds) {
    out << "  and " << WithThousands(kinds - shown) << " more, "
        << Percent(std::max(rest, 0.0)) << " (--top shows more)\n";
  }
}

}  // namespace

std::string HorizontalBar(double part, size_t width, Charset charset) {
  constexpr std::array<const char*, 8> kEighths = {"",  "▏", "▎", "▍",
                                                   "▌", "▋", "▊", "▉"};
  const size_t steps = charset == Charset::kUtf8 ? kEighths.size() : 1;
  const double bounded = std::clamp(part, 0.0, 1.0);
  size_t filled = static_cast<size_t>(
      std::lround(bounded * static_cast<double>(width * steps)));
  if (bounded > 0) filled = std::max<size_t>(filled, 1);

  std::string bar;
  for (size_t i = 0; i < filled / steps; ++i) {
    bar += charset == Charset::kUtf8 ? "█" : "#";
  }
  return bar + kEighths[filled % steps];
}

void WriteBaselineChart(const v1::Baseline& baseline,
                        const ChartOptions& options, std::ostream& out) {
  const v1::Entity& entity = baseline.entity();
  out << Name(entity.kind()) << ' '
      << Printable(entity.kind() == v1::ENTITY_KIND_TENANT ? entity.tenant()
                                                           : entity.name(),
                   options.charset)
      << "  " << Name(baseline.state()) << '\n'
      << WithThousands(baseline.calls())
      << (baseline.calls() == 1 ? " call" : " calls") << ", first seen "
      << (baseline.has_first_seen() ? Rfc3339(baseline.first_seen().seconds())
                                    : "-")
      << ", last seen "
      << (baseline.has_last_seen() ? Rfc3339(baseline.last_seen().seconds())
                                   : "-")
      << '\n';
  for (const v1::Histogram& histogram : baseline.histograms()) {
    WriteHistogram(histogram, options, out);
  }
}

}  // namespace farcall
