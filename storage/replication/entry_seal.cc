// SPDX-License-Identifier: Apache-2.0
#include "storage/replication/entry_seal.h"

#include <utility>

namespace farcall {
namespace {

// No key of a record begins so: what is sealed in the store is no entry.
constexpr std::string_view kContext("\0journal entry\0", 15);

// The first byte of a value that FindingSeal encrypted: no version of an entry.
constexpr char kSealed = '\2';

std::string ContextOf(std::string_view place) {
  return std::string(kContext).append(place);
}

}  // namespace

std::string EntrySeal::Seal(std::string_view place, std::string entry) const {
  if (!is_on_) return entry;
  return seal_.Seal(ContextOf(place), std::move(entry));
}

absl::StatusOr<std::string> EntrySeal::Open(std::string_view place,
                                            std::string sealed) const {
  if (!is_on_) {
    if (sealed.starts_with(kSealed)) {
      return absl::DataLossError(
          "journal entry: sealed, and the store has no pseudonym key");
    }
    return sealed;
  }
  absl::StatusOr<std::string> entry = seal_.Open(ContextOf(place), sealed);
  if (!entry.ok()) {
    return absl::DataLossError(
        "journal entry: not sealed for its place under the store's pseudonym "
        "key");
  }
  return entry;
}

}  // namespace farcall
