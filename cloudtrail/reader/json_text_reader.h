// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cloudtrail/reader/byte_source.h"

namespace farcall {

// Cuts a stream into its top-level JSON texts, holding one at a time: lines
// where the first text ends with its line, and otherwise texts of any number of
// lines, one after the other. Looks at brackets only: broken texts are passed
// on, ending where the next one seems to begin.
class JsonTextReader {
 public:
  // A text of more than `text_bytes_max` is RESOURCE_EXHAUSTED, a source in a
  // format that is not read UNIMPLEMENTED with its name.
  JsonTextReader(std::unique_ptr<ByteSource> source, uint64_t text_bytes_max);

  // The next text, never blank; nothing at the end. An error comes after all
  // texts that were read before it, and stays.
  absl::StatusOr<std::optional<std::string>> Next();

  uint64_t bytes_read() const { return source_->bytes_read(); }

 private:
  enum class Layout {
    kUnknown,
    kLines,      // a text a line
    kValues,     // texts end where their brackets do
    kBraceLines  // texts begin with a `{` at the beginning of a line
  };

  // What is read and not yet returned.
  std::string_view Unread() const {
    return std::string_view(buffer_).substr(begin_);
  }

  // Reads more. False at the end of the source, or of what may be held.
  bool Fill();
  // Whether there is more than space left; drops the space.
  bool DropSpace();

  std::string_view Head();
  Layout FindLayout();
  // Whether only space is left of the line from `at` in Unread().
  bool LineEndsAt(size_t at);
  size_t FindValueEnd();
  // Where the text that Unread() begins with ends: at `mark`, found in it, or
  // at the end.
  size_t FindBefore(std::string_view mark);
  std::optional<std::string> Take(size_t size);
  // Gives up, for a format that is not read.
  void Refuse(std::string_view format);
  // Gives up, for a text that is too large.
  void DropRest();

  std::unique_ptr<ByteSource> source_;
  const uint64_t text_bytes_max_;
  Layout layout_ = Layout::kUnknown;
  std::string buffer_;
  size_t begin_ = 0;
  bool at_end_ = false;
  absl::Status status_;  // why reading ended, if it was not the source's end
};

}  // namespace farcall
