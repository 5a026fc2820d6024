// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/storage/finding_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {

// A store that keeps findings, seen from both sides.
struct OpenedFindings {
  std::unique_ptr<HistogramStore> store;
  FindingStore* findings = nullptr;
};

// What every store of findings does.
struct FindingStoreUnderTest {
  const char* name;
  std::function<OpenedFindings(const std::string& path)> open;

  friend std::ostream& operator<<(std::ostream& out,
                                  const FindingStoreUnderTest& store) {
    return out << store.name;
  }
};

class FindingStoreContract
    : public testing::TestWithParam<FindingStoreUnderTest> {
 protected:
  FindingStoreContract() : opened_(GetParam().open(dir_ / "store")) {}

  HistogramStore& store() { return *opened_.store; }
  FindingStore& findings() { return *opened_.findings; }

  Finding Get(const FindingId& id, const std::string& tenant = "default") {
    const auto found = findings().FindFinding(tenant, id);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() && found->has_value() ? **found : Finding{};
  }
  FindingStore::LogPage Log(uint64_t after = 0, size_t limit = 100,
                            const std::string& tenant = "default") {
    auto page = findings().ReadFindingLog(tenant, after, limit);
    EXPECT_TRUE(page.ok()) << page.status();
    return *std::move(page);
  }

 private:
  TempDir dir_;
  OpenedFindings opened_;
};

TEST_P(FindingStoreContract, HoldsNothingAtFirst) {
  EXPECT_TRUE(findings().ListFindings("default", kFindingStates)->empty());
  EXPECT_FALSE(findings().FindFinding("default", FindingId{})->has_value());
  EXPECT_TRUE(Log().entries.empty());
  EXPECT_EQ(findings().FindingLogEnd("default")->incarnation.size(), 16u);
}

TEST_P(FindingStoreContract, KeepsWhatAnUpdateOpened) {
  const FindingId id = WriteFinding(store(), "e1", "alice", "e1");
  const Finding finding = Get(id);
  EXPECT_EQ(finding.id, id);
  EXPECT_EQ(finding.principal, "alice");
  EXPECT_EQ(finding.calls, 1u);
  EXPECT_EQ(finding.revision, 1u);
  EXPECT_GT(finding.create_micros, 0);
  EXPECT_EQ(finding.create_micros, finding.update_micros);
  EXPECT_EQ(*findings().ListFindings("default", kFindingStates),
            std::vector<Finding>{finding});
}

TEST_P(FindingStoreContract, GivesEachChangeARevision) {
  const FindingId id = WriteFinding(store(), "e1", "alice", "e1");
  for (int i = 2; i <= 5; ++i) {
    WriteFinding(store(), "e" + std::to_string(i), "alice", "e1");
    EXPECT_EQ(Get(id).revision, static_cast<uint64_t>(i));
  }
  EXPECT_EQ(Get(id).calls, 5u);
}

TEST_P(FindingStoreContract, ListsByState) {
  WriteFinding(store(), "e1", "alice", "e1");
  WriteFinding(store(), "e2", "bob", "e2");
  EXPECT_EQ(findings()
                .ListFindings("default", std::vector{FindingState::kOpen})
                ->size(),
            2u);
  EXPECT_TRUE(findings()
                  .ListFindings("default", std::vector{FindingState::kBenign,
                                                       FindingState::kExpired})
                  ->empty());
}

