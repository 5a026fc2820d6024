// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cloudtrail/reader/record_cutter.h"

namespace farcall {

// Decides which texts of one file are sent to the server. Of those that hold no
// CloudTrail record the first one alone is sent, so that its error is told
// once; the others are counted. In a file of a folder it is held back until a
// record comes: a folder also has logs of other services.
class FileSieve {
 public:
  explicit FileSieve(bool in_folder) : in_folder_(in_folder) {}

  // The texts that are sent now, in their order.
  std::vector<std::string> Take(RecordText text);

  // Whether a record, or something that is known to be none, was there.
  bool any_record() const { return any_record_; }
  // Texts without a record: all of them, and those that were not sent.
  uint64_t without_record() const { return without_record_; }
  uint64_t unsent() const { return without_record_ - (told_ ? 1 : 0); }
  // Whether one of them was JSON.
  bool any_json() const { return any_json_; }

 private:
  const bool in_folder_;
  bool any_record_ = false;
  bool any_json_ = false;
  bool told_ = false;
  uint64_t without_record_ = 0;
  std::optional<std::string> held_;  // the first one, if not sent yet
};

}  // namespace farcall
