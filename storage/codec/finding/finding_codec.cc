// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/finding_codec.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "commands/command_class_set.h"
#include "storage/codec/byte_coding.h"
#include "storage/codec/finding/id_bytes.h"
#include "storage/codec/finding/stored_finding.pb.h"

namespace farcall {
namespace {

constexpr uint8_t kLogVersion = 1;
constexpr uint8_t kOutlineVersion = 1;
constexpr int kScoreHundredthsMax = 10'000;

absl::Status Bad(const char* what) {
  return absl::DataLossError(std::string("finding: bad ") + what);
}

template <typename Messages>
void AddCounts(const std::vector<CallsOfText>& counts, Messages& messages) {
  for (const CallsOfText& count : counts) {
    auto& message = *messages.Add();
    message.set_text(count.text);
    message.set_calls(count.calls);
  }
}

template <typename Messages>
std::vector<CallsOfText> CountsOf(const Messages& messages) {
  std::vector<CallsOfText> counts;
  for (const auto& message : messages) {
    counts.push_back({message.text(), message.calls()});
  }
  return counts;
}

void AddFactor(const FrozenFactor& factor, storage::StoredFinding& stored) {
  auto& message = *stored.add_opening_factors();
  message.set_detector(factor.detector);
  message.set_entity(factor.entity);
  message.set_value(factor.value);
  message.set_bits(factor.bits);
  message.set_weight(factor.weight);
  message.set_value_calls(factor.value_calls);
  message.set_entity_calls(factor.entity_calls);
  message.set_entity_first_seen_seconds(factor.entity_first_seen_seconds);
  message.set_value_first_seen_seconds(factor.value_first_seen_seconds);
  message.set_value_last_seen_seconds(factor.value_last_seen_seconds);
  message.set_state(static_cast<uint32_t>(factor.state));
  message.set_explanation(factor.explanation);
}

FrozenFactor FactorOf(const storage::FrozenFactor& message) {
  return {
      .detector = message.detector(),
      .entity = message.entity(),
      .value = message.value(),
      .bits = message.bits(),
      .weight = message.weight(),
      .value_calls = message.value_calls(),
      .entity_calls = message.entity_calls(),
      .entity_first_seen_seconds = message.entity_first_seen_seconds(),
      .value_first_seen_seconds = message.value_first_seen_seconds(),
      .value_last_seen_seconds = message.value_last_seen_seconds(),
      .state = static_cast<BaselineState>(message.state()),
      .explanation = message.explanation(),
  };
}

void AddSample(const FindingSample& sample, storage::StoredFinding& stored) {
  auto& message = *stored.add_samples();
  message.set_event_id(sample.event_id);
  message.set_at_seconds(sample.at_seconds);
  message.set_account(sample.account);
  message.set_command(sample.command);
  message.set_source_address(sample.source_address);
  message.set_user_agent(sample.user_agent);
  message.set_error_code(sample.error_code);
  message.set_centibits(sample.centibits);
  message.set_score_hundredths(sample.score_hundredths);
}

FindingSample SampleOf(const storage::Sample& message) {
  return {
      .event_id = message.event_id(),
      .at_seconds = message.at_seconds(),
      .account = message.account(),
      .command = message.command(),
      .source_address = message.source_address(),
      .user_agent = message.user_agent(),
      .error_code = message.error_code(),
      .centibits = message.centibits(),
      .score_hundredths = static_cast<uint16_t>(message.score_hundredths())};
}

// The first thing that no finding has; nullptr if there is none.
const char* FindFault(const storage::StoredFinding& message) {
  if (message.state() < static_cast<uint32_t>(FindingState::kOpen) ||
      message.state() > static_cast<uint32_t>(FindingState::kExpired)) {
    return "state";
  }
  if (message.principal_kind() >
      static_cast<uint32_t>(PrincipalKind::kService)) {
    return "kind of principal";
  }
  if (message.reopening() > static_cast<uint32_t>(Reopening::kLater)) {
    return "reopening";
  }
  if (message.reason() > static_cast<uint32_t>(CloseReason::kOther)) {
    return "reason";
  }
  if (message.taught() > static_cast<uint32_t>(Teaching::kEvents)) {
    return "teaching";
  }
  if (message.score_hundredths() > kScoreHundredthsMax) return "score";
  if ((message.classes() & ~uint32_t{kAllCommandClasses}) != 0) {
    return "class";
  }
  if (message.first_seconds() < 0 ||
      message.first_seconds() > message.last_seconds()) {
    return "time";
  }
  if (message.calls() == 0 || message.failed_calls() > message.calls() ||
      message.sensitive_calls() > message.calls()) {
    return "number of calls";
  }
  for (const auto& factor : message.opening_factors()) {
    if (!std::isfinite(factor.bits()) || !std::isfinite(factor.weight())) {
      return "factor";
    }
    if (factor.state() > static_cast<uint32_t>(BaselineState::kReady)) {
      return "state of a factor";
    }
  }
  for (const auto& sample : message.samples()) {
    if (sample.score_hundredths() > kScoreHundredthsMax) return "sample";
  }
  return nullptr;
}

}  // namespace

std::string EncodeFinding(const StoredFinding& stored) {
  const Finding& finding = stored.finding;
  storage::StoredFinding message;
  message.set_id(BytesOf(finding.id));
  message.set_principal(finding.principal);
  message.set_principal_kind(static_cast<uint32_t>(finding.principal_kind));
  message.set_origin(finding.origin);
  message.set_unauthenticated(finding.unauthenticated);
  message.set_state(static_cast<uint32_t>(finding.state));
  message.set_revision(finding.revision);
  if (finding.previous) message.set_previous(BytesOf(*finding.previous));
  message.set_first_seconds(finding.first_seconds);
  message.set_last_seconds(finding.last_seconds);
  message.set_create_micros(finding.create_micros);
  message.set_update_micros(finding.update_micros);
  message.set_calls(finding.calls);
  message.set_failed_calls(finding.failed_calls);
  message.set_peak_centibits(finding.peak_centibits);
  message.set_score_hundredths(finding.score_hundredths);
  AddCounts(finding.accounts, *message.mutable_accounts());
  AddCounts(finding.commands, *message.mutable_commands());
  message.set_other_command_calls(finding.other_command_calls);
  AddCounts(finding.networks, *message.mutable_networks());
  message.set_headline(finding.headline);
  for (const FrozenFactor& factor : finding.opening_factors) {
    AddFactor(factor, message);
  }
  for (const FindingSample& sample : finding.samples) {
    AddSample(sample, message);
  }
  message.set_owner(stored.owner);
  message.set_grew_position(stored.grew_position);
  message.set_reopening(static_cast<uint32_t>(finding.reopening));
  message.set_acknowledge_micros(finding.acknowledge_micros);
  message.set_close_micros(finding.close_micros);
  message.set_assignee(finding.assignee);
  message.set_closed_by(finding.closed_by);
  message.set_reason(static_cast<uint32_t>(finding.reason));
  message.set_taught(static_cast<uint32_t>(finding.taught));
  message.set_notes(finding.notes);
  message.set_classes(finding.classes);
  message.set_sensitive_calls(finding.sensitive_calls);
  if (finding.exemption) message.set_exemption(BytesOf(*finding.exemption));
  return message.SerializeAsString();
}

absl::StatusOr<StoredFinding> DecodeFinding(std::string_view bytes) {
  storage::StoredFinding message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Bad("message");
  }
  if (const char* fault = FindFault(message)) return Bad(fault);
  StoredFinding stored;
  Finding& finding = stored.finding;
  if (!TakeId(message.id(), finding.id)) return Bad("id");
  if (!message.previous().empty() &&
      !TakeId(message.previous(), finding.previous.emplace())) {
    return Bad("previous id");
  }
  if (!message.exemption().empty() &&
      !TakeId(message.exemption(), finding.exemption.emplace())) {
    return Bad("id of an exemption");
  }
  finding.principal = message.principal();
  finding.principal_kind = static_cast<PrincipalKind>(message.principal_kind());
  finding.origin = message.origin();
  finding.unauthenticated = message.unauthenticated();
  finding.state = static_cast<FindingState>(message.state());
  finding.revision = message.revision();
  finding.first_seconds = message.first_seconds();
  finding.last_seconds = message.last_seconds();
  finding.create_micros = message.create_micros();
  finding.update_micros = message.update_micros();
  finding.calls = message.calls();
  finding.failed_calls = message.failed_calls();
  finding.peak_centibits = message.peak_centibits();
  finding.score_hundredths = static_cast<uint16_t>(message.score_hundredths());
  finding.accounts = CountsOf(message.accounts());
  finding.commands = CountsOf(message.commands());
  finding.other_command_calls = message.other_command_calls();
  finding.networks = CountsOf(message.networks());
  finding.headline = message.headline();
  for (const auto& factor : message.opening_factors()) {
    finding.opening_factors.push_back(FactorOf(factor));
  }
  for (const auto& sample : message.samples()) {
    finding.samples.push_back(SampleOf(sample));
  }
  finding.reopening = static_cast<Reopening>(message.reopening());
  finding.acknowledge_micros = message.acknowledge_micros();
  finding.close_micros = message.close_micros();
  finding.assignee = message.assignee();
  finding.closed_by = message.closed_by();
  finding.reason = static_cast<CloseReason>(message.reason());
  finding.taught = static_cast<Teaching>(message.taught());
  finding.notes = message.notes();
  finding.classes = static_cast<CommandClassSet>(message.classes());
  finding.sensitive_calls = message.sensitive_calls();
  stored.owner = message.owner();
  stored.grew_position = message.grew_position();
  return stored;
}

