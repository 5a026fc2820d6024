// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/entity.h"

namespace farcall {

// Keys of the column family `histograms` (docs/storage_format.md):
//
//   tenant 00 kind name 00 attribute
//
// Byte order is the order of tenant, kind, name, attribute. Unambiguous because
// neither tenant nor name holds a zero byte: INVALID_ARGUMENT where one does.
absl::StatusOr<std::string> EncodeHistogramKey(const HistogramKey& key);

// DATA_LOSS if `bytes` is no such key. Kinds and attributes that a newer binary
// added are returned as they are.
absl::StatusOr<HistogramKey> DecodeHistogramKey(std::string_view bytes);

// What all histogram keys of one entity start with, and no others.
absl::StatusOr<std::string> EncodeEntityPrefix(const EntityKey& entity);

// The part of an encoded histogram key that EncodeEntityPrefix makes.
std::string_view EntityPrefixOf(std::string_view histogram_key);

// What the keys of entities of `kind` whose names start with `name_prefix`
// start with, and no others.
absl::StatusOr<std::string> EncodeNamePrefix(std::string_view tenant,
                                             EntityKind kind,
                                             std::string_view name_prefix);

// The lowest key above all keys that start with `prefix`; empty if there is
// none.
std::string AfterPrefix(std::string prefix);

}  // namespace farcall
