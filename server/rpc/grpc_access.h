// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <optional>
#include <string_view>

#include "server/auth/authorizer.h"

namespace farcall {

// What the caller of a gRPC call shows of itself.
Credentials CredentialsOf(const grpc::ServerContextBase& context);
// What says of a gRPC call that a replica sent it on; nothing if it has none of
// that.
std::optional<Forwarding> ForwardingOf(const grpc::ServerContextBase& context);

// OK, or UNAUTHENTICATED for a caller that is nobody.
grpc::Status IdentityStatus(const Authorizer::Caller& caller);

// OK, UNAUTHENTICATED, or PERMISSION_DENIED for a caller without the right. An
// empty tenant means the server itself.
grpc::Status CheckAccess(const Authorizer& authorizer,
                         const Authorizer::Caller& caller, Right right,
                         std::string_view tenant);

}  // namespace farcall
