// SPDX-License-Identifier: Apache-2.0
#include "server/routing/vouching.h"

#include "server/auth/forwarding.h"
#include "server/auth/policy.h"

namespace farcall {

void Vouch(const Authorizer& authorizer, const std::string& identity,
           grpc::ClientContext& client) {
  client.AddMetadata(kHopHeader, kOneHop);
  client.AddMetadata(kIdentityHeader, identity);
  const std::string token = authorizer.cluster_token();
  if (!token.empty()) client.AddMetadata(kClusterTokenHeader, token);
}

void VouchForItself(const Authorizer& authorizer, grpc::ClientContext& client) {
  Vouch(authorizer, std::string(kAnonymous), client);
}

}  // namespace farcall
