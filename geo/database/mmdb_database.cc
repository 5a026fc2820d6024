// SPDX-License-Identifier: Apache-2.0
#include "geo/database/mmdb_database.h"

#include <netinet/in.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "geo/database/mmdb_check.h"
#include "geo/network/text.h"

namespace farcall {
namespace {

constexpr uint64_t kEpochSecondsMax = 253402300799;  // the end of year 9999

// A file in memory that only this process can reach, open by a path.
class PrivateFile {
 public:
  PrivateFile() : fd_(memfd_create("farcall-mmdb", MFD_CLOEXEC)) {}
  ~PrivateFile() {
    if (fd_ >= 0) close(fd_);
  }
  PrivateFile(const PrivateFile&) = delete;
  PrivateFile& operator=(const PrivateFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  absl::Status Write(std::string_view bytes) {
    while (fd_ >= 0 && !bytes.empty()) {
      const ssize_t written = write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) break;
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    if (fd_ >= 0 && bytes.empty()) return absl::OkStatus();
    return absl::ErrnoToStatus(errno, "can't copy it into memory");
  }

 private:
  int fd_;
};

absl::Status OpenFailure(int error) {
  const std::string reason =
      std::string("libmaxminddb: ") + MMDB_strerror(error);
  switch (error) {
    case MMDB_FILE_OPEN_ERROR:
    case MMDB_IO_ERROR:
    case MMDB_OUT_OF_MEMORY_ERROR:
      return absl::ResourceExhaustedError(reason);
    default:
      return absl::InvalidArgumentError(reason);
  }
}

// The value at `path`; nothing if there is none.
std::optional<MMDB_entry_data_s> ValueAt(MMDB_entry_s record, MmdbPath path) {
  MMDB_entry_data_s value;
  if (MMDB_aget_value(&record, &value, path) != MMDB_SUCCESS ||
      !value.has_data) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const MmdbDatabase>> MmdbDatabase::FromBytes(
    std::string_view bytes, const std::string& where) {
  std::unique_ptr<MmdbDatabase> database(new MmdbDatabase);
  absl::Status status = database->Map(bytes);
  if (status.ok()) status = database->Check();
  if (status.ok()) return database;
  return absl::Status(status.code(), where + std::string(status.message()));
}

MmdbDatabase::~MmdbDatabase() {
  if (mapped_) MMDB_close(&mmdb_);
}

// libmaxminddb maps files, and a mapped file that is cut short kills whoever
// reads on. So it gets a copy.
absl::Status MmdbDatabase::Map(std::string_view bytes) {
  if (bytes.empty()) return absl::InvalidArgumentError("empty");
  if (bytes.size() > kBytesMax) {
    return absl::InvalidArgumentError(std::to_string(bytes.size()) +
                                      " bytes, the limit is " +
                                      std::to_string(kBytesMax));
  }
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  absl::Status status = CheckMmdbMetadata({data, bytes.size()});
  if (!status.ok()) return status;

  PrivateFile copy;
  if (status = copy.Write(bytes); !status.ok()) return status;
  const int error = MMDB_open(copy.path().c_str(), MMDB_MODE_MMAP, &mmdb_);
  if (error != MMDB_SUCCESS) return OpenFailure(error);
  mapped_ = true;
  return absl::OkStatus();
}

absl::Status MmdbDatabase::Check() {
  type_ = Printable(mmdb_.metadata.database_type);
  if (mmdb_.metadata.build_epoch > kEpochSecondsMax) {
    return absl::InvalidArgumentError(
        "corrupt: its build_epoch " +
        std::to_string(mmdb_.metadata.build_epoch) + " is no date");
  }
  build_epoch_seconds_ = static_cast<int64_t>(mmdb_.metadata.build_epoch);

  const absl::StatusOr<std::vector<uint32_t>> offsets = CheckMmdbRecords(mmdb_);
  if (!offsets.ok()) return offsets.status();
  offsets_ = *offsets;
  return absl::OkStatus();
}

std::optional<MMDB_entry_s> MmdbDatabase::Find(const Address& address) const {
  int error = MMDB_SUCCESS;
  MMDB_lookup_result_s result{};
  if (address.family == Address::Family::kIpv4) {
    sockaddr_in socket{};
    socket.sin_family = AF_INET;
    std::memcpy(&socket.sin_addr, address.bytes.data(),
                sizeof(socket.sin_addr));
    result = MMDB_lookup_sockaddr(
        &mmdb_, reinterpret_cast<const sockaddr*>(&socket), &error);
  } else {
    sockaddr_in6 socket{};
    socket.sin6_family = AF_INET6;
    std::memcpy(&socket.sin6_addr, address.bytes.data(),
                sizeof(socket.sin6_addr));
    result = MMDB_lookup_sockaddr(
        &mmdb_, reinterpret_cast<const sockaddr*>(&socket), &error);
  }
  if (error != MMDB_SUCCESS || !result.found_entry) return std::nullopt;
  return result.entry;
}

std::string_view MmdbStringAt(MMDB_entry_s record, MmdbPath path) {
  const auto value = ValueAt(record, path);
  if (!value || value->type != MMDB_DATA_TYPE_UTF8_STRING) return {};
  return {value->utf8_string, value->data_size};
}

std::optional<uint32_t> MmdbNumberAt(MMDB_entry_s record, MmdbPath path) {
  const auto value = ValueAt(record, path);
  if (!value) return std::nullopt;
  switch (value->type) {
    case MMDB_DATA_TYPE_UINT16:
      return value->uint16;
    case MMDB_DATA_TYPE_UINT32:
      return value->uint32;
    case MMDB_DATA_TYPE_UINT64:
      if (value->uint64 > UINT32_MAX) return std::nullopt;
      return static_cast<uint32_t>(value->uint64);
    default:
      return std::nullopt;
  }
}

std::optional<double> MmdbDecimalAt(MMDB_entry_s record, MmdbPath path) {
  const auto value = ValueAt(record, path);
  if (!value) return std::nullopt;
  switch (value->type) {
    case MMDB_DATA_TYPE_DOUBLE:
      return value->double_value;
    case MMDB_DATA_TYPE_FLOAT:
      return value->float_value;
    case MMDB_DATA_TYPE_INT32:
      return value->int32;
    case MMDB_DATA_TYPE_UTF8_STRING:
      return ParseMmdbDecimal({value->utf8_string, value->data_size});
    default:
      return MmdbNumberAt(record, path);
  }
}

std::optional<double> ParseMmdbDecimal(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || read != end) return std::nullopt;
  return number;
}

}  // namespace farcall