std::string EncodeFindingNote(const FindingNote& note) {
  storage::StoredNote message;
  message.set_time_micros(note.time_micros);
  message.set_actor(note.actor);
  message.set_identity(note.identity);
  message.set_text(note.text);
  return message.SerializeAsString();
}

absl::StatusOr<FindingNote> DecodeFindingNote(std::string_view bytes) {
  storage::StoredNote message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Bad("note");
  }
  return FindingNote{.time_micros = message.time_micros(),
                     .actor = message.actor(),
                     .identity = message.identity(),
                     .text = message.text()};
}

std::string EncodeFindingLogValue(const FindingLogValue& value) {
  std::string bytes;
  bytes.push_back(static_cast<char>(kLogVersion));
  bytes.push_back(static_cast<char>(value.changes));
  AppendVarint(value.revision, bytes);
  AppendFixed64(static_cast<uint64_t>(value.at_micros), bytes);
  return bytes;
}

absl::StatusOr<FindingLogValue> DecodeFindingLogValue(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  uint64_t at_micros = 0;
  FindingLogValue value;
  if (!reader.Byte(version) || version != kLogVersion ||
      !reader.Byte(value.changes) || !IsFindingChanges(value.changes) ||
      !reader.Varint(value.revision) || !reader.Fixed64(at_micros) ||
      reader.remaining() != 0) {
    return Bad("entry of the log");
  }
  value.at_micros = static_cast<int64_t>(at_micros);
  return value;
}

