// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/claim_exchange.h"

#include <algorithm>
#include <utility>

#include "farcall/cluster/v1/replica_service.grpc.pb.h"
#include "server/replicas/claim_messages.h"
#include "server/routing/vouching.h"

namespace farcall {

ClaimExchange::ClaimExchange(const Options& options, ReplicaChannels& channels,
                             const Authorizer& authorizer, ClaimTable& table,
                             CopyTable& copies)
    : options_(options),
      channels_(channels),
      authorizer_(authorizer),
      table_(table),
      copies_(copies) {
  for (const std::string& address : options_.peers) {
    peers_.emplace_back().address = address;
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { Serve(stop); });
}

ClaimExchange::~ClaimExchange() {
  thread_.request_stop();
  thread_.join();
  std::unique_lock lock(mutex_);
  for (Peer& peer : peers_) {
    if (peer.question != nullptr) peer.question->context.TryCancel();
  }
  answered_.wait(lock, [this] { return IsIdle(); });
}

bool ClaimExchange::IsIdle() const {
  return std::ranges::all_of(
      peers_, [](const Peer& peer) { return peer.question == nullptr; });
}

void ClaimExchange::Serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    for (Peer& peer : peers_) Ask(peer);
    std::unique_lock lock(mutex_);
    stops_.wait_for(lock, stop, options_.interval, [] { return false; });
  }
}

void ClaimExchange::Ask(Peer& peer) {
  Question* question = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (peer.question != nullptr) return;
    peer.question = std::make_unique<Question>();
    question = peer.question.get();
  }
  grpc::ClientContext& context = question->context;
  context.set_deadline(std::chrono::system_clock::now() + options_.deadline);
  VouchForItself(authorizer_, context);
  const auto stub = cluster::v1::ReplicaService::NewStub(
      channels_.Of(peer.address)->channel());
  // It may be answered, and gone, while it is begun.
  stub->async()->ListClaims(
      &context, &question->request, &question->response,
      [this, &peer](const grpc::Status& status) { OnAnswer(peer, status); });
}

void ClaimExchange::OnAnswer(Peer& peer, const grpc::Status& status) {
  std::unique_ptr<Question> question;
  {
    const std::lock_guard lock(mutex_);
    question = std::move(peer.question);
    // The tables are there until this is known to be over.
    if (status.ok()) {
      table_.Merge(ClaimsIn(question->response));
      copies_.Set(peer.address, CopiesIn(question->response));
    }
    answered_.notify_all();
  }
}

}  // namespace farcall
