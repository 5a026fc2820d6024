// SPDX-License-Identifier: Apache-2.0
#include "storage/pseudonymous_store.h"

#include "storage/memory_histogram_store.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "tests/storage/durability_contract.h"
#include "tests/storage/histogram_store_contract.h"

namespace farcall {
namespace {

constexpr char kSecret[] = "0123456789abcdef0123456789abcdef";

Pseudonyms OfSecret(const std::string& secret) {
  const auto pseudonyms = Pseudonyms::FromSecret(secret);
  EXPECT_TRUE(pseudonyms.ok()) << pseudonyms.status();
  return *pseudonyms;
}

struct Inner {
  std::unique_ptr<HistogramStore> store;
};

// A store and the one that it keeps things in.
class Whole final : private Inner, public PseudonymousStore {
 public:
  explicit Whole(std::unique_ptr<HistogramStore> inner)
      : Inner{std::move(inner)},
        PseudonymousStore(*Inner::store, OfSecret(kSecret)) {}

  HistogramStore& inner() { return *Inner::store; }
};

std::unique_ptr<Whole> OverMemory(const std::string&, size_t seen_events_max) {
  return std::make_unique<Whole>(std::make_unique<MemoryHistogramStore>(
      seen_events_max, kContractFeedbackMax));
}

std::unique_ptr<Whole> OverRocksDb(const std::string& path,
                                   size_t seen_events_max) {
  RocksDbStoreOptions options;
  options.path = path;
  options.seen_events_max = seen_events_max;
  options.pseudonym_key_check = OfSecret(kSecret).key_check();
  options.feedback_entries_max = kContractFeedbackMax;
  auto store = RocksDbHistogramStore::Open(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return std::make_unique<Whole>(*std::move(store));
}

std::string PseudonymOf(const std::string& principal,
                        const std::string& tenant = "default") {
  return OfSecret(kSecret).Of(tenant, principal);
}

INSTANTIATE_TEST_SUITE_P(
    Pseudonymous, HistogramStoreContract,
    testing::Values(
        StoreUnderTest{"over memory", OverMemory,
                       [](const auto& name) { return PseudonymOf(name); }},
        StoreUnderTest{"over RocksDB", OverRocksDb,
                       [](const auto& name) { return PseudonymOf(name); }}));

TEST(PseudonymousStore, KeepsNoNameOfAPrincipal) {
  const auto store = OverMemory("", 100);
  ASSERT_TRUE(
      CountBatch(*store, {EventOf("e1", "alice"), {"e2", {Command("alice")}}})
          .ok());
  ASSERT_TRUE(Say(*store, EntryOf("f1", "alice", 1000)).ok());
  EXPECT_THAT(NamesOf(*store->inner().List("default", EntityKind::kPrincipal,
                                           "", "", 9)),
              testing::ElementsAre(PseudonymOf("alice")));
  EXPECT_EQ(store->inner().ListFeedback("default", "", "", 9)->entries[0],
            EntryOf("f1", PseudonymOf("alice"), 1000));
  const EntityKey role{"default", EntityKind::kRole, "Engineer"};
  ASSERT_TRUE(CountBatch(*store, {{"e3", {role}}}).ok());
  EXPECT_EQ(CallsOf(*store, role), 1u);
  EXPECT_EQ(CallsOf(store->inner(), role), 0u) << "a role is a principal too";
  // Of other kinds it does.
  EXPECT_EQ(CallsOf(store->inner(), Command("alice")), 1u);
}

TEST(PseudonymousStore, AnswersByThePseudonymsThatItLists) {
  const auto store = OverMemory("", 100);
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f1", "alice", 1000)).ok());
  const auto listed = NamesOf(
      *store->List("default", EntityKind::kPrincipal, "pseudonym:", "", 9));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(CallsOf(*store, Principal(listed[0])), 1u);
  EXPECT_EQ(store->ListFeedback("default", listed[0], "", 9)->entries.size(),
            1u);
  EXPECT_EQ(*store->Delete(Principal(listed[0])), 1);
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 0u);
  EXPECT_TRUE(store->ListFeedback("default", "alice", "", 9)->entries.empty());
}

TEST(PseudonymousStore, DoesNotListNamesOfPrincipalsByTheirBeginning) {
  const auto store = OverMemory("", 100);
  for (const char* prefix : {"alice", "p ", "pseudonyms"}) {
    EXPECT_EQ(store->List("default", EntityKind::kPrincipal, prefix, "", 9)
                  .status()
                  .code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_TRUE(
      store->List("default", EntityKind::kCommand, "alice", "", 9).ok());
}

// Two entries of one query for one entity would lose one of their counts.
TEST(PseudonymousStore, DoesNotTakeAGivenPseudonymForTheNameBesideIt) {
  const std::string alice = PseudonymOf("alice");
  for (const bool name_first : {true, false}) {
    const auto store = OverMemory("", 100);
    std::vector<TestEvent> events = {EventOf("e1", "alice"),
                                     EventOf("e2", alice)};
    if (!name_first) std::swap(events[0], events[1]);
    ASSERT_TRUE(CountBatch(*store, events).ok());
    EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u);
    EXPECT_THAT(
        NamesOf(*store->List("default", EntityKind::kPrincipal, "", "", 9)),
        testing::UnorderedElementsAre(alice, PseudonymOf(alice)));
  }
}

}  // namespace
}  // namespace farcall
