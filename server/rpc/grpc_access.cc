// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/grpc_access.h"

#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

// Of the properties that gRPC makes of a verified certificate.
constexpr const char* kNameProperties[] = {"x509_subject_alternative_name",
                                           "x509_common_name"};

}  // namespace

Credentials CredentialsOf(const grpc::ServerContextBase& context) {
  Credentials credentials;
  const auto& metadata = context.client_metadata();
  if (const auto it = metadata.find("authorization"); it != metadata.end()) {
    credentials.authorization.emplace(it->second.data(), it->second.size());
  }
  const auto peer = context.auth_context();
  if (peer == nullptr || !peer->IsPeerAuthenticated()) return credentials;
  for (const char* property : kNameProperties) {
    for (const grpc::string_ref& name : peer->FindPropertyValues(property)) {
      credentials.certificate_names.emplace_back(name.data(), name.size());
    }
  }
  return credentials;
}

std::optional<Forwarding> ForwardingOf(const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  const auto value = [&metadata](const char* name) {
    const auto found = metadata.find(name);
    return found == metadata.end()
               ? std::string()
               : std::string(found->second.data(), found->second.size());
  };
  if (!metadata.contains(kHopHeader) && !metadata.contains(kIdentityHeader)) {
    return std::nullopt;
  }
  return Forwarding{.hop = value(kHopHeader),
                    .identity = value(kIdentityHeader),
                    .cluster_token = value(kClusterTokenHeader)};
}

grpc::Status IdentityStatus(const Authorizer::Caller& caller) {
  switch (caller.access) {
    case Access::kNoCredentials:
      return NoCredentials();
    case Access::kBadCredentials:
      return BadCredentials();
    case Access::kNotAReplica:
      return NotAReplica();
    default:
      return grpc::Status::OK;
  }
}

grpc::Status CheckAccess(const Authorizer& authorizer,
                         const Authorizer::Caller& caller, Right right,
                         std::string_view tenant) {
  switch (authorizer.Check(caller, right, tenant)) {
    case Access::kAllowed:
      return grpc::Status::OK;
    case Access::kNotAllowed:
      return NotAllowed(caller.name(), RightName(right), tenant);
    case Access::kReservedTenant:
      return ReservedTenant(tenant);
    case Access::kNoCredentials:
    case Access::kBadCredentials:
    case Access::kNotAReplica:
      break;
  }
  return IdentityStatus(caller);
}

}  // namespace farcall
