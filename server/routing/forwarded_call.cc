// SPDX-License-Identifier: Apache-2.0
#include "server/routing/forwarded_call.h"

#include <string_view>
#include <utility>

#include "server/auth/forwarding.h"

namespace farcall {
namespace {

// gRPC's own, which it writes itself.
bool IsReserved(std::string_view name) { return name.starts_with("grpc-"); }

}  // namespace

ForwardedCall::ForwardedCall(grpc::CallbackServerContext& context,
                             Question question)
    : context_(context),
      path_("/" + question.method),
      tenant_(std::move(question.tenant)),
      identity_(IdentityHeaderOf(question.caller.identities)),
      may_repeat_(question.may_repeat),
      is_read_(question.is_read),
      holds_back_(question.holds_back),
      request_(std::move(question.request)) {}

void ForwardedCall::HandOnTrailers() {
  if (client_ == nullptr) return;
  for (const auto& [name, value] : client_->GetServerTrailingMetadata()) {
    if (IsReserved({name.data(), name.size()})) continue;
    context_.AddTrailingMetadata({name.data(), name.size()},
                                 {value.data(), value.size()});
  }
}

}  // namespace farcall
