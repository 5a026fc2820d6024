// SPDX-License-Identifier: Apache-2.0

// A file of records in any framing, plain or gzip: read whole, and through a
// pipe that gives a little at a time.
#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cloudtrail/reader/record_reader.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

constexpr uint64_t kDocumentBytesMax = 64 << 10;
// Few, as each read takes room for much more; a pipe holds 16 while nobody
// reads.
constexpr size_t kPacketsMax = 6;
constexpr size_t kPacketBytesMax = 4096;

struct Reading {
  std::vector<std::string> records;
  absl::StatusCode end = absl::StatusCode::kOk;

  bool operator==(const Reading&) const = default;
};

std::unique_ptr<RecordReader> Open(const std::string& path) {
  auto reader =
      RecordReader::Open(path, {.document_bytes_max = kDocumentBytesMax});
  if (!reader.ok()) Broken("the input cannot be opened");
  return *std::move(reader);
}

Reading ReadAll(RecordReader& reader) {
  Reading reading;
  while (true) {
    absl::StatusOr<std::optional<RecordText>> record = reader.Next();
    reading.end = record.status().code();
    if (!record.ok() || !record->has_value()) return reading;
    if ((*record)->json.empty()) Broken("a record is empty");
    reading.records.push_back((**std::move(record)).json);
  }
}

// A pipe gives one packet at a time, where the kernel knows packets.
Reading ReadPackets(std::string_view bytes) {
  int ends[2] = {};
  if (pipe2(ends, O_CLOEXEC | O_DIRECT) != 0) Broken("no pipe");
  const size_t packet_bytes = bytes.size() / kPacketsMax + 1;
  while (!bytes.empty()) {
    const std::string_view packet = bytes.substr(0, packet_bytes);
    if (write(ends[1], packet.data(), packet.size()) < 0) Broken("no pipe");
    bytes.remove_prefix(packet.size());
  }
  // To open the end that is read waits for a writer.
  const auto reader = Open("/proc/self/fd/" + std::to_string(ends[0]));
  close(ends[0]);
  close(ends[1]);
  return ReadAll(*reader);
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using farcall::Reading;
  const std::string_view bytes = farcall::TextOf(data, size);
  const farcall::MemoryFile file(bytes);
  const Reading whole = farcall::ReadAll(*farcall::Open(file.path()));
  if (size >= farcall::kPacketsMax * farcall::kPacketBytesMax) return 0;
  // How far a text is read before it is found too large is left open.
  if (whole.end == absl::StatusCode::kResourceExhausted) return 0;
  if (farcall::ReadPackets(bytes) != whole) {
    farcall::Broken("a file is read in another way in small pieces");
  }
  return 0;
}
