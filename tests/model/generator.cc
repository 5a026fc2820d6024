// SPDX-License-Identifier: Apache-2.0
#include "tests/model/generator.h"

#include <algorithm>
#include <random>

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kStart = 1710000000;  // 2024-03-09
constexpr int kOperations = 20;         // on average
constexpr size_t kCallsMax = 8;

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  Sequence Make() {
    Sequence sequence;
    // A store that does not sync is not shared with other sequences, and so is
    // slow.
    if (OneIn(15)) sequence.promise = Promise::kWritten;
    restarts_ = OneIn(6) || sequence.promise == Promise::kWritten;
    deletes_ = OneIn(5);
    const int operations = 5 + Below(2 * kOperations - 9);
    for (int i = 0; i < operations; ++i) {
      sequence.operations.push_back(Next());
      now_seconds_ += OneIn(12)  ? Between(10, 200) * kDay
                      : OneIn(3) ? Between(1, 40) * kHour
                                 : Between(1, 3000);
    }
    return sequence;
  }

 private:
  // std::uniform_int_distribution is not the same everywhere.
  int Below(int end) {
    return static_cast<int>(random_() % static_cast<uint64_t>(end));
  }
  int64_t Between(int64_t from, int64_t to) {
    return from + static_cast<int64_t>(random_() %
                                       static_cast<uint64_t>(to - from + 1));
  }
  bool OneIn(int n) { return Below(n) == 0; }
  size_t IndexBelow(size_t end) { return random_() % end; }
  template <typename Items>
  const auto& AnyOf(const Items& items) {
    return items[IndexBelow(items.size())];
  }

  Operation Next() {
    Operation operation;
    operation.tenant = OneIn(4) ? 1 : 0;
    switch (Below(20)) {
      case 0:
      case 1:
        return Feedback(operation);
      case 2:
        return Feedback(operation);
      case 3:
        return restarts_ && OneIn(2) ? Reopening(operation) : Batch(operation);
      case 4:
        return deletes_ && OneIn(2) ? Deletion(operation) : Batch(operation);
      case 5:
        if (!OneIn(3)) return Batch(operation);
        operation.action = Action::kWait;
        // Never as long as the window of 72 h to the second.
        operation.hours = AnyOf(std::to_array<int64_t>({7, 35, 77}));
        return operation;
      default:
        return Batch(operation);
    }
  }

  Operation Batch(Operation operation) {
    const int action = Below(10);
    operation.action = action < 6   ? Action::kScore
                       : action < 8 ? Action::kLearn
                                    : Action::kAsk;
    const size_t calls = OneIn(3) ? 1 : 1 + IndexBelow(kCallsMax);
    for (size_t i = 0; i < calls; ++i) operation.calls.push_back(NextCall());
    return operation;
  }

  Call NextCall() {
    if (!sent_.empty() && OneIn(5)) return Redelivered();
    Call call = AnyCall();
    call.id = next_id_++;
    sent_.push_back(call);
    return call;
  }

  Call AnyCall() {
    // The first of each are the usual ones.
    return {.caller = OneIn(10) ? kPrincipals : IndexBelow(kPrincipals),
            .command = OneIn(2) ? 0 : IndexBelow(kCommands.size()),
            .country = OneIn(2) ? 0 : IndexBelow(kCountries.size()),
            .client = OneIn(4) ? size_t{1} : size_t{0},
            .failed = OneIn(6),
            .unauthenticated = OneIn(10),
            .time_seconds = Time()};
  }

  Call Redelivered() {
    // Soon after, or much later.
    const size_t recent = std::min<size_t>(sent_.size(), 6);
    Call call =
        OneIn(2) ? sent_[sent_.size() - 1 - IndexBelow(recent)] : AnyOf(sent_);
    if (OneIn(4)) {  // with other content
      const int id = call.id;
      call = AnyCall();
      call.id = id;
    }
    return call;
  }

  int64_t Time() {
    switch (Below(40)) {
      case 0:
        return now_seconds_ + Between(1, 400) * kDay;  // to come
      case 1:
        return Between(0, kStart);  // since 1970
      case 2:
      case 3:
      case 4:
        return now_seconds_ - Between(1, 300) * kDay;  // a backfill
      case 5:
      case 6:
      case 7:
      case 8:
        return now_seconds_ - Between(1, 10) * kDay;
      case 9:
        // The first and the last second of an hour.
        return now_seconds_ - now_seconds_ % kHour - Below(2);
      default:
        return now_seconds_ - Between(0, 5 * kHour);
    }
  }

  int64_t TimeOfAny() {
    return sent_.empty() ? now_seconds_ : AnyOf(sent_).time_seconds;
  }

  Operation Feedback(Operation operation) {
    // Sent again, as it was or with other content.
    if (!said_.empty() && OneIn(8)) {
      operation = AnyOf(said_);
      operation.time_micros = ++said_micros_;
      return operation;
    }
    operation.feedback_id = next_feedback_id_ > 0 && OneIn(8)
                                ? Below(next_feedback_id_)
                                : next_feedback_id_++;
    operation.time_micros = ++said_micros_;
    operation.of = IndexBelow(kPrincipals);
    operation.country = IndexBelow(kCountries.size());
    switch (Below(6)) {
      case 0:
      case 1:
        operation.action = Action::kMaliciousPlace;
        break;
      case 2:
        operation.action = Action::kBenignPlace;
        break;
      case 3:
        operation.action = Action::kClearPlace;
        break;
      case 4:
        operation.action = Action::kBenignEvent;
        operation.calls = {sent_.empty() || OneIn(4) ? AnyCall()
                                                     : AnyOf(sent_)};
        // A service has no baseline that could be judged.
        operation.calls[0].caller %= kPrincipals;
        operation.of = operation.calls[0].caller;
        break;
      default:
        operation.action = Action::kForgetRange;
        operation.from_seconds =
            std::max<int64_t>(0, TimeOfAny() - Between(0, 30 * kHour));
        operation.to_seconds = operation.from_seconds +
                               Between(1, OneIn(3) ? 100 * kDay : 40 * kHour);
    }
    said_.push_back(operation);
    return operation;
  }

  Operation Deletion(Operation operation) {
    operation.action = Action::kDelete;
    operation.kind = OneIn(2) ? EntityKind::kPrincipal : AnyOf(kEntityKinds);
    operation.of = IndexBelow(kPrincipals);
    return operation;
  }

  Operation Reopening(Operation operation) {
    operation.tenant = 0;
    operation.action = OneIn(2) ? Action::kRestart : Action::kPowerLoss;
    if (operation.action == Action::kPowerLoss) {
      operation.kept_percent = OneIn(2) ? 0 : Below(101);
    }
    return operation;
  }

  std::mt19937_64 random_;
  int64_t now_seconds_ = kStart;
  bool restarts_ = false;
  bool deletes_ = false;
  int next_id_ = 0;
  int next_feedback_id_ = 0;
  int64_t said_micros_ = 0;
  std::vector<Operation> said_;
  std::vector<Call> sent_;
};

}  // namespace

Sequence RandomSequence(uint64_t seed) { return Generator(seed).Make(); }

}  // namespace farcall
