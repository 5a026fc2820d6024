// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/topic_rules.h"

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cluster/kafka/log_properties.h"

namespace farcall {
namespace {

constexpr int kCopiesMin = 2;
// A copy that starts from the newest snapshot may find it a period old, and
// takes time to fetch it.
constexpr int kSnapshotPeriodsMin = 2;

class TopicJudge {
 public:
  TopicJudge(const std::string& topic, const TopicFacts& facts,
             const TopicRules& rules)
      : topic_(topic), facts_(facts), rules_(rules) {}

  absl::Status Judge() const {
    auto status = Partitions();
    if (status.ok()) status = Copies();
    if (status.ok()) {
      status = MustBe("unclean.leader.election.enable", "false");
    }
    if (status.ok()) status = MustBe("cleanup.policy", "delete");
    if (status.ok()) {
      status = AtLeast("max.message.bytes", kLogBatchBytesMax);
    }
    return status;
  }

  TopicReport Report() const {
    TopicReport report;
    const auto retention = Number("retention.ms");
    const auto needed =
        absl::ToInt64Milliseconds(kSnapshotPeriodsMin * rules_.snapshot_period);
    if (retention.ok() && *retention >= 0 && *retention < needed) {
      report.warnings.push_back(absl::StrCat(
          Named("retention.ms", absl::StrCat(*retention)), ": less than ",
          needed, ", ", kSnapshotPeriodsMin, " periods of snapshots"));
    }
    const auto bytes = Number("retention.bytes");
    if (bytes.ok() && *bytes >= 0) {
      report.warnings.push_back(
          absl::StrCat(Named("retention.bytes", absl::StrCat(*bytes)),
                       ": records may go before retention.ms"));
    }
    return report;
  }

 private:
  std::string Named(const std::string& setting,
                    const std::string& value) const {
    return absl::StrCat("cluster-topic ", topic_, " has ", setting, "=", value);
  }

  absl::Status Partitions() const {
    if (facts_.partitions == rules_.shards) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(
        "cluster-shards is ", rules_.shards, ", but cluster-topic ", topic_,
        " has ", facts_.partitions, " partitions"));
  }

  absl::Status Copies() const {
    if (rules_.allow_fewer_copies) return absl::OkStatus();
    if (facts_.copies < kCopiesMin) {
      return absl::FailedPreconditionError(
          absl::StrCat("cluster-topic ", topic_,
                       " has a partition with a replication ", "factor of ",
                       facts_.copies, "; at least ", kCopiesMin, " is needed"));
    }
    return AtLeast("min.insync.replicas", kCopiesMin);
  }

  absl::StatusOr<std::string> Value(const std::string& setting) const {
    const auto found = facts_.settings.find(setting);
    if (found != facts_.settings.end()) return found->second;
    return absl::FailedPreconditionError(absl::StrCat(
        "the brokers do not tell ", setting, " of cluster-topic ", topic_));
  }

  absl::StatusOr<int64_t> Number(const std::string& setting) const {
    const auto value = Value(setting);
    if (!value.ok()) return value.status();
    int64_t number = 0;
    if (absl::SimpleAtoi(*value, &number)) return number;
    return absl::FailedPreconditionError(
        absl::StrCat(Named(setting, *value), ", which is no number"));
  }

  absl::Status MustBe(const std::string& setting,
                      const std::string& wanted) const {
    const auto value = Value(setting);
    if (!value.ok()) return value.status();
    if (*value == wanted) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat(Named(setting, *value), "; ", wanted, " is needed"));
  }

  absl::Status AtLeast(const std::string& setting, int64_t least) const {
    const auto number = Number(setting);
    if (!number.ok()) return number.status();
    if (*number >= least) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat(Named(setting, absl::StrCat(*number)), "; at least ",
                     least, " is needed"));
  }

  const std::string& topic_;
  const TopicFacts& facts_;
  const TopicRules& rules_;
};

}  // namespace

absl::StatusOr<TopicReport> JudgeTopic(const std::string& topic,
                                       const TopicFacts& facts,
                                       const TopicRules& rules) {
  const TopicJudge judge(topic, facts, rules);
  if (auto status = judge.Judge(); !status.ok()) return status;
  return judge.Report();
}

}  // namespace farcall
