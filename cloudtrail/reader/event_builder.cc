// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/event_builder.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "cloudtrail/identity/authentication.h"
#include "cloudtrail/identity/command.h"
#include "cloudtrail/layout/event_time.h"
#include "inputs/limits.h"
#include "scoring/event/source_address.h"
#include "text/ascii.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

constexpr std::string_view kFailure = "Failure";

// Plain texts are told 16 bytes at once: one character at a time would take a
// tenth of the time of a whole record.
bool HasControl(std::string_view text) {
  return !IsPrintableAscii(text) &&
         std::any_of(text.begin(), text.end(), IsControl);
}

std::string Quoted(std::string_view text) {
  return "\"" + ShownText(text) + "\"";
}

// An error as one word. "200" is none, although it is written as one. A failure
// that has no code is `Failure`.
std::string_view ErrorCode(const RecordFields& fields) {
  const std::string_view code = fields.error_code.text;
  if (code == "200") return {};
  if (!code.empty()) return code;
  return fields.failed || !fields.error_message.text.empty()
             ? kFailure
             : std::string_view();
}

class EventBuilder {
 public:
  EventBuilder(const RecordFields& fields, PrincipalStrategy strategy,
               ParsedRecord& record)
      : fields_(fields), strategy_(strategy), record_(record) {}

  void Build() {
    TakeId();
    TakeTime();
    TakeCommand();
    TakeCaller();
    if (HasRightType(fields_.error_message)) {
      TakeText(fields_.error_code, ErrorCode(fields_), kErrorCodeBytesMax,
               event().error_code);
      event().error_message =
          CutTo(fields_.error_message.text, kErrorMessageBytesMax);
    }
    if (HasRightType(fields_.user_agent)) {
      event().user_agent = CutTo(fields_.user_agent.text, kUserAgentBytesMax);
    }
    event().from_console = fields_.from_console;
    event().invoked_by_aws = IsAwsItself(fields_.identity.invoked_by);
    event().unauthenticated =
        IsUnauthenticated(event().command, event().error_code);
    TakePlace();
  }

 private:
  Event& event() { return record_.event; }

  void Fail(std::string_view field, FieldErrorReason reason,
            std::string_view what) {
    if (!record_.ok()) return;
    record_.outcome = MakeFieldError(field, reason, what);
  }

  void FailType(std::string_view field, std::string_view is,
                std::string_view must_be) {
    Fail(field, FieldErrorReason::kWrongType,
         "is " + std::string(is) + "; it must be " + std::string(must_be));
  }

  bool HasRightType(const TextField& field) {
    if (field.wrong_type.empty()) return true;
    FailType(field.name, field.wrong_type, "text");
    return false;
  }

  bool IsThere(const TextField& field) {
    if (!HasRightType(field)) return false;
    if (!field.text.empty()) return true;
    Fail(field.name, FieldErrorReason::kMissing, "is missing or empty");
    return false;
  }

  // Whether `value`, read from the field `name`, can be kept. Its size is
  // told after `has`.
  bool IsSound(std::string_view name, std::string_view value, size_t bytes_max,
               std::string_view has = "has") {
    if (value.size() > bytes_max) {
      Fail(name, FieldErrorReason::kTooLarge,
           std::string(has) + " " + std::to_string(value.size()) +
               " bytes; at most " + std::to_string(bytes_max) + " are allowed");
      return false;
    }
    if (HasControl(value)) {
      Fail(name, FieldErrorReason::kInvalid,
           "is " + Quoted(value) + ", which has a control character");
      return false;
    }
    return true;
  }

  void TakeText(const TextField& field, std::string_view value,
                size_t bytes_max, std::string& to) {
    if (HasRightType(field) && IsSound(field.name, value, bytes_max)) {
      to = value;
    }
  }

  void TakeId() {
    const TextField& field = fields_.event_id;
    if (IsThere(field)) {
      TakeText(field, field.text, kEventIdBytesMax, event().event_id);
    }
  }

  void TakeTime() {
    const TextField& field = fields_.event_time;
    if (!IsThere(field)) return;
    if (const auto seconds = ParseEventTime(field.text)) {
      event().event_time_seconds = *seconds;
    } else {
      Fail(field.name, FieldErrorReason::kInvalid,
           "is " + Quoted(field.text) +
               ", which is neither an ISO 8601 time nor Unix time");
    }
  }

  void TakeCommand() {
    const TextField& source = fields_.event_source;
    const TextField& name = fields_.event_name;
    if (!IsThere(source) || !IsThere(name)) return;
    if (ServiceOf(source.text).find(':') != std::string_view::npos) {
      Fail(source.name, FieldErrorReason::kInvalid,
           "is " + Quoted(source.text) + "; the name of a service has no `:`");
      return;
    }
    if (!IsSound(source.name, source.text, kCommandBytesMax)) return;
    std::string command = CommandKey(source.text, name.text);
    if (IsSound(name.name, command, kCommandBytesMax, "gives a command of")) {
      event().command = std::move(command);
    }
  }

  void TakeCaller() {
    const UserIdentity& identity = fields_.identity;
    if (const auto& wrong = fields_.identity_wrong_type) {
      FailType(wrong->name, wrong->is, wrong->must_be);
    }
    if (HasRightType(fields_.recipient_account)) TakeAccount();
    HasRightType(fields_.region);
    Principal principal =
        PrincipalOf(identity, strategy_, fields_.region.text, event().account);
    record_.identity_unread =
        fields_.identity_part_unread ||
        (principal.kind == PrincipalKind::kNone &&
         (fields_.identity_unread || NamesSomebody(identity)));
    std::string address = CanonicalAddress(fields_.source_address.text);
    if (principal.kind == PrincipalKind::kService && !IsServiceName(address) &&
        IsServiceName(identity.invoked_by)) {
      address = identity.invoked_by;
    }
    TakeText(fields_.source_address, address, kSourceAddressBytesMax,
             event().source_address);
    if (IsSound("userIdentity", principal.key, kPrincipalBytesMax,
                "gives a principal of")) {
      event().principal = std::move(principal.key);
      event().principal_kind = principal.kind;
    }
    // A role without which the event can be judged too.
    if (principal.role.size() <= kPrincipalBytesMax &&
        !HasControl(principal.role)) {
      event().role = std::move(principal.role);
    }
    event().instance_id = std::move(principal.instance_id);
  }

  void TakePlace() {
    if (IsVpcEndpointId(fields_.vpc_endpoint_id.text)) {
      const std::string_view owner = fields_.vpc_endpoint_account.text;
      event().vpc_endpoint_id = fields_.vpc_endpoint_id.text;
      event().vpc_endpoint_is_own =
          IsAccount(owner) && owner == event().account;
    }
    // A country that the record has is that of its address; of a list nobody
    // knows of which.
    const bool is_list =
        fields_.source_address.text.find(',') != std::string_view::npos;
    if (!is_list && !MayChooseAddress(event())) {
      event().country = fields_.country;
    }
  }

  void TakeAccount() {
    for (const std::string_view account :
         {fields_.recipient_account.text, fields_.identity.account}) {
      if (!IsAccount(account)) continue;
      event().account = account;
      return;
    }
  }

  const RecordFields& fields_;
  const PrincipalStrategy strategy_;
  ParsedRecord& record_;
};

}  // namespace

ParsedRecord BuildEvent(const RecordFields& fields,
                        PrincipalStrategy strategy) {
  ParsedRecord record;
  EventBuilder(fields, strategy, record).Build();
  return record;
}

}  // namespace farcall
