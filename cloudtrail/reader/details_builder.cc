// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/details_builder.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "cloudtrail/layout/event_time.h"
#include "cloudtrail/parameters/parameter_reader.h"
#include "cloudtrail/parameters/sound_value.h"
#include "inputs/limits.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

// Longer texts are cut.
void TakeText(std::string_view text, std::string& to) {
  text = CutTo(text, CallDetails::kTextBytesMax);
  if (IsSoundValue(text, CallDetails::kTextBytesMax)) to = text;
}

// Longer texts are left out: a part of them would be another one.
void TakeWhole(std::string_view text, size_t bytes_max, std::string& to) {
  if (IsSoundValue(text, bytes_max)) to = text;
}

}  // namespace

void BuildDetails(const RecordFields& fields, const DetailFields& details,
                  Event& event) {
  CallDetails& to = event.details;
  TakeText(fields.identity.arn, to.identity_arn);
  TakeWhole(details.access_key_id, CallDetails::kAccessKeyBytesMax,
            to.access_key_id);
  TakeWhole(details.issued_access_key_id, CallDetails::kAccessKeyBytesMax,
            to.issued_access_key_id);
  TakeWhole(fields.region.text, kRegionBytesMax, to.region);
  TakeWhole(details.ec2_role_delivery, kEc2RoleDeliveryBytesMax,
            to.ec2_role_delivery);
  const auto created = ParseEventTime(details.session_creation_time);
  to.session_created_seconds = std::max<int64_t>(created.value_or(0), 0);
  to.mfa = details.mfa;
  to.read_only = details.read_only;
  for (const std::string_view arn : details.resources) {
    if (!arn.empty()) TakeText(arn, to.assets.emplace_back());
  }
  std::erase(to.assets, std::string());
  if (details.parameters) ReadParameters(*details.parameters, event);
}

}  // namespace farcall
