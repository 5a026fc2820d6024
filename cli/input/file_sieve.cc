// SPDX-License-Identifier: Apache-2.0
#include "cli/input/file_sieve.h"

#include <utility>

namespace farcall {

std::vector<std::string> FileSieve::Take(RecordText text) {
  std::vector<std::string> sent;
  const bool is_record = text.holds == RecordText::Holds::kRecord;
  const bool is_json = text.holds != RecordText::Holds::kNoJson;
  if (!is_record) {
    ++without_record_;
    any_json_ = any_json_ || is_json;
    if (!told_ && !held_) held_ = std::move(text.json);
  }
  any_record_ = any_record_ || is_record;
  const bool may_tell = any_record_ || (!in_folder_ && any_json_);
  if (held_ && may_tell) {
    sent.push_back(*std::exchange(held_, std::nullopt));
    told_ = true;
  }
  if (is_record) sent.push_back(std::move(text.json));
  return sent;
}

}  // namespace farcall
