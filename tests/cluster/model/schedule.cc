// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/model/schedule.h"

#include <string>
#include <utility>
#include <vector>

#include "cluster/rules/log_life.h"
#include "tests/cluster/model/random_source.h"
#include "tests/cluster/model/record_text.h"
#include "tests/cluster/model/shared_log.h"
#include "tests/cluster/model/simulated_replica.h"

namespace farcall {
namespace {

constexpr size_t kReplicas = 3;
constexpr size_t kSteps = 1500;
constexpr size_t kStepsOfALife = 300;  // at least
constexpr size_t kRoundsMax = 40;
constexpr size_t kEventsOfABatchMax = 4;

class Schedule {
 public:
  Schedule(uint64_t seed, Behaviour behaviour, std::vector<std::string>* trace)
      : behaviour_(behaviour),
        random_(seed),
        log_(random_),
        checker_(behaviour),
        replicas_{Make(0, behaviour), Make(1, behaviour), Make(2, behaviour)},
        trace_(trace) {}

  Findings Run() {
    for (SimulatedReplica& replica : replicas_) replica.SendGenesis();
    for (size_t i = 0; i < kSteps; ++i) {
      Step();
      if (i % kStepsOfALife == 0 && random_.OneIn(4)) BeginNewLife();
    }
    log_.BecomeReliable();
    for (size_t i = 0; i < kRoundsMax && !RoundOfPeace(i); ++i) {
    }
    checker_.Finish(log_);
    Findings findings{.met = checker_.met()};
    for (size_t i = 0; i < kViolations; ++i) {
      findings.violations[i] = checker_.Has(static_cast<Violation>(i)) ? 1 : 0;
    }
    findings.schedules_with_any = checker_.has_any() ? 1 : 0;
    return findings;
  }

 private:
  SimulatedReplica Make(size_t index, Behaviour behaviour) {
    return SimulatedReplica(index, {.behaviour = behaviour,
                                    .random = random_,
                                    .log = log_,
                                    .checker = checker_});
  }

  void Step() {
    const size_t index = random_.Below(kReplicas);
    // Of a hundred: what happens to this replica, or in the network.
    const size_t kind = random_.Below(100);
    if (kind < 33) {
      Deliver();
      return;
    }
    if (pauses_[index] > 0) {
      --pauses_[index];
      return;
    }
    Act(index, kind);
  }

  void Act(size_t index, size_t kind) {
    SimulatedReplica& replica = replicas_[index];
    if (kind < 60) {
      Read(index, random_.Between(1, 4));
    } else if (kind < 63) {
      if (!replica.serves()) ActAsStandby(index);
    } else if (kind < 65) {
      pauses_[index] = random_.Between(2, 40);
      ++checker_.met().pauses;
      Note(index, "pauses");
    } else if (kind < 67) {
      Restart(index);
    } else if (kind < 69) {
      replica.Sync();
    } else if (kind < 74) {
      if (replica.serves()) ActAsOwner(index, kind);
    } else {
      SendToAnOwner(index);
    }
  }

  void ActAsStandby(size_t index) {
    if (random_.OneIn(4)) {
      Note(index, "asks for the shard");
      replicas_[index].Ask();
    } else {
      Note(index, "claims");
      replicas_[index].Claim();
    }
  }

  void ActAsOwner(size_t index, size_t kind) {
    SimulatedReplica& replica = replicas_[index];
    if (kind < 70) {
      Note(index, "releases");
      replica.Release();
    } else if (kind < 71) {
      Note(index, "stops serving");
      replica.StopServing();
    } else {
      replica.Beat();
    }
  }

  // To one that takes itself for the owner, as there may be several.
  void SendToAnOwner(size_t first) {
    for (size_t i = 0; i < kReplicas; ++i) {
      const size_t index = (first + i) % kReplicas;
      if (pauses_[index] > 0 || !replicas_[index].serves()) continue;
      Send(index, AnyEvents());
      return;
    }
  }

  void Deliver() {
    const auto sender = log_.Deliver();
    if (!sender.has_value()) return;
    if (trace_ != nullptr) {
      trace_->push_back("log " + std::to_string(log_.size() - 1) + ": " +
                        TextOf(log_.records().back()));
    }
    replicas_[sender->replica].Acknowledged(sender->incarnation,
                                            sender->number);
  }

  void Read(size_t index, size_t records) {
    for (size_t i = 0; i < records; ++i) replicas_[index].ReadOne();
    Note(index, "reads");
  }

  void Restart(size_t index) {
    const size_t kind = random_.Below(10);
    const Loss loss = kind < 6   ? Loss::kProcess
                      : kind < 9 ? Loss::kPower
                                 : Loss::kDisk;
    Met& met = checker_.met();
    ++(loss == Loss::kProcess ? met.kills
       : loss == Loss::kPower ? met.power_losses
                              : met.empty_disks);
    replicas_[index].Restart(loss);
    // In a later life an empty copy takes another one's store.
    if (loss == Loss::kDisk && life_ > 1) replicas_[index].Take(base_);
    Note(index, "restarts");
  }

