// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/client_context.h>

#include <string>

#include "server/auth/authorizer.h"

namespace farcall {

// Makes a call to another replica show that this one makes it, on behalf of a
// caller with the names of `identity` (forwarding.h).
void Vouch(const Authorizer& authorizer, const std::string& identity,
           grpc::ClientContext& client);

// The same of a call that this replica makes on its own behalf.
void VouchForItself(const Authorizer& authorizer, grpc::ClientContext& client);

}  // namespace farcall
