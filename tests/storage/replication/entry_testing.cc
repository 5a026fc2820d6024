// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/replication/entry_testing.h"

#include <utility>
#include <vector>

#include "storage/codec/fact/call_log_codec.h"
#include "storage/codec/fact/fact_keys.h"
#include "storage/codec/feedback_codec.h"
#include "storage/codec/journal/journal_codec.h"
#include "storage/codec/key_codec.h"
#include "storage/codec/record/record_codec.h"

namespace farcall {
namespace {

constexpr char kTenant[] = "acme";
constexpr char kAlice[] = "123456789012:alice";
constexpr int64_t kSeconds = 1'700'000'000;

std::string KeyOf(EntityKind kind, const std::string& name) {
  return *EncodeEntityKey({kTenant, kind, name});
}

StoredFinding FullFinding() {
  return {.finding = {.id = {.bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 0}},
                      .principal = "alice",
                      .principal_kind = PrincipalKind::kUser,
                      .origin = "VN",
                      .state = FindingState::kAcknowledged,
                      .revision = 7,
                      .previous = FindingId{.bytes = {9}},
                      .exemption = ExemptionId{.bytes = {8}},
                      .first_seconds = kSeconds,
                      .last_seconds = kSeconds + 600,
                      .create_micros = kSeconds * 1'000'000,
                      .update_micros = kSeconds * 1'000'000 + 1,
                      .notes = 3,
                      .calls = 12,
                      .failed_calls = 3,
                      .peak_centibits = 2100,
                      .score_hundredths = 9456,
                      .headline = "Unusual for alice"},
          .owner = "pseudonym:1",
          .grew_position = 5};
}

StoredExemption FullExemption(const ExemptionId& id) {
  return {.exemption = {.id = id,
                        .principals = {"alice", "ops-*"},
                        .commands = {"ssm:*"},
                        .from_seconds = kSeconds,
                        .to_seconds = kSeconds + 3600,
                        .weekly_hours = {{0, 24}, {100, 168}},
                        .reason = "patches",
                        .identity = "token:soc",
                        .create_micros = 5},
          .owners = {"pseudonym:1", ""}};
}

StoredLedgerEntry FullLedgerEntry() {
  return {.entry = {.principal = "alice",
                    .principal_kind = PrincipalKind::kUser,
                    .origin = "VN",
                    .at_seconds = kSeconds,
                    .event_id = "e-1",
                    .bits = 12.25,
                    .score_hundredths = 7000,
                    .detectors = {{.detector = "country_for_principal",
                                   .bits = 12.25,
                                   .in_quarantine = true}}},
          .written_day = 19'675};
}

FeedbackRecord FullFeedback() {
  return {.tenant = kTenant,
          .entry = {.time_micros = kSeconds * 1'000'000,
                    .action = FeedbackAction::kBenign,
                    .principal = "alice",
                    .origin = "VN",
                    .actor = "dora",
                    .reason = "travels",
                    .feedback_id = "f-1",
                    .identity = "token:soc",
                    .until_seconds = kSeconds + 86'400,
                    .content_digest = 77},
          .digest = {.high = 0xfffefdfc, .low = 1}};
}

JournalEntry::Erasure FullErasure() {
  const ExemptionId id = {.bytes = {7, 7}};
  return {.tenant = kTenant,
          .feedback_keys = {*EncodeFeedbackKey(kTenant, 1, {1, 2})},
          .findings = {{.bytes = {1}}, {.bytes = {2}}},
          .fact_keys = {FactBlockKey(kTenant, 472'222, {}, 9)},
          .term_keys = {TermKey(kTenant, TermKind::kOrigin, {1}, {2})},
          .ledger_keys = {LedgerKey(kTenant, 19'675, std::string(16, 'p'),
                                    std::string(16, 'o'))},
          .exemptions = {
              {.tenant = kTenant, .id = id, .stored = FullExemption(id)}}};
}

// Picks numbers, texts and things out of a source of random numbers.
class Picker {
 public:
  explicit Picker(std::mt19937_64& random) : random_(random) {}

  uint64_t Below(uint64_t end) { return random_() % end; }
  bool Coin() { return Below(2) == 0; }
  // Of any size up to the highest.
  uint64_t Number() { return random_() >> Below(64); }
  int64_t Time() { return static_cast<int64_t>(random_() >> 24); }
  // Any bytes.
  std::string Text(size_t size_max) {
    std::string text(Below(size_max + 1), '\0');
    for (char& c : text) c = static_cast<char>(random_());
    return text;
  }
  // Letters, at least one.
  std::string Name() {
    std::string name(1 + Below(20), 'a');
    for (char& c : name) c = static_cast<char>('a' + Below(26));
    return name;
  }
  FindingId Id() {
    FindingId id;
    for (uint8_t& byte : id.bytes) byte = static_cast<uint8_t>(random_());
    return id;
  }
  EventDigest Digest() {
    return {static_cast<uint32_t>(random_()), static_cast<uint32_t>(random_())};
  }
  FactDigests::Digest WideDigest() {
    FactDigests::Digest digest;
    for (unsigned char& byte : digest) {
      byte = static_cast<unsigned char>(random_());
    }
    return digest;
  }
  // Up to three things that `make` makes.
  template <typename Make>
  auto Some(Make make) {
    std::vector<decltype(make())> made;
    for (uint64_t left = Below(4); left > 0; --left) made.push_back(make());
    return made;
  }

 private:
  std::mt19937_64& random_;
};

std::string RandomGroup(Picker& pick) {
  const std::vector<std::string> keys = {
      KeyOf(EntityKind::kPrincipal, pick.Name()),
      KeyOf(EntityKind::kCommand, pick.Name())};
  std::vector<std::string> countries(1 + pick.Below(5));
  for (std::string& country : countries) country = pick.Name();
  std::vector<CountedEvent> counted(countries.size());
  std::vector<EventEffects> effects;
  for (size_t i = 0; i < counted.size(); ++i) {
    counted[i].SetEntity(EntityKind::kPrincipal, 0);
    if (pick.Coin()) counted[i].SetEntity(EntityKind::kCommand, 1);
    counted[i].SetValue(Attribute::kCountry, countries[i]);
    effects.push_back(
        {.counted = &counted[i],
         .at_seconds = kSeconds + static_cast<int64_t>(pick.Below(1'000'000)),
         .counts = pick.Coin(),
         .place_centibits = static_cast<uint32_t>(pick.Below(3'000)),
         .alert_origin = pick.Coin() ? pick.Name() : ""});
  }
  JournalGroupWriter writer(kTenant);
  writer.Add(keys, effects);
  return std::move(writer).Finish();
}

LoggedCalls RandomCalls(Picker& pick) {
  const std::vector<std::string> keys = {
      KeyOf(EntityKind::kPrincipal, pick.Name())};
  std::vector<Event> events(1 + pick.Below(4));
  std::vector<CountedCall> calls;
  for (Event& event : events) {
    event.event_id = pick.Text(40);
    event.event_time_seconds = pick.Time();
    event.account = pick.Text(12);
    event.user_agent = pick.Text(300);
    calls.push_back({.event = &event, .origin = "VN"});
  }
  const FactDigests digests{EventHasher::Key{}};
  CallLogWriter writer(kTenant, digests);
  writer.Add(calls, keys);
  return {.calls = calls.size(), .entry = std::move(writer).Finish(472'222)};
}

FindingWrite RandomFinding(Picker& pick) {
  FindingWrite write = {
      .tenant = pick.Name(),
      .stored = FullFinding(),
      .changes = static_cast<FindingChanges>(1 + pick.Below(31)),
      .notes = pick.Some([&] {
        return FindingNote{.time_micros = pick.Time(),
                           .actor = pick.Text(20),
                           .text = pick.Text(300)};
      }),
      .drops_notes = pick.Coin()};
  write.stored.finding.id = pick.Id();
  write.stored.finding.principal = pick.Text(40);
  write.stored.grew_position = pick.Number();
  if (pick.Coin()) {
    write.state_before = static_cast<FindingState>(1 + pick.Below(5));
  }
  return write;
}

ExemptionWrite RandomExemption(Picker& pick) {
  ExemptionWrite write = {.tenant = pick.Name(), .id = pick.Id()};
  if (pick.Coin()) {
    write.stored = FullExemption(write.id);
    write.stored->exemption.reason = pick.Text(200);
  }
  return write;
}

FeedbackRecord RandomFeedback(Picker& pick, const std::string& tenant) {
  FeedbackRecord record = FullFeedback();
  record.tenant = tenant;
  record.entry.time_micros = pick.Time();
  record.entry.principal = "p" + pick.Text(100);
  record.entry.reason = pick.Text(1'000);
  record.digest = pick.Digest();
  return record;
}

EncodedRecord RandomRecord(Picker& pick) {
  Baseline baseline;
  for (uint64_t left = pick.Below(5); left > 0; --left) {
    baseline.At(Attribute::kCountry)
        .Count(pick.Name(), kSeconds + static_cast<int64_t>(pick.Below(99)));
  }
  return {.key = KeyOf(EntityKind::kPrincipal, pick.Name()),
          .value = *EncodeRecord(baseline, pick.Number())};
}

LedgerWrite RandomLedgerWrite(Picker& pick) {
  LedgerWrite write = {
      .key = LedgerKey(kTenant, static_cast<uint32_t>(pick.Below(30'000)),
                       FactDigests::BytesOf(pick.WideDigest()),
                       FactDigests::BytesOf(pick.WideDigest())),
      .entry = FullLedgerEntry()};
  write.entry.entry.principal = pick.Text(60);
  write.entry.entry.bits = static_cast<double>(pick.Number()) / 1024;
  return write;
}

JournalEntry::Erasure RandomErasure(Picker& pick) {
  const std::string tenant = pick.Name();
  const auto day = [&] { return static_cast<uint32_t>(pick.Below(30'000)); };
  JournalEntry::Erasure erasure = {.tenant = tenant, .at_micros = pick.Time()};
  erasure.feedback_keys = pick.Some(
      [&] { return *EncodeFeedbackKey(tenant, pick.Time(), pick.Digest()); });
  erasure.findings = pick.Some([&] { return pick.Id(); });
  erasure.fact_keys = pick.Some([&] {
    return FactBlockKey(tenant, day(), pick.WideDigest(), pick.Number());
  });
  erasure.term_keys = pick.Some([&] {
    return TermKey(tenant, TermKind::kAsset, pick.WideDigest(),
                   pick.WideDigest());
  });
  erasure.ledger_keys = pick.Some([&] {
    return LedgerKey(tenant, day(), std::string(16, 'p'), std::string(16, 'o'));
  });
  erasure.exemptions = pick.Some([&] { return RandomExemption(pick); });
  return erasure;
}

}  // namespace

std::string ExampleGroup() {
  const std::vector<std::string> keys = {
      KeyOf(EntityKind::kTenant, ""), KeyOf(EntityKind::kPrincipal, kAlice),
      KeyOf(EntityKind::kCommand, "s3:GetObject")};
  CountedEvent counted;
  counted.SetEntity(EntityKind::kTenant, 0);
  counted.SetEntity(EntityKind::kPrincipal, 1);
  counted.SetEntity(EntityKind::kCommand, 2);
  counted.SetValue(Attribute::kCountry, "DE");
  counted.SetValue(Attribute::kCommand, "s3:GetObject");
  counted.SetValue(Attribute::kService, "s3");
  EventEffects effects{.counted = &counted, .at_seconds = kSeconds};
  for (const Attribute attribute :
       {Attribute::kCountry, Attribute::kCommand, Attribute::kService}) {
    effects.news[static_cast<size_t>(attribute)] = Histogram::News::kPeriod;
  }
  JournalGroupWriter writer(kTenant);
  writer.Add(keys, {&effects, 1});
  return std::move(writer).Finish();
}

LoggedCalls ExampleCalls() {
  const std::vector<std::string> keys = {KeyOf(EntityKind::kPrincipal, kAlice)};
  const Event event = {.event_id = "e-1",
                       .event_time_seconds = kSeconds,
                       .account = "123456789012",
                       .principal = kAlice,
                       .principal_kind = PrincipalKind::kUser,
                       .command = "s3:GetObject",
                       .source_address = "203.0.113.1"};
  const CountedCall call = {
      .event = &event, .origin = "DE", .network = "203.0.113.0/24"};
  const FactDigests digests{EventHasher::Key{}};
  CallLogWriter writer(kTenant, digests);
  writer.Add({&call, 1}, keys);
  return {.calls = 1, .entry = std::move(writer).Finish(472'222)};
}

JournalEntry RichEntry() {
  const ExemptionId id = {.bytes = {7}};
  Baseline baseline;
  baseline.At(Attribute::kCountry).Count("DE", kSeconds);
  return {
      .tenant = kTenant,
      .group = ExampleGroup(),
      .seen = {{{1, 2}, PackOutcome({4321, BaselineState::kLearning, true})},
               {{0xffffffff, 0}, 0}},
      .feedback = {FullFeedback()},
      .records = {{KeyOf(EntityKind::kPrincipal, kAlice),
                   *EncodeRecord(baseline, 7)}},
      .findings = {{.tenant = kTenant,
                    .stored = FullFinding(),
                    .changes = SetOf(FindingChange::kTriaged),
                    .notes = {{.time_micros = 5,
                               .actor = "carol",
                               .identity = "token:soc",
                               .text = "looks into it"},
                              {}},
                    .drops_notes = true,
                    .state_before = FindingState::kOpen},
                   {.tenant = kTenant,
                    .stored = FullFinding(),
                    .changes = SetOf(FindingChange::kRemoved)}},
      .exemptions = {{.tenant = kTenant, .id = id, .stored = FullExemption(id)},
                     {.tenant = kTenant, .id = id}},
      .calls = ExampleCalls(),
      .ledger = {{.key = LedgerKey(kTenant, 19'675, std::string(16, 'p'),
                                   std::string(16, 'o')),
                  .entry = FullLedgerEntry()}},
      .finding_log_trim = FindingLogTrim{.tenant = kTenant, .to = 300},
      .erasure = FullErasure()};
}

JournalEntry RandomEntry(std::mt19937_64& random) {
  Picker pick(random);
  JournalEntry entry;
  const std::string tenant = pick.Name();
  entry.tenant = tenant;
  if (pick.Coin()) entry.group = RandomGroup(pick);
  entry.seen = pick.Some([&] {
    return SeenEvent{pick.Digest(),
                     static_cast<PackedOutcome>(pick.Below(60'006))};
  });
  if (pick.Coin()) entry.calls = RandomCalls(pick);
  entry.ledger = pick.Some([&] { return RandomLedgerWrite(pick); });
  entry.findings = pick.Some([&] { return RandomFinding(pick); });
  entry.records = pick.Some([&] { return RandomRecord(pick); });
  entry.feedback = pick.Some([&] { return RandomFeedback(pick, tenant); });
  entry.exemptions = pick.Some([&] { return RandomExemption(pick); });
  if (pick.Coin()) {
    entry.finding_log_trim = {.tenant = pick.Name(), .to = pick.Number()};
  }
  if (pick.Coin()) entry.erasure = RandomErasure(pick);
  return entry;
}

}  // namespace farcall