TEST_P(FindingStoreContract, KeepsExemptionsApartFromFindings) {
  const Exemption kept = WriteExemption(store(), "r1", {"alice", "b/c/*"});
  EXPECT_EQ(*findings().ListExemptions("default"), std::vector{kept});
  EXPECT_TRUE(findings().ListExemptions("other")->empty());
  EXPECT_TRUE(findings().ListFindings("default", kFindingStates)->empty());
  EXPECT_TRUE(Log().entries.empty());
  EXPECT_EQ(*findings().FindingTenants(), std::vector<std::string>{"default"});
  ChangeExemptions(store(), [&](HistogramStore::FindingTable& table) {
    table.RevokeExemption(kept.id, Revocation::kRequested, "token:soc", 7);
    EXPECT_EQ(table.exemptions().front().revoke_micros, 7);
  });
  EXPECT_EQ(findings().ListExemptions("default")->front().revoked_by,
            "token:soc");
  ChangeExemptions(store(), [&](HistogramStore::FindingTable& table) {
    table.RemoveExemption(kept.id);
  });
  EXPECT_TRUE(findings().ListExemptions("default")->empty());
}

TEST_P(FindingStoreContract, TakesAnErasedPrincipalOutOfExemptions) {
  WriteExemption(store(), "r1", {"alice", "b/c/*"});
  WriteExemption(store(), "r2", {"bob"});
  ASSERT_TRUE(store().Delete(Principal("alice")).ok());
  const auto kept = findings().ListExemptions("default");
  ASSERT_EQ(kept->size(), 2u);
  for (const Exemption& exemption : *kept) {
    EXPECT_EQ(exemption.principals.size(), 1u);
    EXPECT_NE(exemption.principals.front(), "alice");
    EXPECT_EQ(exemption.revocation, Revocation::kNone);
  }
  ChangeExemptions(store(), [&](HistogramStore::FindingTable& table) {
    for (const Exemption& exemption : table.exemptions()) {
      EXPECT_EQ(exemption.principals.size(), 1u) << "in memory too";
    }
  });
}

TEST_P(FindingStoreContract, PartsTenants) {
  const FindingId ours = WriteFinding(store(), "e1", "alice", "e1");
  const FindingId theirs =
      WriteFinding(store(), "e1", "alice", "e1", 7500, "other");
  EXPECT_NE(ours, theirs);
  EXPECT_EQ(findings().ListFindings("default", kFindingStates)->size(), 1u);
  EXPECT_EQ(Log().entries.size(), 1u);
  EXPECT_FALSE(findings().FindFinding("other", ours)->has_value());
  EXPECT_EQ(Log(0, 100, "other").entries[0].id, theirs);
}

TEST_P(FindingStoreContract, LogsChangesInTheirOrder) {
  const FindingId alice = WriteFinding(store(), "e1", "alice", "e1");
  const FindingId bob = WriteFinding(store(), "e2", "bob", "e2");
  WriteFinding(store(), "e3", "alice", "e1", 9500);
  const auto entries = Log().entries;
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].id, alice);
  EXPECT_EQ(entries[0].changes, SetOf(FindingChange::kOpened));
  EXPECT_EQ(entries[1].id, bob);
  EXPECT_EQ(entries[2].id, alice);
  EXPECT_TRUE(Has(entries[2].changes, FindingChange::kEscalated));
  EXPECT_EQ(entries[2].revision, 2u);
  EXPECT_LT(entries[0].position, entries[1].position);
  EXPECT_LT(entries[1].position, entries[2].position);
}

TEST_P(FindingStoreContract, SaysOnceThatAFindingGrew) {
  const FindingId id = WriteFinding(store(), "e0", "alice", "e0");
  for (int i = 1; i <= 50; ++i) {
    WriteFinding(store(), "e" + std::to_string(i), "alice", "e0");
  }
  const auto entries = Log().entries;
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[1].id, id);
  EXPECT_EQ(entries[1].revision, 51u);
}

TEST_P(FindingStoreContract, GoesOnWithTheLogAfterAPage) {
  std::vector<FindingId> ids;
  for (int i = 0; i < 7; ++i) {
    const std::string id = "e" + std::to_string(i);
    ids.push_back(WriteFinding(store(), id, "p" + id, id));
  }
  std::vector<FindingId> seen;
  uint64_t after = 0;
  for (int page = 0; page < 10; ++page) {
    const FindingStore::LogPage read = Log(after, 3);
    for (const auto& entry : read.entries) seen.push_back(entry.id);
    after = read.end;
    EXPECT_TRUE(store().AwaitDurable(read.ticket).ok());
  }
  EXPECT_EQ(seen, ids);
  EXPECT_LE(after, findings().FindingLogEnd("default")->position);
  const FindingId next = WriteFinding(store(), "e9", "late", "e9");
  ASSERT_EQ(Log(after).entries.size(), 1u);
  EXPECT_EQ(Log(after).entries[0].id, next);
}

