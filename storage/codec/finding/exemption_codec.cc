// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/exemption_codec.h"

#include "storage/codec/finding/id_bytes.h"
#include "storage/codec/finding/stored_finding.pb.h"

namespace farcall {
namespace {

absl::Status Bad(const char* what) {
  return absl::DataLossError(std::string("exemption: bad ") + what);
}

template <typename Fields>
std::vector<std::string> TextsOf(const Fields& fields) {
  return {fields.begin(), fields.end()};
}

template <typename Fields>
void AddTexts(const std::vector<std::string>& texts, Fields& fields) {
  fields.Assign(texts.begin(), texts.end());
}

// Ranges that are no hours of a week give false.
bool TakeHours(const storage::StoredExemption& message, Exemption& exemption) {
  if (message.weekly_hours_size() % 2 != 0) return false;
  for (int i = 0; i < message.weekly_hours_size(); i += 2) {
    const uint32_t begin = message.weekly_hours(i);
    const uint32_t end = message.weekly_hours(i + 1);
    if (begin >= end || end > uint32_t{kHoursPerWeek}) return false;
    exemption.weekly_hours.push_back(
        {static_cast<int>(begin), static_cast<int>(end)});
  }
  return true;
}

}  // namespace

std::string EncodeExemption(const StoredExemption& stored) {
  const Exemption& exemption = stored.exemption;
  storage::StoredExemption message;
  message.set_id(BytesOf(exemption.id));
  AddTexts(exemption.principals, *message.mutable_principals());
  AddTexts(stored.owners, *message.mutable_owners());
  AddTexts(exemption.accounts, *message.mutable_accounts());
  AddTexts(exemption.commands, *message.mutable_commands());
  AddTexts(exemption.places, *message.mutable_places());
  message.set_from_seconds(exemption.from_seconds);
  message.set_to_seconds(exemption.to_seconds);
  for (const HoursOfWeek& hours : exemption.weekly_hours) {
    message.add_weekly_hours(static_cast<uint32_t>(hours.begin));
    message.add_weekly_hours(static_cast<uint32_t>(hours.end));
  }
  message.set_reason(exemption.reason);
  message.set_ticket(exemption.ticket);
  message.set_actor(exemption.actor);
  message.set_identity(exemption.identity);
  message.set_create_micros(exemption.create_micros);
  message.set_revoke_micros(exemption.revoke_micros);
  message.set_revoked_by(exemption.revoked_by);
  message.set_revocation(static_cast<uint32_t>(exemption.revocation));
  return message.SerializeAsString();
}

absl::StatusOr<StoredExemption> DecodeExemption(std::string_view bytes) {
  storage::StoredExemption message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Bad("message");
  }
  StoredExemption stored;
  Exemption& exemption = stored.exemption;
  if (!TakeId(message.id(), exemption.id)) return Bad("id");
  if (message.owners_size() != message.principals_size()) return Bad("owner");
  if (message.revocation() > static_cast<uint32_t>(Revocation::kErased)) {
    return Bad("revocation");
  }
  if (!TakeHours(message, exemption)) return Bad("hours");
  exemption.principals = TextsOf(message.principals());
  stored.owners = TextsOf(message.owners());
  exemption.accounts = TextsOf(message.accounts());
  exemption.commands = TextsOf(message.commands());
  exemption.places = TextsOf(message.places());
  exemption.from_seconds = message.from_seconds();
  exemption.to_seconds = message.to_seconds();
  exemption.reason = message.reason();
  exemption.ticket = message.ticket();
  exemption.actor = message.actor();
  exemption.identity = message.identity();
  exemption.create_micros = message.create_micros();
  exemption.revoke_micros = message.revoke_micros();
  exemption.revoked_by = message.revoked_by();
  exemption.revocation = static_cast<Revocation>(message.revocation());
  return stored;
}

bool EraseOwner(std::string_view owner, int64_t now_micros,
                StoredExemption& stored) {
  bool erased = false;
  for (size_t i = stored.owners.size(); i-- > 0;) {
    if (stored.owners[i] != owner) continue;
    const std::string principal = stored.exemption.principals[i];
    stored.owners.erase(stored.owners.begin() + static_cast<ptrdiff_t>(i));
    ErasePrincipal(principal, now_micros, stored.exemption);
    erased = true;
  }
  return erased;
}

}  // namespace farcall
