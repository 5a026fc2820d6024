// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "scoring/event/entity.h"
#include "scoring/records/attribute.h"
#include "tests/model/operation.h"
#include "tests/model/plain_histogram.h"
#include "tests/model/plain_window.h"

namespace farcall {

struct PlainKey {
  size_t tenant = 0;
  EntityKind kind = EntityKind::kTenant;
  std::string name{};

  auto operator<=>(const PlainKey&) const = default;
};

using PlainBaseline = std::map<Attribute, PlainHistogram>;

// What is to be answered to feedback.
struct PlainFeedback {
  bool duplicate = false;
  bool id_is_used = false;  // with other content
  uint64_t values = 0;      // judged, or hours forgotten
};

// An entry of the audit.
struct PlainEntry {
  Operation said{};
  std::string principal{};
};

// What scoring and storage are to do, by the documents, in maps and sets.
//
// Left out: what depends on scores, so peaks, short memory, a principal's own
// failures and alerts, and MarkMalicious of an event, which judges only what is
// not usual. Where days are kept by number and not by name, some feedback
// cannot be exact: see IsInexact.
class PlainModel {
 public:
  // Which events of a batch are duplicates, and what was first said of them.
  std::vector<std::optional<FirstAnswer>> Known(
      const Operation& operation) const;
  // A batch that was answered, in which events that were not known were given
  // these scores, is counted.
  void Count(const Operation& operation, std::span<const FirstAnswer> answers);
  // Whether something is said of the place that feedback is of.
  bool HasVerdict(const Operation& operation) const;
  // Feedback on a principal of whom something is known; where what was said is
  // taken back, of a place that has a verdict.
  PlainFeedback Apply(const Operation& operation);
  // `removed` tells whether the store had anything to remove.
  enum class Removed { kNothing, kSomething };
  void Delete(const Operation& operation, Removed removed);
  void Wait(int64_t hours) { window_.Wait(hours); }
  void Reopen() { window_.Reopen(); }

  // None is empty.
  const std::map<PlainKey, PlainBaseline>& baselines() const {
    return baselines_;
  }
  // Whether an entity's countries cannot be told: days were taken back from it,
  // or given again, of which it had forgotten a part.
  bool IsInexact(const PlainKey& key) const { return inexact_.contains(key); }
  // Oldest first.
  const std::vector<PlainEntry>& entries(size_t tenant) const;
  const PlainWindow& window() const { return window_; }

 private:
  PlainFeedback Repeated(const Operation& operation) const;
  void CountCall(size_t tenant, const Call& call);
  PlainHistogram& At(size_t tenant, EntityKind kind, const std::string& name,
                     Attribute attribute);
  void DropEmpty();
  // A principal by the name that peers know it by, until it is deleted.
  std::string GiverOf(size_t tenant, size_t caller) const;

  // The countries of whom a principal is a peer of.
  std::vector<PlainKey> PeersOf(size_t tenant, size_t caller) const;
  void TakeBack(size_t tenant, size_t caller, const std::string& country,
                const PlainValue& own, const PlainValue& left);
  void GiveAgain(size_t tenant, size_t caller, const std::string& country,
                 const PlainValue& own);

  void JudgeCountry(size_t tenant, size_t caller, const std::string& country,
                    Said said);
  uint64_t JudgePlace(const Operation& operation, Said said);
  uint64_t JudgeEvent(size_t tenant, const Call& call);
  uint64_t ForgetRange(const Operation& operation);

  std::map<PlainKey, PlainBaseline> baselines_;
  std::set<PlainKey> inexact_;
  std::map<PlainKey, int> deletions_;
  std::map<size_t, std::vector<PlainEntry>> entries_;
  PlainWindow window_;
};

}  // namespace farcall
