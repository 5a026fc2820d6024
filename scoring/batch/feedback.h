// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/counts/histogram.h"
#include "scoring/detectors/model.h"
#include "scoring/event/event.h"
#include "scoring/event/feedback_entry.h"
#include "scoring/event/origin.h"

namespace farcall {

// Who says something, why and when. Said again with the same id and content, it
// changes nothing.
struct Statement {
  std::string id;
  std::string actor;  // by its own account
  std::string reason{};
  int64_t time_micros = 0;
  std::string identity{};  // by what it showed
  // Unix seconds from which a benign verdict is over, by the times of events;
  // 0 = it has no end. 0 of all other feedback.
  int64_t until_seconds = 0;
};

// A principal at an origin.
struct PrincipalPlace {
  std::string principal;
  std::string origin;
  // Whose country history the principal is a peer in; empty = the account in
  // the principal's key, if it names one.
  std::string account{};
};

// What became of a statement about a place or an event.
struct Judged {
  bool duplicate = false;
  std::string principal{};
  std::string origin{};
  size_t values = 0;  // judged, or cleared, now: none of a duplicate
};

struct ForgottenHours {
  bool duplicate = false;
  uint64_t observations = 0;  // of all of the principal's histograms
};

// Lets people correct what was learned (docs/feedback.md). Each call is one
// change of the store, and one entry of its audit. A verdict closes the
// undecided findings of the principal's latest episodes at that origin.
// Thread-safe.
//
// NOT_FOUND where nothing is known of the principal, or no verdict is to be
// taken back. ALREADY_EXISTS where the id was taken with other content, as far
// as the audit still has it. FAILED_PRECONDITION where a histogram has all the
// verdicts that it may have. Else the store's errors.
class Feedback {
 public:
  // `store` and `origins` must outlive it.
  Feedback(HistogramStore& store, const OriginResolver& origins,
           const Model& model)
      : store_(store), origins_(origins), model_(model) {}

  // The country alone is judged. A verdict of kNone takes back the one on it.
  absl::StatusOr<Judged> JudgePlace(std::string_view tenant,
                                    const PrincipalPlace& place,
                                    Verdict verdict,
                                    const Statement& statement) const;

  // All that the event has in its principal's histograms is judged; of
  // malicious ones only what has not become usual by itself. A verdict of kNone
  // takes back those on any of it. `event` must have a principal; whether it
  // was counted does not matter.
  absl::StatusOr<Judged> JudgeEvent(std::string_view tenant, const Event& event,
                                    Verdict verdict,
                                    const Statement& statement) const;

  // Forgets the hours that lie in [from, to), also in part. Verdicts stay.
  absl::StatusOr<ForgottenHours> ForgetRange(std::string_view tenant,
                                             const std::string& principal,
                                             int64_t from_seconds,
                                             int64_t to_seconds,
                                             const Statement& statement) const;

 private:
  HistogramStore& store_;
  const OriginResolver& origins_;
  Model model_;
};

}  // namespace farcall
