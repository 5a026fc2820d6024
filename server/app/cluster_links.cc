// SPDX-License-Identifier: Apache-2.0
#include "server/app/cluster_links.h"

#include <string>
#include <vector>

#include "server/config/replica_list.h"

namespace farcall {
namespace {

std::vector<std::string> PeersOf(const Config& config) {
  std::vector<std::string> addresses;
  for (const ReplicaEntry& replica :
       ReplicasIn(config.cluster_replicas).value_or(ReplicaEntries())) {
    if (replica.name != config.cluster_replica) {
      addresses.push_back(replica.address);
    }
  }
  return addresses;
}

}  // namespace

ClusterLinks::ClusterLinks(const Config& config, ClusterMember& member,
                           const Authorizer& authorizer,
                           CallAdmission& admission, Metrics& metrics)
    : channels_({.ca_file = config.tls_client_ca_file,
                 .cert_file = config.tls_cert_file,
                 .key_file = config.tls_key_file}),
      router_({.directory = member,
               .channels = channels_,
               .authorizer = authorizer,
               .metrics = metrics.forwarding,
               .refusals = admission.refusals()},
              {}),
      service_(ReplicaService::Parts{.authorizer = authorizer,
                                     .receiving = admission.receiving(),
                                     .sending = admission.sending(),
                                     .refusals = admission.refusals(),
                                     .claims = member}),
      exchange_({.peers = PeersOf(config)}, channels_, authorizer,
                member.claims()) {}

}  // namespace farcall
