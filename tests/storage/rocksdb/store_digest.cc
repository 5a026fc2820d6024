// SPDX-License-Identifier: Apache-2.0
//
// Tells whether two stores that were stopped hold the same, whatever files
// RocksDB has made of it. First it does what a start does: it applies what the
// journal has, and saves it. A copy of a shard that stops does not do so by
// itself.
//
//   farcall_store_digest DIRECTORY
//     a line for each tenant and part of the store: part, tenant, number of
//     keys, SHA-256 of keys and values in their order, with tabs between
//   farcall_store_digest DIRECTORY TENANT < IDS
//     of the event ids, one a line, those that the tenant's store knows, in the
//     order in which they were counted, each with its packed outcome
//
// Parts are column families, but for `feedback` and `key` of `default`, and
// `baselines`: records without their places in the journal, and without ids of
// findings, which are made with the key of the store; no empty ones. They must
// be equal where two stores were fed alike, though one had other tenants too.
//
// Left out, since each store has its own:
//   - the rest of `default`: the position in the shard's log, and what only
//     tells how far the store has got with forgetting;
//   - keys of `seen`, which are times that the store was open: its events are
//     sorted by their digests;
//   - `events` and `terms`: which calls are kept beyond the first of an hour,
//     and in which blocks, depends on when they are sorted, and on what was in
//     memory then (FactKeeper).
// `journal` and `call_log` must be empty.
#include <rocksdb/db.h>
#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "storage/codec/byte_coding.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/codec/record/record_codec.h"
#include "storage/rocksdb/column_families.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "storage/rocksdb/rocksdb_status.h"
#include "storage/rocksdb/rocksdb_store_options.h"

namespace farcall {
namespace {

constexpr std::string_view kFeedback{"feedback\0", 9};
constexpr char kHashKey[] = "event_hash_key";

class Sha256 {
 public:
  Sha256() { crypto_hash_sha256_init(&state_); }

  void Add(std::string_view key, std::string_view value) {
    ++keys_;
    for (const std::string_view text : {key, value}) {
      std::string size;
      AppendVarint(text.size(), size);
      AddBytes(size);
      AddBytes(text);
    }
  }

  uint64_t keys() const { return keys_; }
  std::string Finish() {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&state_,
                             reinterpret_cast<unsigned char*>(hash.data()));
    return absl::BytesToHexString(hash);
  }

 private:
  void AddBytes(std::string_view bytes) {
    crypto_hash_sha256_update(
        &state_, reinterpret_cast<const unsigned char*>(bytes.data()),
        bytes.size());
  }

  crypto_hash_sha256_state state_{};
  uint64_t keys_ = 0;
};

// A database that nobody has open.
class StoppedStore {
 public:
  absl::Status Open(const std::string& path) {
    RocksDbStoreOptions options;
    options.path = path;
    rocksdb::DB* db = nullptr;
    const rocksdb::Status opened = rocksdb::DB::OpenForReadOnly(
        rocksdb::DBOptions(), path, OurFamilies(options), &families_, &db);
    db_.reset(db);
    return FromRocksDb(opened, "cannot open " + path);
  }

  StoppedStore() = default;
  StoppedStore(const StoppedStore&) = delete;
  StoppedStore& operator=(const StoppedStore&) = delete;
  ~StoppedStore() {
    for (rocksdb::ColumnFamilyHandle* family : families_) {
      db_->DestroyColumnFamilyHandle(family);
    }
  }

  using Take =
      std::function<absl::Status(std::string_view key, std::string_view value)>;

  // All keys of a family, in their order.
  absl::Status ForEach(std::string_view name, const Take& take) const {
    rocksdb::ColumnFamilyHandle* family = nullptr;
    for (rocksdb::ColumnFamilyHandle* one : families_) {
      if (one->GetName() == name) family = one;
    }
    const std::unique_ptr<rocksdb::Iterator> it(
        db_->NewIterator(rocksdb::ReadOptions(), family));
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      absl::Status status =
          take(it->key().ToStringView(), it->value().ToStringView());
      if (!status.ok()) return status;
    }
    return FromRocksDb(it->status(), "cannot read " + std::string(name));
  }

