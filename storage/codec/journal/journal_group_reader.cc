// SPDX-License-Identifier: Apache-2.0
// Reads a group of the journal back.
#include <algorithm>
#include <bit>
#include <utility>

#include "storage/codec/byte_coding.h"
#include "storage/codec/evidence_text.h"
#include "storage/codec/journal/journal_codec.h"
#include "storage/codec/journal/journal_layout.h"

namespace farcall {
namespace {

using namespace journal_layout;

// The end of the year 9999, as Unix seconds: no event is later.
constexpr int64_t kSecondsMax = 253'402'300'799;

// Flags, time, kinds and attributes: what every event takes.
constexpr size_t kEventBytesMin = 4;

int64_t UnZigZag(uint64_t number) {
  return static_cast<int64_t>(number >> 1) ^ -static_cast<int64_t>(number & 1);
}

EventEffects::News UnpackNews(uint64_t packed) {
  EventEffects::News news{};
  for (Histogram::News& one : news) {
    one = static_cast<Histogram::News>(packed % kNewsEnd);
    packed /= kNewsEnd;
  }
  return news;
}

// Takes a group apart. Each function is false, and `bad` says what is wrong,
// where the bytes are no group.
class GroupReader {
 public:
  explicit GroupReader(std::string_view bytes) : reader_(bytes) {}

  const char* bad() const { return bad_; }

  bool Read(JournalGroup& group) {
    uint8_t version = 0;
    std::string_view tenant;
    if (!reader_.Byte(version) ||
        version != static_cast<uint8_t>(JournalGroupVersion::kV1)) {
      return Bad("version");
    }
    if (!Bytes(tenant)) return Bad("tenant");
    group.tenant = tenant;
    while (reader_.remaining() > 0) {
      if (!ReadUpdate(group.tenant, group.updates.emplace_back())) return false;
    }
    return true;
  }

 private:
  bool Bad(const char* what) {
    bad_ = what;
    return false;
  }

  bool Bytes(std::string_view& bytes) {
    uint64_t length = 0;
    return reader_.Varint(length) && reader_.Bytes(length, bytes);
  }

  bool ReadUpdate(const std::string& tenant, JournalUpdate& update) {
    uint64_t count = 0;
    if (!reader_.Varint(count) || count > reader_.remaining()) {
      return Bad("number of entities");
    }
    update.keys.reserve(count);
    for (uint64_t i = 0; i < count; ++i) {
      std::string_view key;
      if (!Bytes(key) || key.empty()) return Bad("entity");
      update.keys.push_back(tenant + '\0' + std::string(key) + '\0');
    }
    if (!reader_.Varint(count) ||
        count > reader_.remaining() / kEventBytesMin) {
      return Bad("number of events");
    }
    update.counted.resize(count);
    update.effects.resize(count);
    int64_t at_seconds = 0;
    for (uint64_t i = 0; i < count; ++i) {
      update.effects[i].counted = &update.counted[i];
      if (!ReadEvent(update.keys.size(), at_seconds, update.counted[i],
                     update.effects[i])) {
        return false;
      }
    }
    return true;
  }

  bool ReadEvent(size_t entities, int64_t& at_seconds, CountedEvent& counted,
                 EventEffects& effects) {
    uint64_t flags = 0;
    uint64_t step = 0;
    if (!reader_.Varint(flags) || flags >= kFlagsEnd) return Bad("flags");
    if (!reader_.Varint(step)) return Bad("event time");
    at_seconds = static_cast<int64_t>(static_cast<uint64_t>(at_seconds) +
                                      static_cast<uint64_t>(UnZigZag(step)));
    if (at_seconds < 0 || at_seconds > kSecondsMax) return Bad("event time");
    effects.at_seconds = at_seconds;
    effects.counts = (flags & kDoesNotCount) == 0;
    effects.malicious_country = (flags & kMaliciousCountry) != 0;
    effects.malicious_operator = (flags & kMaliciousOperator) != 0;
    return ReadEntities(entities, counted) && ReadValues(counted) &&
           ((flags & kHasNews) == 0 || ReadNews(effects)) &&
           ((flags & kHasPlace) == 0 || ReadPlace(effects)) &&
           ((flags & kHasEvidence) == 0 || ReadEvidence(effects)) &&
           ((flags & kHasAnswers) == 0 || ReadAnswers(effects)) &&
           ((flags & kHasAlert) == 0 || ReadAlert(effects)) &&
           ((flags & kHasBudget) == 0 || ReadBudget(effects)) &&
           ((flags & kHasEpisode) == 0 || ReadEpisode(effects));
  }

  bool ReadEntities(size_t entities, CountedEvent& counted) {
    uint8_t kinds = 0;
    if (!reader_.Byte(kinds)) return Bad("entities of an event");
    for (const EntityKind kind : kEntityKinds) {
      if (((kinds >> static_cast<int>(kind)) & 1) == 0) continue;
      uint64_t index = 0;
      if (!reader_.Varint(index) || index >= entities) {
        return Bad("entity of an event");
      }
      counted.SetEntity(kind, index);
    }
    return true;
  }

