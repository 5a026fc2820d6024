// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/learned_address.h"

#include <algorithm>
#include <string_view>

#include "geo/network/address.h"

namespace farcall {
namespace {

bool IsOfInstance(const Event& event) {
  return !event.instance_id.empty() || !event.details.ec2_role_delivery.empty();
}

// `web` of `arn:aws:iam::111122223333:role/ci/web` and of
// `arn:aws:sts::111122223333:assumed-role/web/i-0abc12345`.
std::string RoleName(std::string_view principal) {
  constexpr std::string_view kSession = ":assumed-role/";
  const size_t session = principal.find(kSession);
  if (session != principal.npos) {
    principal.remove_prefix(session + kSession.size());
    return std::string(principal.substr(0, principal.find('/')));
  }
  const size_t slash = principal.rfind('/');
  return std::string(slash == principal.npos ? principal
                                             : principal.substr(slash + 1));
}

}  // namespace

bool TeachesAddress(const Event& event) {
  if (!IsOfInstance(event) || event.unauthenticated || event.invoked_by_aws ||
      MayChooseAddress(event)) {
    return false;
  }
  const std::string account = AccountOfPrincipal(event.principal);
  if (account.empty() || account != event.account) return false;
  const auto address = ParseAddress(event.source_address);
  return address && ScopeOf(*address) == AddressScope::kPublic;
}

void Learn(const Event& event, LearnedAddress& learned) {
  const int64_t at = event.event_time_seconds;
  const bool is_first = learned.calls == 0;
  const bool is_last = is_first || at >= learned.last_seconds;
  learned.first_seconds = is_first ? at : std::min(learned.first_seconds, at);
  learned.last_seconds = is_last ? at : learned.last_seconds;
  ++learned.calls;
  if (!is_last) return;
  learned.address = event.source_address;
  learned.instance = event.instance_id;
  learned.role = RoleName(event.principal);
  learned.account = event.account;
}

}  // namespace farcall
