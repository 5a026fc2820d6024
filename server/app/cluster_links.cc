// SPDX-License-Identifier: Apache-2.0
#include "server/app/cluster_links.h"

#include <string>
#include <vector>

#include "server/stores/cluster_options.h"

namespace farcall {
namespace {

std::vector<std::string> AddressesOf(const Config& config) {
  std::vector<std::string> addresses;
  for (const auto& [name, address] : AddressesOfOthers(config)) {
    addresses.push_back(address);
  }
  return addresses;
}

}  // namespace

ClusterLinks::ClusterLinks(const Config& config, ClusterMember& member,
                           const Authorizer& authorizer,
                           CallAdmission& admission, Metrics& metrics)
    : member_(member),
      channels_({.ca_file = config.tls_client_ca_file,
                 .cert_file = config.tls_cert_file,
                 .key_file = config.tls_key_file}),
      router_({.directory = member,
               .channels = channels_,
               .authorizer = authorizer,
               .metrics = metrics.forwarding,
               .refusals = admission.refusals()},
              {}),
      checkpoint_desk_({.directory = config.data_dir},
                       member.checkpoint_maker()),
      remote_checkpoints_({.addresses = AddressesOfOthers(config)}, channels_,
                          authorizer),
      service_(ReplicaService::Parts{.authorizer = authorizer,
                                     .receiving = admission.receiving(),
                                     .sending = admission.sending(),
                                     .refusals = admission.refusals(),
                                     .claims = member,
                                     .checkpoints = &checkpoint_desk_}),
      exchange_({.peers = AddressesOf(config)}, channels_, authorizer,
                member.claims(), member.copies_of_others()) {
  member_.checkpoint_source().Set(&remote_checkpoints_);
}

ClusterLinks::~ClusterLinks() { member_.checkpoint_source().Set(nullptr); }

void ClusterLinks::Drain(std::chrono::milliseconds patience) {
  service_.Drain();
  router_.Drain(patience);
}

}  // namespace farcall
