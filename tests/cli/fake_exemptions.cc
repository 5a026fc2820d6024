// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/cli/fake_findings.h"

namespace farcall {

void FakeFindings::Add(const v1::Exemption& exemption) {
  const std::lock_guard lock(mutex_);
  exemptions_.push_back(exemption);
}

std::vector<v1::CreateExemptionRequest> FakeFindings::create_requests() const {
  const std::lock_guard lock(mutex_);
  return create_requests_;
}

std::vector<v1::RevokeExemptionRequest> FakeFindings::revoke_requests() const {
  const std::lock_guard lock(mutex_);
  return revoke_requests_;
}

grpc::Status FakeFindings::CreateExemption(
    grpc::ServerContext*, const v1::CreateExemptionRequest* request,
    v1::CreateExemptionResponse* response) {
  const std::lock_guard lock(mutex_);
  create_requests_.push_back(*request);
  if (!refusal_.ok()) return refusal_;
  *response->mutable_exemption() = request->exemption();
  response->mutable_exemption()->set_state(v1::Exemption::STATE_IN_FORCE);
  if (request->validate_only()) return grpc::Status::OK;
  response->mutable_exemption()->set_id("x1");
  response->set_duplicate(!IsNew(request->request_id()));
  return grpc::Status::OK;
}

grpc::Status FakeFindings::ListExemptions(
    grpc::ServerContext*, const v1::ListExemptionsRequest* request,
    v1::ListExemptionsResponse* response) {
  constexpr size_t kPage = 2;
  const std::lock_guard lock(mutex_);
  if (!refusal_.ok()) return refusal_;
  size_t place = 0;
  if (!request->page_token().empty() &&
      !absl::SimpleAtoi(request->page_token(), &place)) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "page_token"};
  }
  const size_t end = std::min(place + kPage, exemptions_.size());
  for (size_t i = place; i < end; ++i) {
    if (request->in_force() &&
        exemptions_[i].state() != v1::Exemption::STATE_IN_FORCE) {
      continue;
    }
    *response->add_exemptions() = exemptions_[i];
  }
  if (end < exemptions_.size()) {
    response->set_next_page_token(absl::StrCat(end));
  }
  return grpc::Status::OK;
}

grpc::Status FakeFindings::RevokeExemption(
    grpc::ServerContext*, const v1::RevokeExemptionRequest* request,
    v1::RevokeExemptionResponse* response) {
  const std::lock_guard lock(mutex_);
  revoke_requests_.push_back(*request);
  if (!refusal_.ok()) return refusal_;
  v1::Exemption& exemption = *response->mutable_exemption();
  exemption.set_id(request->exemption_id());
  exemption.set_state(v1::Exemption::STATE_REVOKED);
  return grpc::Status::OK;
}

}  // namespace farcall
