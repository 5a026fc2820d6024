// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "scoring/event/finding_id.h"

namespace farcall {

// An id as values have it.
inline std::string BytesOf(const FindingId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

// False if `bytes` are no id.
inline bool TakeId(std::string_view bytes, FindingId& id) {
  if (bytes.size() != FindingId::kBytes) return false;
  std::ranges::copy(bytes, id.bytes.begin());
  return true;
}

}  // namespace farcall
