// SPDX-License-Identifier: Apache-2.0
#include "cli/options/close_reasons.h"

#include "absl/strings/str_join.h"
#include "formats/names.h"

namespace farcall {

std::vector<v1::CloseReason> CloseReasons() {
  return {v1::CLOSE_REASON_TRAVEL,
          v1::CLOSE_REASON_EGRESS,
          v1::CLOSE_REASON_NEW_EMPLOYEE,
          v1::CLOSE_REASON_NEW_AUTOMATION,
          v1::CLOSE_REASON_HOUSEKEEPING,
          v1::CLOSE_REASON_PLANNED_CHANGE,
          v1::CLOSE_REASON_SECURITY_TEST,
          v1::CLOSE_REASON_WRONG_COUNTRY,
          v1::CLOSE_REASON_STOLEN_CREDENTIAL,
          v1::CLOSE_REASON_STOLEN_INSTANCE_CREDENTIAL,
          v1::CLOSE_REASON_INSIDER,
          v1::CLOSE_REASON_OTHER};
}

std::vector<v1::CloseReason> BenignReasons() {
  return {v1::CLOSE_REASON_TRAVEL,        v1::CLOSE_REASON_EGRESS,
          v1::CLOSE_REASON_NEW_EMPLOYEE,  v1::CLOSE_REASON_NEW_AUTOMATION,
          v1::CLOSE_REASON_HOUSEKEEPING,  v1::CLOSE_REASON_PLANNED_CHANGE,
          v1::CLOSE_REASON_SECURITY_TEST, v1::CLOSE_REASON_WRONG_COUNTRY,
          v1::CLOSE_REASON_OTHER};
}

std::vector<v1::CloseReason> MaliciousReasons() {
  return {v1::CLOSE_REASON_STOLEN_CREDENTIAL,
          v1::CLOSE_REASON_STOLEN_INSTANCE_CREDENTIAL, v1::CLOSE_REASON_INSIDER,
          v1::CLOSE_REASON_SECURITY_TEST, v1::CLOSE_REASON_OTHER};
}

std::string NamesOf(const std::vector<v1::CloseReason>& reasons) {
  return absl::StrJoin(reasons, "|", [](std::string* out, v1::CloseReason one) {
    out->append(Name(one));
  });
}

}  // namespace farcall