TEST_P(FindingStoreContract, TellsAListener) {
  int told = 0;
  findings().OnFindingLog([&] { ++told; });
  EXPECT_TRUE(CountBatch(store(), {EventOf("e0", "alice", "DE")}).ok());
  EXPECT_EQ(told, 0);
  WriteFinding(store(), "e1", "alice", "e1");
  EXPECT_EQ(told, 1);
}

TEST_P(FindingStoreContract, OutlinesWhatItHolds) {
  const FindingId id = WriteFinding(store(), "e1", "alice", "e1");
  WriteFinding(store(), "e2", "alice", "e1", 9500);
  WriteFinding(store(), "e1", "alice", "e1", 7500, "other");
  EXPECT_EQ(*findings().FindingTenants(),
            (std::vector<std::string>{"default", "other"}));
  EXPECT_EQ(*findings().OutlineFindings("default"),
            std::vector<FindingOutline>{OutlineOf(Get(id))});
  EXPECT_TRUE(findings().OutlineFindings("nobody")->empty());
}

TEST_P(FindingStoreContract, ChangesStatesAndRemoves) {
  const FindingId alice = WriteFinding(store(), "e1", "alice", "e1");
  const FindingId bob = WriteFinding(store(), "e2", "bob", "e2");
  const auto change = [&](auto&& what) {
    const absl::Status status =
        store().Update({"default", {}, {}}, [&](HistogramStore::Stored stored) {
          what(*stored.findings);
          return HistogramStore::Changed{};
        });
    EXPECT_TRUE(status.ok()) << status;
  };
  change([&](HistogramStore::FindingTable& table) {
    table.Find(alice)->state = FindingState::kExpired;
    table.Write(alice, SetOf(FindingChange::kTriaged));
  });
  EXPECT_EQ(Get(alice).state, FindingState::kExpired);
  EXPECT_EQ(Get(alice).revision, 2u);
  const std::vector<FindingOutline> outlines =
      *findings().OutlineFindings("default");
  EXPECT_EQ(outlines.size(), 2u) << "each once";
  EXPECT_EQ(findings()
                .ListFindings("default", std::vector{FindingState::kExpired})
                ->size(),
            1u);
  const uint64_t before = findings().FindingLogEnd("default")->position;
  change([&](HistogramStore::FindingTable& table) {
    ASSERT_NE(table.Find(alice), nullptr);
    table.Remove(alice);
    EXPECT_NE(table.Find(bob), nullptr);
  });
  EXPECT_FALSE(findings().FindFinding("default", alice)->has_value());
  EXPECT_EQ(*findings().OutlineFindings("default"),
            std::vector<FindingOutline>{OutlineOf(Get(bob))});
  const auto entries = Log(before).entries;
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].id, alice);
  EXPECT_EQ(entries[0].changes, SetOf(FindingChange::kRemoved));
}

