// SPDX-License-Identifier: Apache-2.0
// Ids of seen events: how fast a store finds that an event is new, and what an
// id takes in memory and on disk. With --rocksdb the other way that was weighed
// (ADR 52): a key of RocksDB's for each id, with its own filters.
#include <malloc.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "bench/split_mix.h"
#include "storage/codec/byte_coding.h"
#include "storage/rocksdb/seen_log.h"

namespace farcall::bench {
namespace {

constexpr size_t kBatch = 1000;       // ids that are recorded at once
constexpr size_t kLookupBatch = 100;  // ids that are looked up at once

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Of processor time of this thread, so that other work on the machine does not
// count. Pages are in the system's memory: no disk is waited for.
double ProcessorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_nsec) * 1e-9;
}

int64_t SteadyMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             Clock::now().time_since_epoch())
      .count();
}

// Resident memory of this process in bytes.
double ResidentBytes() {
  malloc_trim(0);
  std::ifstream file("/proc/self/status");
  std::string word;
  while (file >> word) {
    if (word != "VmRSS:") continue;
    double kib = 0;
    file >> kib;
    return kib * 1024;
  }
  return 0;
}

// Always the same numbers for one seed.
class Numbers {
 public:
  explicit Numbers(uint64_t seed) : next_(seed << 40) {}
  uint64_t Next() { return Mix(next_++); }

 private:
  uint64_t next_;
};

EventDigest NextDigest(Numbers& random) {
  const uint64_t bits = random.Next();
  return {static_cast<uint32_t>(bits >> 32), static_cast<uint32_t>(bits)};
}

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << "seen_ids: " << status.message() << "\n";
  std::exit(1);
}

void Must(const rocksdb::Status& status) {
  if (status.ok()) return;
  std::cerr << "seen_ids: " << status.ToString() << "\n";
  std::exit(1);
}

SeenLog::Options LogOptions(uint64_t memory_bytes) {
  return {.window_micros = int64_t{1} << 60,
          .events_max = uint64_t{1} << 60,
          .memory_bytes = memory_bytes,
          .steady_micros = SteadyMicros};
}

void MoveIfFull(SeenLog& log) {
  const std::optional<SeenLog::Move> move = log.BeginMove();
  if (!move.has_value()) return;
  auto segment = log.Write(*move);
  Must(segment.status());
  Must(log.EndMove(*move, *std::move(segment)));
  log.Free(*move);
}

// Seconds of processor time, without those of RocksDB's threads.
double Fill(RocksDbDatabase& database, SeenLog& log, uint64_t ids) {
  Numbers random(1);
  const double start = ProcessorSeconds();
  for (uint64_t done = 0; done < ids; done += kBatch) {
    std::vector<SeenEvent> events(kBatch);
    for (SeenEvent& event : events) event = {NextDigest(random), 1};
    rocksdb::WriteBatch batch;
    auto staged = log.Stage(std::move(events), batch);
    Must(staged.status());
    Must(database.db().Write(rocksdb::WriteOptions(), &batch));
    log.Apply(*staged);
    MoveIfFull(log);
  }
  return ProcessorSeconds() - start;
}

// Microseconds of processor time for one id. `found` is to be found of them.
double LookUp(const SeenLog& log, uint64_t seed, uint64_t count,
              uint64_t found) {
  Numbers random(seed);
  std::vector<EventDigest> digests(kLookupBatch);
  std::vector<std::optional<FirstOutcome>> outcomes(kLookupBatch);
  uint64_t known = 0;
  const double start = ProcessorSeconds();
  for (uint64_t done = 0; done < count; done += kLookupBatch) {
    for (EventDigest& digest : digests) digest = NextDigest(random);
    Must(log.Find(digests, outcomes));
    known += static_cast<uint64_t>(std::ranges::count_if(
        outcomes, [](const auto& outcome) { return outcome.has_value(); }));
  }
  const double seconds = ProcessorSeconds() - start;
  if (known != found) Must(absl::InternalError("a wrong answer"));
  return seconds * 1e6 / static_cast<double>(count);
}

struct Run {
  std::string dir;
  uint64_t ids = 0;
  uint64_t memory_bytes = 0;
  uint64_t lookups = 0;
};

