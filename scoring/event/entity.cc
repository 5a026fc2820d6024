// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/entity.h"

namespace farcall {

std::string_view EntityKindName(EntityKind kind) {
  switch (kind) {
    case EntityKind::kTenant:
      return "tenant";
    case EntityKind::kAccount:
      return "account";
    case EntityKind::kCommand:
      return "command";
    case EntityKind::kPrincipal:
      return "principal";
    case EntityKind::kPeers:
      return "peers";
    case EntityKind::kRole:
      return "role";
  }
  return "unknown";
}

}  // namespace farcall