TEST_P(FindingStoreContract, KeepsNotesBesideTheirFinding) {
  const FindingId alice = WriteFinding(store(), "e1", "alice", "e1");
  const FindingId bob = WriteFinding(store(), "e2", "bob", "e2");
  const auto add = [&](const FindingId& id, const std::string& text) {
    const absl::Status status =
        store().Update({"default", {}, {}}, [&](HistogramStore::Stored stored) {
          EXPECT_NE(stored.findings->Find(id), nullptr);
          stored.findings->AddNote(
              id, {.time_micros = 5, .actor = "carol", .text = text});
          return HistogramStore::Changed{};
        });
    EXPECT_TRUE(status.ok()) << status;
  };
  EXPECT_TRUE(findings().ListNotes("default", alice)->empty());
  for (int i = 0; i < 12; ++i) add(alice, std::to_string(i));
  add(bob, "of bob");
  EXPECT_EQ(Get(alice).notes, 12u);
  EXPECT_EQ(Get(alice).revision, 13u);
  const std::vector<FindingNote> notes =
      *findings().ListNotes("default", alice);
  ASSERT_EQ(notes.size(), 12u);
  EXPECT_EQ(notes[11],
            (FindingNote{.time_micros = 5, .actor = "carol", .text = "11"}));
  ASSERT_TRUE(store().Delete(Principal("alice")).ok());
  EXPECT_TRUE(findings().ListNotes("default", alice)->empty());
  EXPECT_EQ(findings().ListNotes("default", bob)->size(), 1u);
}

TEST_P(FindingStoreContract, KeepsFeedbackOfOneUpdateTogether) {
  const absl::Status status =
      store().Update({"default", {}, {}}, [&](HistogramStore::Stored) {
        HistogramStore::Changed changed;
        for (int i = 0; i < 3; ++i) {
          changed.feedback.push_back({.time_micros = 5,
                                      .principal = "p" + std::to_string(i),
                                      .actor = "carol",
                                      .feedback_id = std::to_string(i)});
        }
        return changed;
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(store().ListFeedback("default", "", "", 10)->entries.size(), 3u);
  EXPECT_EQ(store().ListFeedback("default", "p1", "", 10)->entries.size(), 1u);
}

TEST_P(FindingStoreContract, ForgetsTheBeginningOfTheLog) {
  for (int i = 0; i < 5; ++i) {
    const std::string id = "e" + std::to_string(i);
    WriteFinding(store(), id, "p" + id, id);
  }
  WriteFinding(store(), "e1", "alice", "e1", 7500, "other");
  EXPECT_EQ(Log().trimmed_to, 0u);
  EXPECT_EQ(*findings().FindingLogBeyond("default",
                                         {.from_micros = 0, .entries_max = 5}),
            0u);
  const uint64_t beyond = *findings().FindingLogBeyond(
      "default", {.from_micros = 0, .entries_max = 2});
  EXPECT_EQ(beyond, Log().entries[2].position);
  EXPECT_EQ(*findings().FindingLogBeyond(
                "default", {.from_micros = INT64_MAX, .entries_max = 5}),
            Log().entries[4].position);
  const absl::Status status =
      store().Update({"default", {}, {}}, [&](HistogramStore::Stored stored) {
        stored.findings->TrimLog(beyond);
        return HistogramStore::Changed{};
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Log().entries.size(), 2u);
  EXPECT_EQ(Log().trimmed_to, beyond);
  EXPECT_EQ(Log(0, 100, "other").entries.size(), 1u);
  EXPECT_EQ(Log(0, 100, "other").trimmed_to, 0u);
}

TEST_P(FindingStoreContract, RemovesThoseOfADeletedPrincipal) {
  const FindingId alice = WriteFinding(store(), "e1", "alice", "e1");
  const FindingId bob = WriteFinding(store(), "e2", "bob", "e2");
  WriteFinding(store(), "e3", "alice", "e1");
  const uint64_t before = findings().FindingLogEnd("default")->position;
  ASSERT_TRUE(store().Delete(Principal("alice")).ok());
  EXPECT_FALSE(findings().FindFinding("default", alice)->has_value());
  EXPECT_EQ(findings().ListFindings("default", kFindingStates)->size(), 1u);
  EXPECT_EQ(Get(bob).principal, "bob");
  const auto entries = Log(before).entries;
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].id, alice);
  EXPECT_EQ(entries[0].changes, SetOf(FindingChange::kRemoved));
  EXPECT_EQ(Log().entries.size(), 2u) << "nothing else of hers is left";
}

}  // namespace farcall
