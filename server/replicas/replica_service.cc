// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/replica_service.h"

#include <memory>
#include <utility>

#include "server/replicas/checkpoint_call.h"
#include "server/replicas/claim_messages.h"
#include "server/rpc/grpc_access.h"
#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

constexpr char kListClaims[] = "farcall.cluster.v1.ReplicaService/ListClaims";
constexpr char kFetchCheckpoint[] =
    "farcall.cluster.v1.ReplicaService/FetchCheckpoint";

}  // namespace

// Deletes itself.
class ReplicaService::ClaimsCall final : public RawService::Call {
 public:
  ClaimsCall(const ReplicaService& service,
             grpc::CallbackServerContext& context)
      : parts_(service.parts_), context_(context) {
    if (grpc::Status admitted = service.Admit(context); !admitted.ok()) {
      End(std::move(admitted));
    } else {
      receiving_ = parts_.receiving.Begin(&context);
      StartRead(&request_);
    }
  }

 private:
  void OnReadDone(bool ok) override {
    receiving_.reset();
    if (!ok) return End(grpc::Status::CANCELLED);
    request_.Clear();  // it says nothing
    cluster::v1::ListClaimsResponse told = MessageOf(parts_.claims.Claims());
    Add(parts_.claims.Copies(), told);
    grpc::Status status = Serialize(told, answer_);
    if (!status.ok()) return End(std::move(status));
    sending_ = parts_.sending.Begin(&context_);
    StartWriteAndFinish(&answer_, {}, grpc::Status::OK);
  }
  void End(grpc::Status status) {
    sending_ = parts_.sending.Begin(&context_);
    Finish(std::move(status));
  }
  void OnDone() override {
    receiving_.reset();
    sending_.reset();
    delete this;
  }

  const Parts& parts_;
  grpc::CallbackServerContext& context_;
  std::unique_ptr<CallDeadlines::Step> receiving_{};
  std::unique_ptr<CallDeadlines::Step> sending_{};
  grpc::ByteBuffer request_{};
  grpc::ByteBuffer answer_{};
};

ReplicaService::ReplicaService(const Parts& parts) : parts_(parts) {
  Serve(kListClaims, [this](grpc::CallbackServerContext& context) {
    return new ClaimsCall(*this, context);
  });
  if (parts_.checkpoints == nullptr) return;
  Serve(kFetchCheckpoint, [this](grpc::CallbackServerContext& context) {
    return new CheckpointCall({.receiving = parts_.receiving,
                               .sending = parts_.sending,
                               .desk = *parts_.checkpoints},
                              context, Admit(context));
  });
}

// Who shows nothing is refused as well: nobody else has a use for it.
grpc::Status ReplicaService::Admit(
    const grpc::CallbackServerContext& context) const {
  Credentials shown = CredentialsOf(context);
  shown.forwarding = ForwardingOf(context).value_or(Forwarding{});
  if (parts_.authorizer.Identify(shown).is_forwarded) {
    return grpc::Status::OK;
  }
  parts_.refusals.Count(Refusals::Reason::kNotIdentified, context.peer());
  return NotAReplica();
}

}  // namespace farcall
