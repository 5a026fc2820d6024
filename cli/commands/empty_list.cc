// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/empty_list.h"

namespace farcall {
namespace {

// False only if the server says so.
bool MayBeKnown(const ServerConnection& server, const std::string& tenant) {
  v1::GetBaselineRequest request;
  request.mutable_entity()->set_tenant(tenant);
  request.mutable_entity()->set_kind(v1::ENTITY_KIND_TENANT);
  const auto found =
      Call(server, &v1::BaselineService::Stub::GetBaseline, request);
  return !absl::IsNotFound(found.status());
}

}  // namespace

void TellEmptyList(const ServerConnection& server, const std::string& tenant,
                   const std::string& what, const Terminal& terminal) {
  const std::string name = "tenant " + (tenant.empty() ? "default" : tenant);
  terminal.Error(MayBeKnown(server, tenant)
                     ? "there are no " + what + " in " + name
                     : "nothing is known of " + name);
}

}  // namespace farcall