  // All records are lost. The replicas start again, some of them having lost
  // what they have, and the furthest begins a new log.
  void BeginNewLife() {
    std::vector<HolderReport> holders;
    for (size_t i = 0; i < kReplicas; ++i) {
      Restart(i);
      pauses_[i] = 0;
      holders.push_back(
          {std::to_string(i),
           CopyReport{.log_life = life_ + 1,
                      .place = PlaceOf(replicas_[i].synced().position)}});
    }
    const auto furthest = WhoBegins(life_ + 1, holders);
    if (!furthest.ok()) return;  // there is no copy
    ++life_;
    base_ = replicas_[std::stoul(*furthest)].synced();
    checker_.BeginAnew(base_.state);
    GenesisRecord genesis = *base_.position.genesis;
    genesis.life = life_;
    genesis.nonce = random_.Any() | 1;
    genesis.base = PlaceOf(base_.position);
    log_.Lose();
    for (size_t i = random_.Below(3); i > 0; --i) Deliver();
    // An old genesis closes all copies. There has to be yet another topic.
    if (log_.has_genesis()) log_.Lose();
    base_.position = PositionBehind(genesis, log_.size());
    log_.Begin(genesis);
    for (SimulatedReplica& replica : replicas_) GoOn(replica, genesis.base);
  }

  void GoOn(SimulatedReplica& replica, const LogPlace& base) {
    const CopyState state = replica.synced().state;
    const bool is_at_base = PlaceOf(replica.synced().position) == base;
    if (is_at_base) checker_.CheckAtBase(state);
    if (!is_at_base) ++checker_.met().copies_elsewhere;
    const bool goes_on =
        is_at_base || behaviour_ == Behaviour::kGoesOnFromAnyPlace;
    replica.Take({base_.position, goes_on ? state : base_.state});
  }

  void Send(size_t index, Events events) {
    replicas_[index].Score(events);
    if (trace_ != nullptr) {
      Note(index, "scores " + std::to_string(events) + ", answered so far " +
                      std::to_string(checker_.answered()));
    }
  }

  // Mostly without an answer so far; a redelivery now and then.
  Events AnyEvents() {
    Events events = 0;
    for (size_t i = random_.Between(1, kEventsOfABatchMax); i > 0; --i) {
      const Events event = Events{1} << random_.Below(kEvents);
      if ((event & checker_.answered()) == 0 || random_.OneIn(4)) {
        events |= event;
      }
    }
    return events;
  }

  // All are awake, read everything, and one of them serves. Whether all events
  // have their answer.
  bool RoundOfPeace(size_t round) {
    while (log_.has_in_flight()) Deliver();
    for (SimulatedReplica& replica : replicas_) replica.ReadAll();
    const Events rest = kAllEvents & ~checker_.answered();
    if (rest == 0) return true;
    for (size_t i = 0; i < kReplicas; ++i) {
      SimulatedReplica& replica = replicas_[i];
      // What it waits for was lost.
      if (replica.awaits_own_records()) replica.StopServing();
      if (!replica.serves()) continue;
      Send(i, rest);
      return false;
    }
    Note(round % kReplicas, "claims");
    replicas_[round % kReplicas].Claim();
    return false;
  }

  void Note(size_t index, const char* what) {
    if (trace_ != nullptr) Note(index, std::string(what));
  }
  void Note(size_t index, const std::string& what) {
    trace_->push_back("  " + std::to_string(index) + " " + what + ": " +
                      replicas_[index].Text());
  }

  const Behaviour behaviour_;
  RandomSource random_;
  uint32_t life_ = 1;
  SimulatedReplica::Stored base_{};  // behind the genesis of a later life
  SharedLog log_;
  Checker checker_;
  std::array<SimulatedReplica, kReplicas> replicas_;
  std::array<size_t, kReplicas> pauses_{};  // steps that are left
  std::vector<std::string>* const trace_;
};

}  // namespace

void Findings::Add(const Findings& other) {
  for (size_t i = 0; i < kViolations; ++i) {
    violations[i] += other.violations[i];
  }
  schedules_with_any += other.schedules_with_any;
  met.Add(other.met);
}

std::string Findings::Text() const {
  std::string text;
  for (size_t i = 0; i < kViolations; ++i) {
    if (violations[i] == 0) continue;
    if (!text.empty()) text += ", ";
    text += std::to_string(violations[i]) + " ";
    text += NameOf(static_cast<Violation>(i));
  }
  return text.empty() ? "none" : text;
}

Findings RunSchedule(uint64_t seed, Behaviour behaviour,
                     std::vector<std::string>* trace) {
  return Schedule(seed, behaviour, trace).Run();
}

}  // namespace farcall
