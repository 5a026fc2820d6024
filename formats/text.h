// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/with_thousands.h"

namespace farcall {

enum class Charset { kAscii, kUtf8 };

// `text` as it may be shown on a terminal: control and direction characters and
// broken UTF-8 become `?` (with kAscii all that is not ASCII), so that nothing
// in a log can steer the terminal.
std::string Printable(std::string_view text, Charset charset);

// The functions below take and return printable text and measure it in code
// points.
size_t Columns(std::string_view text);

// `text` if it has at most `columns`; else its start and an ellipsis.
std::string CutEnd(std::string_view text, size_t columns, Charset charset);

std::string PadLeft(std::string text, size_t columns);
std::string PadRight(std::string text, size_t columns);

// Lines of at most `columns`, broken at spaces; a longer word stays whole.
// `columns` 0 = one line.
std::vector<std::string> Wrap(std::string_view text, size_t columns);

// 0.912 -> `91.2 %`
std::string Percent(double share);

// 12345678 -> `11.8 MiB`
std::string ByteSize(uint64_t bytes);

// `2026-01-02T03:04:05Z`
std::string Rfc3339(int64_t unix_seconds);
// Its date alone, `2026-01-02`.
std::string Date(int64_t unix_seconds);

}  // namespace farcall