void Measure(const Run& run) {
  std::filesystem::remove_all(run.dir);
  const double resident_before = ResidentBytes();
  RocksDbStoreOptions options;
  options.path = run.dir;
  auto database = RocksDbDatabase::Open(options);
  Must(database.status());
  std::optional<SeenLog> log(std::in_place, **database,
                             LogOptions(run.memory_bytes));
  Must(log->Load());
  const double fill_seconds = Fill(**database, *log, run.ids);
  LookUp(*log, 2, run.lookups / 10, 0);
  const auto before = log->segment_figures();
  const double unseen_micros = LookUp(*log, 3, run.lookups, 0);
  const auto after = log->segment_figures();
  const uint64_t known = std::min(run.lookups, run.ids) / 10;
  const double seen_micros = LookUp(*log, 1, known, known);
  const double resident = ResidentBytes() - resident_before;
  uint64_t disk_bytes = 0;
  uint64_t index_bytes = 0;
  rocksdb::DB& db = (*database)->db();
  for (rocksdb::ColumnFamilyHandle* family :
       {(*database)->seen(), (*database)->seen_segments()}) {
    uint64_t bytes = 0;
    db.GetIntProperty(family, rocksdb::DB::Properties::kTotalSstFilesSize,
                      &bytes);
    disk_bytes += family == (*database)->seen_segments() ? bytes : 0;
    db.GetIntProperty(family, rocksdb::DB::Properties::kEstimateTableReadersMem,
                      &bytes);
    index_bytes += family == (*database)->seen_segments() ? bytes : 0;
  }
  const uint64_t table_bytes = log->memory_bytes();
  log.reset();
  Must((*database)->Flush());
  database->reset();

  const auto start = Clock::now();
  database = RocksDbDatabase::Open(options);
  Must(database.status());
  log.emplace(**database, LogOptions(run.memory_bytes));
  Must(log->Load());
  const double open_seconds = SecondsSince(start);
  const auto filters_start = Clock::now();
  Must(log->TendSegments());
  const double filter_seconds = SecondsSince(filters_start);

  const auto of_segments =
      static_cast<double>(std::max<uint64_t>(after.events, 1));
  const auto mb = [](auto bytes) { return static_cast<double>(bytes) / 1e6; };
  std::cout << std::fixed << std::setprecision(2) << "ids " << run.ids
            << ", memory " << (run.memory_bytes >> 20) << " MiB: segments "
            << after.segments << ", unseen " << unseen_micros << " us ("
            << std::setprecision(0) << 1e6 / unseen_micros
            << "/s), seen on disk " << std::setprecision(2) << seen_micros
            << " us, pages read a lookup " << std::setprecision(4)
            << static_cast<double>(after.pages_read - before.pages_read) /
                   static_cast<double>(run.lookups)
            << std::setprecision(2) << "; tables " << mb(table_bytes)
            << " MB, filters " << mb(after.filter_bytes) << " MB ("
            << static_cast<double>(after.filter_bytes) / of_segments
            << " B/id), index " << mb(index_bytes) << " MB ("
            << static_cast<double>(index_bytes) / of_segments
            << " B/id), resident +" << mb(resident) << " MB; segments on disk "
            << mb(disk_bytes) << " MB ("
            << static_cast<double>(disk_bytes) / of_segments
            << " B/id); recorded " << std::setprecision(0)
            << static_cast<double>(run.ids) / fill_seconds << "/s; opened in "
            << std::setprecision(2) << open_seconds << " s, filters in "
            << filter_seconds << " s" << std::endl;
  log.reset();
  database->reset();
  std::filesystem::remove_all(run.dir);
}