  bool ReadValues(CountedEvent& counted) {
    uint64_t attributes = 0;
    if (!reader_.Varint(attributes) ||
        attributes >= (uint64_t{1} << kAttributeEnd)) {
      return Bad("attributes of an event");
    }
    for (const Attribute attribute : kAttributes) {
      if (((attributes >> static_cast<int>(attribute)) & 1) == 0) continue;
      std::string_view value;
      if (!Text(value) || value.empty()) return Bad("value");
      counted.SetValue(attribute, value);
    }
    return true;
  }

  bool ReadNews(EventEffects& effects) {
    uint64_t packed = 0;
    if (!reader_.Varint(packed) ||
        packed >= (uint64_t{1} << (kNewsBits * kAttributeEnd))) {
      return Bad("news");
    }
    effects.news = UnpackNews(packed);
    return true;
  }

  bool ReadPlace(EventEffects& effects) {
    return Centibits(effects.place_centibits) || Bad("bits of the place");
  }

  bool ReadEvidence(EventEffects& effects) {
    uint64_t count = 0;
    if (!reader_.Varint(count) || count > reader_.remaining()) {
      return Bad("number of things remembered");
    }
    for (uint64_t i = 0; i < count; ++i) {
      EvidenceNote& note = effects.evidence.emplace_back();
      std::string_view name;
      if (!Text(name) || !Centibits(note.centibits)) return Bad("evidence");
      note.name = EvidenceNameFrom(name);
    }
    return true;
  }

  bool ReadAnswers(EventEffects& effects) {
    DatabaseAnswers& answers = effects.answers.emplace();
    uint8_t has_location = 0;
    uint8_t kind = 0;
    if (!Text(answers.country) || !Seconds(answers.country_build_seconds) ||
        !Text(answers.operator_key) || !reader_.Byte(kind) ||
        !Seconds(answers.operator_build_seconds) ||
        !reader_.Byte(has_location)) {
      return Bad("answers of the databases");
    }
    answers.operator_kind = static_cast<OperatorKind>(kind);
    if (has_location == 0) return true;
    Location& location = answers.location.emplace();
    return (Double(location.latitude) && Double(location.longitude) &&
            Double(location.radius_km)) ||
           Bad("location");
  }

  bool ReadAlert(EventEffects& effects) {
    std::string_view origin;
    if (!Text(origin)) return Bad("origin of an alert");
    effects.alert_origin = origin;
    return true;
  }

  bool ReadBudget(EventEffects& effects) {
    BudgetCount& budget = effects.budget.emplace();
    uint8_t first = 0;
    uint8_t last = 0;
    uint8_t reached = 0;
    if (!Centibits(budget.best_centibits) || !reader_.Byte(first) ||
        !reader_.Byte(last) || !reader_.Byte(reached)) {
      return Bad("count for the budget");
    }
    budget.first_step = first;
    budget.last_step = last;
    budget.reached = reached != 0;
    return true;
  }

  bool ReadEpisode(EventEffects& effects) {
    EpisodeNote& episode = effects.episode.emplace();
    std::string_view id;
    uint8_t opens = 0;
    if (!Text(id) || id.size() != FindingId::kBytes || !reader_.Byte(opens)) {
      return Bad("episode");
    }
    std::ranges::copy(id, episode.id.bytes.begin());
    episode.opens = opens != 0;
    std::string_view origin;
    if (episode.opens && !Text(origin)) return Bad("origin of an episode");
    episode.origin = origin;
    return true;
  }

  bool Centibits(uint32_t& centibits) {
    uint64_t number = 0;
    if (!reader_.Varint(number) || number > UINT32_MAX) return false;
    centibits = static_cast<uint32_t>(number);
    return true;
  }

  bool Seconds(int64_t& seconds) {
    uint64_t number = 0;
    if (!reader_.Varint(number) || number > INT64_MAX) return false;
    seconds = static_cast<int64_t>(number);
    return true;
  }

  bool Double(double& number) {
    uint64_t bits = 0;
    if (!reader_.Fixed64(bits)) return false;
    number = std::bit_cast<double>(bits);
    return true;
  }

  bool Text(std::string_view& text) {
    uint64_t number = 0;
    if (!reader_.Varint(number) || number > texts_.size()) return false;
    if (number < texts_.size()) {
      text = texts_[number];
      return true;
    }
    if (!Bytes(text)) return false;
    texts_.push_back(text);
    return true;
  }

  ByteReader reader_;
  std::vector<std::string_view> texts_;
  const char* bad_ = "";
};

}  // namespace

size_t JournalGroup::events() const {
  size_t sum = 0;
  for (const JournalUpdate& update : updates) sum += update.effects.size();
  return sum;
}

absl::StatusOr<JournalGroup> DecodeJournalGroup(std::string_view bytes) {
  JournalGroup group;
  GroupReader reader(bytes);
  if (!reader.Read(group)) {
    return absl::DataLossError("journal group: bad " +
                               std::string(reader.bad()));
  }
  return group;
}

}  // namespace farcall
