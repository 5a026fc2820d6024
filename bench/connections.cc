// SPDX-License-Identifier: Apache-2.0
#include "bench/connections.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <stdexcept>

namespace farcall::bench {

std::vector<std::unique_ptr<v1::ScoringService::Stub>> Connect(
    const std::string& server, int connections) {
  std::vector<std::unique_ptr<v1::ScoringService::Stub>> stubs;
  for (int i = 0; i < connections; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    arguments.SetInt("farcall.connection", i);  // not shared
    const auto channel = grpc::CreateCustomChannel(
        server, grpc::InsecureChannelCredentials(), arguments);
    if (!channel->WaitForConnected(std::chrono::system_clock::now() +
                                   std::chrono::seconds(10))) {
      throw std::runtime_error("cannot connect to " + server);
    }
    stubs.push_back(v1::ScoringService::NewStub(channel));
  }
  return stubs;
}

}  // namespace farcall::bench