// A key for each id, segment by segment, as RocksDB's filters would have it.
void MeasureKeys(const Run& run, uint64_t segments) {
  std::filesystem::remove_all(run.dir);
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(
      rocksdb::NewBloomFilterPolicy(DigestFilter::kBitsPerDigest));
  table.optimize_filters_for_memory = true;
  table.whole_key_filtering = true;
  table.format_version = 5;
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kNoCompression;
  options.disable_auto_compactions = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::DB* opened = nullptr;
  Must(rocksdb::DB::Open(options, run.dir, &opened));
  const std::unique_ptr<rocksdb::DB> db(opened);
  Numbers random(1);
  const auto key_of = [](uint64_t segment, const EventDigest& digest) {
    std::string key;
    AppendFixed32(static_cast<uint32_t>(segment), key);
    AppendFixed32(digest.high, key);
    AppendFixed32(digest.low, key);
    return key;
  };
  for (uint64_t segment = 0; segment < segments; ++segment) {
    std::vector<EventDigest> digests(run.ids / segments);
    for (EventDigest& digest : digests) digest = NextDigest(random);
    std::ranges::sort(digests, {}, &EventDigest::bits);
    rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options);
    const std::string path = run.dir + "/segment.unfinished";
    Must(writer.Open(path));
    for (const EventDigest& digest : digests) {
      Must(writer.Put(key_of(segment, digest), "oo"));
    }
    Must(writer.Finish());
    rocksdb::IngestExternalFileOptions ingest;
    ingest.move_files = true;
    Must(db->IngestExternalFile({path}, ingest));
  }
  uint64_t reader_bytes = 0;
  uint64_t disk_bytes = 0;
  db->GetIntProperty(rocksdb::DB::Properties::kEstimateTableReadersMem,
                     &reader_bytes);
  db->GetIntProperty(rocksdb::DB::Properties::kTotalSstFilesSize, &disk_bytes);

  Numbers others(3);
  const uint64_t lookups = run.lookups / 10;
  const double start = ProcessorSeconds();
  std::vector<std::string> keys(kLookupBatch);
  std::vector<rocksdb::Slice> slices(kLookupBatch);
  std::vector<rocksdb::PinnableSlice> values(kLookupBatch);
  std::vector<rocksdb::Status> statuses(kLookupBatch);
  for (uint64_t done = 0; done < lookups; done += kLookupBatch) {
    std::vector<EventDigest> digests(kLookupBatch);
    for (EventDigest& digest : digests) digest = NextDigest(others);
    std::ranges::sort(digests, {}, &EventDigest::bits);
    for (uint64_t segment = 0; segment < segments; ++segment) {
      for (size_t i = 0; i < kLookupBatch; ++i) {
        keys[i] = key_of(segment, digests[i]);
        slices[i] = keys[i];
      }
      db->MultiGet(rocksdb::ReadOptions(), db->DefaultColumnFamily(),
                   kLookupBatch, slices.data(), values.data(), statuses.data(),
                   /*sorted_input=*/true);
    }
  }
  const double micros =
      (ProcessorSeconds() - start) * 1e6 / static_cast<double>(lookups);
  const auto ids = static_cast<double>(run.ids);
  std::cout << std::fixed << std::setprecision(2) << "a key for each of "
            << run.ids << " ids, segments " << segments << ": unseen " << micros
            << " us, readers in memory "
            << static_cast<double>(reader_bytes) / ids << " B/id, on disk "
            << static_cast<double>(disk_bytes) / ids << " B/id" << std::endl;
  std::filesystem::remove_all(run.dir);
}

int Main(int argc, char** argv) {
  CLI::App app("Measures ids of seen events.");
  std::string dir;
  std::vector<uint64_t> millions = {1, 5, 20};
  std::vector<uint64_t> memory_mib = {512, 32, 16};
  uint64_t lookups = 1'000'000;
  bool quick = false;
  bool keys = false;
  app.add_option("--dir", dir, "Folder to work in; it is emptied")->required();
  app.add_option("--millions", millions, "Of ids")->capture_default_str();
  app.add_option("--memory-mib", memory_mib, "Of ids in memory")
      ->capture_default_str();
  app.add_option("--lookups", lookups)->capture_default_str();
  app.add_flag("--quick", quick, "A million ids, to see that it works");
  app.add_flag("--rocksdb", keys, "Also with a key of RocksDB's for each id");
  CLI11_PARSE(app, argc, argv);
  if (quick) {
    millions = {1};
    memory_mib = {512, 4};
    lookups = 100'000;
  }
  for (const uint64_t million : millions) {
    Run run{.dir = dir, .ids = million * 1'000'000, .lookups = lookups};
    for (const uint64_t mib : memory_mib) {
      run.memory_bytes = mib << 20;
      Measure(run);
    }
    if (!keys) continue;
    for (const uint64_t segments : {8, 36}) MeasureKeys(run, segments);
  }
  return 0;
}

}  // namespace
}  // namespace farcall::bench

int main(int argc, char** argv) { return farcall::bench::Main(argc, argv); }