  // Seen events, in the order in which they were counted.
  absl::Status ForEachSeen(
      const std::function<void(const SeenEvent&)>& take) const {
    absl::Status status = ForEach(
        "seen_segments", [](std::string_view /*key*/, std::string_view) {
          return absl::UnimplementedError("seen events are in segments");
        });
    if (!status.ok()) return status;
    return ForEach("seen", [&](std::string_view /*key*/, std::string_view v) {
      const auto events = DecodeSeenBlock(v);
      if (!events.ok()) return events.status();
      for (const SeenEvent& event : *events) take(event);
      return absl::OkStatus();
    });
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

std::string TenantOf(std::string_view key) {
  return std::string(key.substr(0, key.find('\0')));
}

// Of a record, what does not depend on the store that it is in.
absl::StatusOr<std::string> BaselineOf(std::string_view value) {
  auto record = DecodeRecord(value);
  if (!record.ok()) return record.status();
  record->baseline.episodes = {};
  return EncodeRecord(record->baseline, 0);
}

class StoreDigest {
 public:
  explicit StoreDigest(const StoppedStore& store) : store_(store) {}

  absl::Status Make() {
    absl::Status status = AddMeta();
    if (status.ok()) status = AddBaselines();
    if (status.ok()) status = AddSeen();
    for (const char* family :
         {"histograms", "findings", "finding_log", "ledger"}) {
      if (status.ok()) status = AddFamily(family);
    }
    for (const char* family : {"journal", "call_log"}) {
      if (status.ok()) status = CheckEmpty(family);
    }
    return status;
  }

  void Print() {
    for (auto& [part, digest] : digests_) {
      const uint64_t keys = digest.keys();
      std::cout << part.first << '\t' << part.second << '\t' << keys << '\t'
                << digest.Finish() << '\n';
    }
  }

 private:
  Sha256& Of(const std::string& part, const std::string& tenant) {
    return digests_[{part, tenant}];
  }

  absl::Status AddMeta() {
    return store_.ForEach("default", [&](std::string_view key,
                                         std::string_view value) {
      if (key == kHashKey) Of("key", "").Add(key, value);
      if (key.starts_with(kFeedback)) {
        Of("feedback", TenantOf(key.substr(kFeedback.size()))).Add(key, value);
      }
      return absl::OkStatus();
    });
  }

  absl::Status AddFamily(const char* family) {
    return store_.ForEach(family,
                          [&](std::string_view key, std::string_view value) {
                            Of(family, TenantOf(key)).Add(key, value);
                            return absl::OkStatus();
                          });
  }

  absl::Status AddBaselines() {
    return store_.ForEach("histograms",
                          [&](std::string_view key, std::string_view value) {
                            if (IsEmptyRecord(value)) return absl::OkStatus();
                            const auto baseline = BaselineOf(value);
                            if (!baseline.ok()) return baseline.status();
                            Of("baselines", TenantOf(key)).Add(key, *baseline);
                            return absl::OkStatus();
                          });
  }

  absl::Status AddSeen() {
    std::set<std::pair<uint64_t, PackedOutcome>> events;
    absl::Status status = store_.ForEachSeen([&](const SeenEvent& event) {
      events.emplace(event.digest.bits(), event.outcome);
    });
    if (!status.ok()) return status;
    for (const auto& [digest, outcome] : events) {
      Of("seen", "").Add(std::to_string(digest), std::to_string(outcome));
    }
    return absl::OkStatus();
  }

  // But for a key without a value: where the next sequence counts on from.
  absl::Status CheckEmpty(const char* family) {
    return store_.ForEach(
        family, [&](std::string_view /*key*/, std::string_view value) {
          if (value.empty()) return absl::OkStatus();
          return absl::FailedPreconditionError(std::string(family) +
                                               " is not empty");
        });
  }

  const StoppedStore& store_;
  std::map<std::pair<std::string, std::string>, Sha256> digests_;
};

absl::Status PrintSeen(const StoppedStore& store, const std::string& tenant) {
  EventHasher::Key key{};
  absl::Status status =
      store.ForEach("default", [&](std::string_view name, std::string_view v) {
        if (name == kHashKey && v.size() == key.size()) {
          std::copy(v.begin(), v.end(), key.begin());
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  const EventHasher hasher(key);
  std::map<uint64_t, std::string> ids;
  for (std::string id; std::getline(std::cin, id);) {
    ids.emplace(hasher.Digest(tenant, id).bits(), id);
  }
  return store.ForEachSeen([&](const SeenEvent& event) {
    const auto id = ids.find(event.digest.bits());
    if (id == ids.end()) return;
    std::cout << id->second << '\t' << event.outcome << '\n';
  });
}

// Closing it saves all that it applied.
absl::Status ApplyJournal(const std::string& path) {
  RocksDbStoreOptions options;
  options.path = path;
  options.replicated.emplace();  // makes nothing of its own
  return RocksDbHistogramStore::Open(std::move(options)).status();
}

absl::Status Run(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.size() > 2) {
    return absl::InvalidArgumentError(
        "usage: farcall_store_digest DIRECTORY [TENANT < IDS]");
  }
  absl::Status status = ApplyJournal(arguments[0]);
  StoppedStore store;
  if (status.ok()) status = store.Open(arguments[0]);
  if (!status.ok()) return status;
  if (arguments.size() == 2) return PrintSeen(store, arguments[1]);
  StoreDigest digest(store);
  status = digest.Make();
  if (status.ok()) digest.Print();
  return status;
}

}  // namespace
}  // namespace farcall

int main(int argc, char** argv) {
  const absl::Status status = farcall::Run({argv + 1, argv + argc});
  if (status.ok()) return 0;
  std::cerr << status.message() << '\n';
  return 1;
}
