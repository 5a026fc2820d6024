// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "inputs/field_checks.h"
#include "server/rpc/grpc_access.h"
#include "server/rpc/unary_call.h"

namespace farcall {

// A unary method that asks for one tenant: its callers want `right` for it.
// `tenant_of` finds the tenant in a request as the caller wrote it. `load` is
// that of each call, without the tenant; `answer` is as in UnaryMethod. What
// `desk` and `metrics` refer to must outlive the calls.
template <typename Request, typename Response>
UnaryMethod<Request, Response> TenantMethod(
    const CallDesk& desk, MethodMetrics& metrics, Right right,
    const std::string& (*tenant_of)(const Request&),
    const WorkQueue::Load& load,
    std::function<grpc::Status(const Authorizer::Caller&, const Request&,
                               Response&)>
        answer) {
  return {.metrics = metrics,
          .check =
              [&authorizer = desk.authorizer, right, tenant_of](
                  const Authorizer::Caller& caller, const Request& asked) {
                return CheckAccess(authorizer, caller, right,
                                   TenantOf(tenant_of(asked)));
              },
          .load =
              [tenant_of, load](const Request& asked) {
                WorkQueue::Load whole = load;
                whole.tenant = TenantOf(tenant_of(asked));
                return whole;
              },
          .answer = std::move(answer),
          .is_read = right == Right::kRead};
}

// Of requests with a field `tenant`.
template <typename Request>
const std::string& TenantOfRequest(const Request& request) {
  return request.tenant();
}

}  // namespace farcall
