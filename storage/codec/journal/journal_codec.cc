// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/journal/journal_codec.h"

#include <bit>
#include <optional>
#include <utility>

#include "storage/codec/byte_coding.h"
#include "storage/codec/evidence_text.h"
#include "storage/codec/journal/journal_layout.h"

namespace farcall {
namespace {

using namespace journal_layout;

uint64_t ZigZag(int64_t number) {
  return (static_cast<uint64_t>(number) << 1) ^
         static_cast<uint64_t>(number >> 63);
}

uint64_t PackNews(const EventEffects::News& news) {
  uint64_t packed = 0;
  for (size_t i = 0; i < news.size(); ++i) {
    packed |= static_cast<uint64_t>(news[i]) << (kNewsBits * i);
  }
  return packed;
}

uint64_t FlagsOf(const EventEffects& effects, uint64_t news) {
  uint64_t flags = 0;
  if (!effects.counts) flags |= kDoesNotCount;
  if (effects.malicious_country) flags |= kMaliciousCountry;
  if (effects.malicious_operator) flags |= kMaliciousOperator;
  if (effects.place_centibits > 0) flags |= kHasPlace;
  if (!effects.evidence.empty()) flags |= kHasEvidence;
  if (effects.answers.has_value()) flags |= kHasAnswers;
  if (!effects.alert_origin.empty()) flags |= kHasAlert;
  if (effects.budget.has_value()) flags |= kHasBudget;
  if (effects.episode.has_value()) flags |= kHasEpisode;
  if (news != 0) flags |= kHasNews;
  return flags;
}

}  // namespace

JournalGroupWriter::JournalGroupWriter(std::string_view tenant)
    : tenant_bytes_(tenant.size() + 1) {
  bytes_.Add(static_cast<char>(JournalGroupVersion::kV1));
  AddBytes(tenant);
}

void JournalGroupWriter::Add(std::span<const std::string> keys,
                             std::span<const EventEffects> effects) {
  bytes_.AddVarint(keys.size());
  for (const std::string_view key : keys) {
    // Without the tenant, and the zero byte at the end.
    AddBytes(key.substr(tenant_bytes_, key.size() - tenant_bytes_ - 1));
  }
  bytes_.AddVarint(effects.size());
  int64_t before_seconds = 0;
  for (const EventEffects& event : effects) AddEvent(event, before_seconds);
  events_ += effects.size();
}

void JournalGroupWriter::AddEvent(const EventEffects& effects,
                                  int64_t& before_seconds) {
  const uint64_t news = PackNews(effects.news);
  bytes_.AddVarint(FlagsOf(effects, news));
  bytes_.AddVarint(ZigZag(effects.at_seconds - before_seconds));
  before_seconds = effects.at_seconds;
  AddValues(*effects.counted);
  if (news != 0) bytes_.AddVarint(news);
  if (effects.place_centibits > 0) bytes_.AddVarint(effects.place_centibits);
  if (!effects.evidence.empty()) {
    bytes_.AddVarint(effects.evidence.size());
    for (const EvidenceNote& note : effects.evidence) {
      AddText(
          HashedText(evidence_texts_.emplace_back(EvidenceText(note.name))));
      bytes_.AddVarint(note.centibits);
    }
  }
  if (effects.answers.has_value()) AddAnswers(*effects.answers);
  if (!effects.alert_origin.empty()) AddText(HashedText(effects.alert_origin));
  if (effects.budget.has_value()) AddBudget(*effects.budget);
  if (effects.episode.has_value()) AddEpisode(*effects.episode);
}

void JournalGroupWriter::AddEpisode(const EpisodeNote& episode) {
  // A view of the effects, which outlive the group.
  const FindingId& id = episode.id;
  AddText(HashedText(std::string_view(
      reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size())));
  bytes_.Add(episode.opens ? '\1' : '\0');
  if (episode.opens) AddText(HashedText(episode.origin));
}

void JournalGroupWriter::AddBudget(const BudgetCount& budget) {
  bytes_.AddVarint(budget.best_centibits);
  bytes_.Add(static_cast<char>(budget.first_step));
  bytes_.Add(static_cast<char>(budget.last_step));
  bytes_.Add(budget.reached ? '\1' : '\0');
}

void JournalGroupWriter::AddValues(const CountedEvent& counted) {
  bytes_.Add(static_cast<char>(counted.kinds()));
  for (uint32_t kinds = counted.kinds(); kinds != 0; kinds &= kinds - 1) {
    bytes_.AddVarint(
        counted.entity(static_cast<EntityKind>(std::countr_zero(kinds))));
  }
  bytes_.AddVarint(counted.attributes());
  for (uint32_t rest = counted.attributes(); rest != 0; rest &= rest - 1) {
    AddText(counted.hashed(static_cast<Attribute>(std::countr_zero(rest))));
  }
}

void JournalGroupWriter::AddAnswers(const DatabaseAnswers& answers) {
  AddText(HashedText(answers.country));
  bytes_.AddVarint(static_cast<uint64_t>(answers.country_build_seconds));
  AddText(HashedText(answers.operator_key));
  bytes_.Add(static_cast<char>(answers.operator_kind));
  bytes_.AddVarint(static_cast<uint64_t>(answers.operator_build_seconds));
  bytes_.Add(answers.location.has_value() ? '\1' : '\0');
  if (!answers.location.has_value()) return;
  AddDouble(answers.location->latitude);
  AddDouble(answers.location->longitude);
  AddDouble(answers.location->radius_km);
}

void JournalGroupWriter::AddText(const HashedText& text) {
  const TextNumbers::Numbered numbered = numbers_.Of(text);
  bytes_.AddVarint(numbered.number);
  if (numbered.is_new) AddBytes(text.text);
}

void JournalGroupWriter::AddBytes(std::string_view bytes) {
  bytes_.AddVarint(bytes.size());
  bytes_.Add(bytes);
}

void JournalGroupWriter::AddDouble(double number) {
  std::string fixed;
  AppendFixed64(std::bit_cast<uint64_t>(number), fixed);
  bytes_.Add(std::string_view(fixed));
}

std::string EncodeJournalKey(uint64_t sequence) {
  std::string key;
  AppendFixed64(sequence, key);
  return key;
}

absl::StatusOr<uint64_t> DecodeJournalKey(std::string_view bytes) {
  ByteReader reader(bytes);
  uint64_t sequence = 0;
  if (!reader.Fixed64(sequence) || reader.remaining() != 0) {
    return absl::DataLossError("journal: bad key");
  }
  return sequence;
}

}  // namespace farcall
