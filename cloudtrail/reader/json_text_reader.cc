// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/json_text_reader.h"

#include <algorithm>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "cloudtrail/encoding/container.h"
#include "cloudtrail/encoding/json_scanner.h"
#include "cloudtrail/reader/file_format.h"

namespace farcall {
namespace {

constexpr size_t kReadBytes = 256 << 10;
constexpr size_t kHeadBytes = 64 << 10;  // tell a format that is no JSON
// With the separator of JSON text sequences (RFC 7464).
constexpr std::string_view kSpace = " \t\r\n\x1E";
constexpr std::string_view kSpaceAndCommas = " \t\r\n\x1E,";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool BeginsValue(std::string_view text) {
  return text.starts_with('{') || text.starts_with('[');
}

}  // namespace

JsonTextReader::JsonTextReader(std::unique_ptr<ByteSource> source,
                               uint64_t text_bytes_max)
    : source_(std::move(source)), text_bytes_max_(text_bytes_max) {}

absl::StatusOr<std::optional<std::string>> JsonTextReader::Next() {
  if (layout_ == Layout::kUnknown) layout_ = FindLayout();
  size_t size = 0;
  if (!DropSpace()) {
    // Nothing but an error may be left.
  } else if (layout_ == Layout::kBraceLines) {
    size = FindBefore("\n{");
  } else if (layout_ == Layout::kValues && BeginsValue(Unread())) {
    size = FindValueEnd();
  } else {
    size = FindBefore("\n");
  }
  if (size > text_bytes_max_) {
    DropRest();
  } else if (size > 0) {
    return Take(size);
  }
  if (!status_.ok()) return status_;
  return std::optional<std::string>();
}

bool JsonTextReader::Fill() {
  if (at_end_ || Unread().size() > text_bytes_max_) return false;
  if (begin_ > buffer_.size() / 2) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  const size_t size = buffer_.size();
  buffer_.resize(size + kReadBytes);
  const absl::StatusOr<size_t> got =
      source_->Read(std::span(buffer_).subspan(size));
  if (!got.ok()) status_ = got.status();
  buffer_.resize(size + got.value_or(0));
  at_end_ = buffer_.size() == size;
  return !at_end_;
}

bool JsonTextReader::DropSpace() {
  while (true) {
    // Texts of an array whose brackets were cut off have commas between them.
    const size_t space = Unread().find_first_not_of(
        layout_ == Layout::kValues ? kSpaceAndCommas : kSpace);
    if (space != std::string_view::npos) {
      begin_ += space;
      return true;
    }
    begin_ = buffer_.size();
    if (!Fill()) return false;
  }
}

// The first two lines, whatever comes with them in one piece: they tell a
// format that is no JSON.
std::string_view JsonTextReader::Head() {
  while (true) {
    const std::string_view unread = Unread();
    const size_t first = unread.find('\n');
    const size_t second =
        first == unread.npos ? first : unread.find('\n', first + 1);
    if (BeginsValue(unread) || second != unread.npos ||
        unread.size() >= kHeadBytes || !Fill()) {
      return Unread().substr(0, std::min(second, kHeadBytes));
    }
  }
}

JsonTextReader::Layout JsonTextReader::FindLayout() {
  while (Unread().size() < kByteOrderMark.size() && Fill()) {
  }
  if (Unread().starts_with(kByteOrderMark)) begin_ += kByteOrderMark.size();
  if (!DropSpace()) return Layout::kLines;
  if (const auto format = ForeignFormatOf(Head()); !format.empty()) {
    Refuse(format);
    return Layout::kLines;
  }
  if (!BeginsValue(Unread())) return Layout::kLines;

  JsonScanner scanner;
  size_t at = 0;
  while (true) {
    const std::string_view unseen = Unread().substr(at);
    const std::string_view line = unseen.substr(0, unseen.find('\n'));
    at += scanner.Scan(line);
    if (scanner.state() != JsonScanner::State::kOpen) break;
    if (line.size() < unseen.size()) {
      // A line break inside a string is a broken line; any other is layout.
      return scanner.in_string() ? Layout::kLines : Layout::kValues;
    }
    if (!Fill()) return Layout::kValues;
  }
  return LineEndsAt(at) ? Layout::kLines : Layout::kValues;
}

bool JsonTextReader::LineEndsAt(size_t at) {
  while (true) {
    const size_t next = Unread().find_first_not_of(" \t\r", at);
    if (next != std::string_view::npos) return Unread()[next] == '\n';
    if (!Fill()) return true;
  }
}

size_t JsonTextReader::FindValueEnd() {
  JsonScanner scanner;
  size_t at = 0;
  while (true) {
    at += scanner.Scan(Unread().substr(at));
    if (scanner.state() != JsonScanner::State::kOpen) return at;
    if (!Fill()) break;
  }
  if (!at_end_) return Unread().size();  // too large
  // A bracket is missing. The pieces of an array can be told apart, and those
  // of other texts by the lines that begin one.
  if (FindContainer(Unread())) return Unread().size();
  layout_ = Layout::kBraceLines;
  return FindBefore("\n{");
}

size_t JsonTextReader::FindBefore(std::string_view mark) {
  size_t from = 1;
  while (true) {
    const size_t found = Unread().find(mark, from);
    if (found != std::string_view::npos) return found;
    from = std::max<size_t>(from, Unread().size() - 1);  // it may lie across
    if (!Fill()) return Unread().size();
  }
}

void JsonTextReader::Refuse(std::string_view format) {
  status_ = absl::UnimplementedError(
      source_->name() + " is " + std::string(format) +
      ", which is not read: export its records as JSON");
  begin_ = buffer_.size();
  at_end_ = true;
}

void JsonTextReader::DropRest() {
  status_ = absl::ResourceExhaustedError(
      source_->name() + ": a JSON text in it is larger than the limit of " +
      std::to_string(text_bytes_max_) + " bytes");
  begin_ = buffer_.size();
  at_end_ = true;
}

std::optional<std::string> JsonTextReader::Take(size_t size) {
  std::string_view text = Unread().substr(0, size);
  text = text.substr(0, text.find_last_not_of(kSpace) + 1);
  begin_ += size;
  return std::string(text);
}

}  // namespace farcall