std::string EncodeFindingOutline(const FindingOutline& outline) {
  std::string bytes;
  bytes.push_back(static_cast<char>(kOutlineVersion));
  bytes.push_back(static_cast<char>(outline.priority));
  AppendVarint(outline.peak_centibits, bytes);
  AppendVarint(outline.revision, bytes);
  AppendFixed64(static_cast<uint64_t>(outline.create_micros), bytes);
  AppendFixed64(static_cast<uint64_t>(outline.update_micros), bytes);
  if (outline.exemption) bytes += BytesOf(*outline.exemption);
  return bytes;
}

absl::Status DecodeFindingOutline(std::string_view bytes,
                                  FindingOutline& outline) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  uint8_t priority = 0;
  uint64_t peak_centibits = 0;
  uint64_t create_micros = 0;
  uint64_t update_micros = 0;
  if (!reader.Byte(version) || version != kOutlineVersion ||
      !reader.Byte(priority) || !reader.Varint(peak_centibits) ||
      peak_centibits > UINT32_MAX || !reader.Varint(outline.revision) ||
      !reader.Fixed64(create_micros) || !reader.Fixed64(update_micros)) {
    return Bad("outline");
  }
  std::string_view exemption;
  outline.exemption.reset();
  if (!reader.Bytes(reader.remaining(), exemption) ||
      (!exemption.empty() && !TakeId(exemption, outline.exemption.emplace()))) {
    return Bad("outline");
  }
  outline.priority = priority;
  outline.peak_centibits = static_cast<uint32_t>(peak_centibits);
  outline.create_micros = static_cast<int64_t>(create_micros);
  outline.update_micros = static_cast<int64_t>(update_micros);
  return absl::OkStatus();
}

}  // namespace farcall
