// SPDX-License-Identifier: Apache-2.0
#include "server/wire/exemption_convert.h"

#include <string_view>

#include "inputs/limits.h"
#include "scoring/event/origin.h"
#include "scoring/findings/exemption_check.h"
#include "scoring/records/attribute.h"
#include "scoring/records/words.h"
#include "server/wire/feedback_convert.h"
#include "server/wire/proto_convert.h"

namespace farcall {
namespace {

constexpr size_t kReasonBytesMax = 1024;
constexpr size_t kTicketBytesMax = 256;
constexpr size_t kPlaceBytesMax = 128;

std::string FieldOf(const char* list, int index) {
  return "exemption." + std::string(list) + "[" + std::to_string(index) + "]";
}

// Texts of at most `bytes_max` bytes, each required.
template <typename Texts>
std::vector<std::string> ReadTexts(const char* list, const Texts& texts,
                                   size_t bytes_max,
                                   std::vector<FieldViolation>& violations) {
  // Of too many the texts do not matter.
  const int checked =
      std::min(texts.size(), static_cast<int>(kExemptionTextsMax));
  for (int i = 0; i < checked; ++i) {
    CheckText(FieldOf(list, i).c_str(), texts[i], bytes_max,
              Presence::kRequired, violations);
  }
  return {texts.begin(), texts.end()};
}

// Whether the text is a network of the size in which networks are counted, as
// the server writes it.
bool IsNetwork(std::string_view text) {
  Event event;
  event.source_address = text.substr(0, text.find('/'));
  Texts texts;
  return text.find('/') != text.npos &&
         CidrOf(ValueOf(Attribute::kNetwork, event, Origin{}, texts)) == text;
}

void CheckPlaces(const v1::Exemption& exemption,
                 std::vector<FieldViolation>& violations) {
  for (int i = 0; i < exemption.places_size(); ++i) {
    const std::string& place = exemption.places(i);
    std::vector<FieldViolation> of_origin;
    CheckOrigin("", place, of_origin);
    if (of_origin.empty() || IsNetwork(place)) continue;
    violations.push_back(
        {FieldOf("places", i),
         "`" + place +
             "` is no origin, such as DE or @private, and no network "
             "of IPv4 /24 or IPv6 /48, such as 198.51.100.0/24"});
    return;
  }
}

void CheckAccounts(const v1::Exemption& exemption,
                   std::vector<FieldViolation>& violations) {
  for (int i = 0; i < exemption.accounts_size(); ++i) {
    if (IsAccountId(exemption.accounts(i))) continue;
    violations.push_back({FieldOf("accounts", i), "is not 12 digits"});
    return;
  }
}

void ReadHours(const v1::Exemption& exemption, std::vector<HoursOfWeek>& hours,
               std::vector<FieldViolation>& violations) {
  if (exemption.weekly_hours_size() % 2 != 0) {
    violations.push_back({"exemption.weekly_hours",
                          "has " +
                              std::to_string(exemption.weekly_hours_size()) +
                              " numbers: they are pairs of begin and end"});
    return;
  }
  for (int i = 0; i < exemption.weekly_hours_size(); i += 2) {
    hours.push_back({exemption.weekly_hours(i), exemption.weekly_hours(i + 1)});
  }
}

// A time that is not set is 0.
int64_t ReadTime(const char* field, bool is_set,
                 const google::protobuf::Timestamp& time,
                 std::vector<FieldViolation>& violations) {
  if (!is_set) return 0;
  CheckTimestamp(field, time, violations);
  return time.seconds();
}

}  // namespace

Exemption ReadExemption(const v1::Exemption& exemption, int64_t now_seconds,
                        std::vector<FieldViolation>& violations) {
  CheckText("exemption.reason", exemption.reason(), kReasonBytesMax,
            Presence::kOptional, violations);
  CheckText("exemption.ticket", exemption.ticket(), kTicketBytesMax,
            Presence::kOptional, violations);
  CheckAccounts(exemption, violations);
  CheckPlaces(exemption, violations);
  Exemption read = {
      .principals = ReadTexts("principals", exemption.principals(),
                              kPrincipalBytesMax, violations),
      .accounts = {exemption.accounts().begin(), exemption.accounts().end()},
      .commands = ReadTexts("commands", exemption.commands(), kCommandBytesMax,
                            violations),
      .places =
          ReadTexts("places", exemption.places(), kPlaceBytesMax, violations),
      .from_seconds = ReadTime("exemption.from", exemption.has_from(),
                               exemption.from(), violations),
      .to_seconds = ReadTime("exemption.to", exemption.has_to(), exemption.to(),
                             violations),
      .reason = exemption.reason(),
      .ticket = exemption.ticket()};
  if (!exemption.has_from()) read.from_seconds = now_seconds;
  ReadHours(exemption, read.weekly_hours, violations);
  for (const ExemptionFault& fault : Check(read, now_seconds)) {
    violations.push_back({"exemption." + fault.field, fault.description});
  }
  return read;
}

void WriteExemption(const Exemption& exemption, const ExemptionUse& use,
                    int64_t now_micros, v1::Exemption& result) {
  if (exemption.id != ExemptionId()) result.set_id(exemption.id.text());
  result.mutable_principals()->Assign(exemption.principals.begin(),
                                      exemption.principals.end());
  result.mutable_accounts()->Assign(exemption.accounts.begin(),
                                    exemption.accounts.end());
  result.mutable_commands()->Assign(exemption.commands.begin(),
                                    exemption.commands.end());
  result.mutable_places()->Assign(exemption.places.begin(),
                                  exemption.places.end());
  result.mutable_from()->set_seconds(exemption.from_seconds);
  result.mutable_to()->set_seconds(exemption.to_seconds);
  for (const HoursOfWeek& hours : exemption.weekly_hours) {
    result.add_weekly_hours(hours.begin);
    result.add_weekly_hours(hours.end);
  }
  result.set_reason(exemption.reason);
  result.set_ticket(exemption.ticket);
  result.set_actor(exemption.actor);
  result.set_identity(exemption.identity);
  if (exemption.revoke_micros > 0) {
    WriteMicros(exemption.revoke_micros, *result.mutable_revoke_time());
  }
  result.set_findings_covered(use.findings);
  if (use.last_micros > 0) {
    WriteMicros(use.last_micros, *result.mutable_last_covered());
  }
  result.set_state(
      static_cast<v1::Exemption::State>(StateOf(exemption, use, now_micros)));
  WriteMicros(exemption.create_micros, *result.mutable_create_time());
  result.set_revocation(
      static_cast<v1::Exemption::Revocation>(exemption.revocation));
  result.set_revoked_by(exemption.revoked_by);
}

}  // namespace farcall
