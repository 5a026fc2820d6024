// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/event/entity.h"
#include "scoring/records/attribute.h"

namespace farcall {

// Keys of baselines (docs/storage_format.md):
//
//   tenant 00 kind name 00
//
// Byte order is the order of tenant, kind, name. Unambiguous because neither
// tenant nor name holds a zero byte: INVALID_ARGUMENT where one does.
absl::StatusOr<std::string> EncodeEntityKey(const EntityKey& entity);
absl::Status AppendEntityKey(const EntityKey& entity, std::string& key);

// DATA_LOSS if `bytes` is no such key. A kind that a newer binary added is
// returned as it is.
absl::StatusOr<EntityKey> DecodeEntityKey(std::string_view bytes);

// The name in a key that EncodeEntityKey made of this tenant's entity.
std::string_view NameInEntityKey(std::string_view tenant, std::string_view key);

// Format 1 had a key for each histogram: its entity's, then the attribute.
bool IsFormatOneKey(std::string_view bytes);
std::string_view FormatOneEntityKey(std::string_view bytes);
Attribute FormatOneAttribute(std::string_view bytes);

// What the keys of entities of `kind` whose names start with `name_prefix`
// start with, and no others.
absl::StatusOr<std::string> EncodeNamePrefix(std::string_view tenant,
                                             EntityKind kind,
                                             std::string_view name_prefix);

// The lowest key above all keys that start with `prefix`; empty if there is
// none.
std::string AfterPrefix(std::string prefix);

}  // namespace farcall
