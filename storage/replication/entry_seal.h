// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/codec/finding/finding_seal.h"

namespace farcall {

// How entries lie in a replicated log. Where principals are kept under
// pseudonyms an entry still names them in its findings and calls: it is then
// encrypted as a whole, under the key of the store's findings. Without a key
// its bytes are as they are.
class EntrySeal {
 public:
  explicit EntrySeal(const std::optional<FindingSeal::Key>& key)
      : is_on_(key.has_value()), seal_(key) {}

  // `place` says where the entry counts, such as a shard and a sequence: it
  // opens at no other.
  std::string Seal(std::string_view place, std::string entry) const;
  // DATA_LOSS for bytes that were not sealed for this place under this key, or
  // that were changed. DecodeJournalEntry tells whether the entry is sound.
  absl::StatusOr<std::string> Open(std::string_view place,
                                   std::string sealed) const;

 private:
  const bool is_on_;
  const FindingSeal seal_;
};

}  // namespace farcall
