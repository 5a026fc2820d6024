// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/findings/finding_join.h"
#include "tests/storage/store_testing.h"

namespace farcall {

inline constexpr int64_t kFindingSeconds = 1'700'000'000;

// Counts one event of a principal from VN, and has it open or join the finding
// that `opened_by` opened, as a scorer does.
inline FindingId WriteFinding(HistogramStore& store, const std::string& id,
                              const std::string& principal,
                              const std::string& opened_by,
                              uint16_t score_hundredths = 7500,
                              const std::string& tenant = "default") {
  FindingId finding_id;
  const std::vector<EntityKey> entities = {Principal(principal, tenant)};
  const std::vector<std::string_view> ids = {id};
  CountedEvent counted;
  counted.SetEntity(EntityKind::kPrincipal, 0);
  counted.SetValue(Attribute::kCountry, "VN");
  const Event event{.event_id = id,
                    .event_time_seconds = kFindingSeconds,
                    .account = "111122223333",
                    .principal = principal,
                    .command = "s3:GetObject"};
  const absl::Status status =
      store.Update({tenant, entities, ids}, [&](HistogramStore::Stored stored) {
        HistogramStore::Changed changed{.baselines = std::vector<bool>(1),
                                        .seen = {}};
        finding_id = stored.findings->IdOf(principal, "VN", opened_by);
        Finding* finding = stored.findings->Find(finding_id);
        const bool opens = finding == nullptr;
        if (opens) {
          finding = &stored.findings->Add(finding_id, 0);
          finding->principal = principal;
          finding->origin = "VN";
          finding->headline = "Unusual for " + principal;
        }
        FindingChanges changes =
            JoinFinding({.event = event,
                         .network = "1.2.3",
                         .score_hundredths = score_hundredths},
                        *finding);
        if (opens) changes |= SetOf(FindingChange::kOpened);
        stored.findings->Write(finding_id, changes);
        Apply(changed.effects.emplace_back(EventEffects{
                  .counted = &counted,
                  .at_seconds = kFindingSeconds,
                  .episode =
                      EpisodeNote{
                          .id = finding_id, .opens = opens, .origin = "VN"}}),
              stored.baselines, changed.baselines);
        changed.seen.emplace_back(0, kOutcome);
        return changed;
      });
  EXPECT_TRUE(status.ok()) << status;
  return finding_id;
}

// Has `change` change the exemptions of a tenant.
inline void ChangeExemptions(
    HistogramStore& store,
    absl::FunctionRef<void(HistogramStore::FindingTable&)> change,
    const std::vector<EntityKey>& entities = {}) {
  const absl::Status status = store.Update({"default", entities, {}},
                                           [&](HistogramStore::Stored stored) {
                                             change(*stored.findings);
                                             return HistogramStore::Changed{};
                                           });
  EXPECT_TRUE(status.ok()) << status;
}

// Declares an exemption of principals, as a server does.
inline Exemption WriteExemption(HistogramStore& store,
                                const std::string& request_id,
                                const std::vector<std::string>& principals) {
  Exemption exemption = {.principals = principals,
                         .accounts = {"111122223333"},
                         .commands = {"ssm:*"},
                         .places = {"DE"},
                         .from_seconds = kFindingSeconds,
                         .to_seconds = kFindingSeconds + 3600,
                         .weekly_hours = {{0, 24}, {100, 168}},
                         .reason = "patches",
                         .ticket = "CHG-1234",
                         .actor = "carol",
                         .identity = "token:soc",
                         .create_micros = 5};
  std::vector<EntityKey> entities;
  for (const std::string& principal : principals) {
    if (!IsBeginning(principal)) entities.push_back(Principal(principal));
  }
  ChangeExemptions(
      store,
      [&](HistogramStore::FindingTable& table) {
        exemption.id = table.IdOfExemption(request_id);
        table.AddExemption(exemption);
      },
      entities);
  return exemption;
}

}  // namespace farcall
