// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace farcall {

// What docs/scoring.md, docs/storage_format.md and docs/feedback.md say of a
// histogram, once more and as plainly as can be: sets of hours, and who gave a
// period to peers. Shares nothing with scoring/counts/histogram.h.

enum class Said { kNothing, kBenign, kMalicious };

// 15 days.
struct PlainPeriod {
  std::set<int64_t> hours{};  // in which a principal or a command had the value
  // What peers observe: who had the value. Whoever is forgotten or need not be
  // known is called otherwise, and may be there twice.
  std::multiset<std::string> givers{};
  std::map<std::string, uint64_t> calls{};  // by who made them; none is 0

  uint64_t Observations() const { return hours.size() + givers.size(); }
  uint64_t Calls() const;
  // Whether the hours, of a principal in a place, lie on two days or more.
  bool IsGivenToPeers() const;
  uint64_t CallsGivenBy(const std::string& giver) const;
};

struct PlainValue {
  // By number; none is without calls. Of a value that was judged and is not
  // seen there are none, and its times are 0.
  std::map<int64_t, PlainPeriod> periods{};
  int64_t first_seconds = 0;
  int64_t last_seconds = 0;
  Said said = Said::kNothing;
};

// What an event was in a histogram by hours.
enum class Novelty { kNone, kHour, kPeriod, kSecondDay };

class PlainHistogram {
 public:
  // In a histogram by hours.
  Novelty CountHour(const std::string& value, int64_t time_seconds);
  // In a histogram of peers: a call of the giver's, which they observe or not.
  enum class Peers { kObserve, kHear };
  void CountPeer(const std::string& value, int64_t time_seconds,
                 const std::string& giver, Peers peers);

  // Of histograms by hours.
  void Judge(const std::string& value, Said said);
  // Hours from one moment to before another, both full. How many there were.
  uint64_t ForgetHours(int64_t from_seconds, int64_t to_seconds);

  // Of histograms of peers: what `giver` gave, as its `own` hours say, is taken
  // back but for what is `left` of them, or given again. False if it is not
  // there as they say, or is there already: periods kept by number alone are
  // then not exact any more.
  bool TakeBack(const std::string& value, const std::string& giver,
                const PlainValue& own, const PlainValue& left);
  bool GiveAgain(const std::string& value, const std::string& giver,
                 const PlainValue& own);

  const std::map<std::string, PlainValue>& values() const { return values_; }
  const PlainValue* Find(const std::string& value) const;
  bool empty() const { return values_.empty(); }

 private:
  int64_t Newest() const;  // period; -1 when empty
  // nullptr if it is too old.
  PlainPeriod* Enter(const std::string& value, int64_t time_seconds);
  void DropOld(int64_t newest);
  void DropEmpty();

  std::map<std::string, PlainValue> values_;
};

}  // namespace farcall
