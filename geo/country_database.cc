// SPDX-License-Identifier: Apache-2.0
#include "geo/country_database.h"

#include <netinet/in.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "absl/status/status.h"
#include "files/file_content.h"
#include "geo/mmdb_check.h"
#include "geo/text.h"
#include "scoring/country_code.h"

namespace farcall {
namespace {

using Path = const char* const[];

constexpr Path kCountryIsoCode = {"country", "iso_code", nullptr};
constexpr Path kRegisteredCountryIsoCode = {"registered_country", "iso_code",
                                            nullptr};
constexpr Path kCountryCode = {"country_code", nullptr};
constexpr Path kCountry = {"country", nullptr};
constexpr Path kCityNamesEn = {"city", "names", "en", nullptr};
constexpr Path kCity = {"city", nullptr};

constexpr uint64_t kEpochSecondsMax = 253402300799;  // the end of year 9999

// The string at `path`; empty if there is none.
std::string_view StringAt(MMDB_entry_s entry, const char* const* path) {
  MMDB_entry_data_s value;
  if (MMDB_aget_value(&entry, &value, path) != MMDB_SUCCESS ||
      !value.has_data || value.type != MMDB_DATA_TYPE_UTF8_STRING) {
    return {};
  }
  return {value.utf8_string, value.data_size};
}

std::string_view CountryAt(const MMDB_entry_s& entry, const char* const* path) {
  const std::string_view code = StringAt(entry, path);
  return IsCountryCode(code) ? code : std::string_view();
}

// A file in memory that only this process can reach, open by a path.
class PrivateFile {
 public:
  PrivateFile() : fd_(memfd_create("farcall-country-database", MFD_CLOEXEC)) {}
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

}  // namespace

absl::StatusOr<std::shared_ptr<const CountryDatabase>>
CountryDatabase::FromBytes(std::string_view bytes, const std::string& name) {
  std::shared_ptr<CountryDatabase> database(new CountryDatabase);
  absl::Status status = database->Map(bytes);
  if (status.ok()) status = database->Describe();
  if (status.ok()) return database;
  return absl::Status(status.code(), "country database " + name + ": " +
                                         std::string(status.message()));
}

absl::StatusOr<std::shared_ptr<const CountryDatabase>> CountryDatabase::Open(
    const std::string& path) {
  const absl::StatusOr<FileContent> content = ReadFile(path, kBytesMax);
  if (!content.ok()) return content.status();
  return FromBytes(content->bytes, path);
}

CountryDatabase::~CountryDatabase() {
  if (mapped_) MMDB_close(&mmdb_);
}

// libmaxminddb maps files, and a mapped file that is cut short kills whoever
// reads on. So it gets a copy.
absl::Status CountryDatabase::Map(std::string_view bytes) {
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

absl::Status CountryDatabase::Describe() {
  type_ = Printable(mmdb_.metadata.database_type);
  if (mmdb_.metadata.build_epoch > kEpochSecondsMax) {
    return absl::InvalidArgumentError(
        "corrupt: its build_epoch " +
        std::to_string(mmdb_.metadata.build_epoch) + " is no date");
  }
  build_epoch_seconds_ = static_cast<int64_t>(mmdb_.metadata.build_epoch);

  const absl::StatusOr<std::vector<uint32_t>> records = CheckMmdbRecords(mmdb_);
  if (!records.ok()) return records.status();
  const absl::StatusOr<Layout> layout = FindLayout(*records);
  if (!layout.ok()) return layout.status();
  layout_ = *layout;
  has_cities_ =
      std::any_of(records->begin(), records->end(), [this](uint32_t offset) {
        return !City({&mmdb_, offset}).empty();
      });
  return absl::OkStatus();
}

absl::StatusOr<CountryDatabase::Layout> CountryDatabase::FindLayout(
    std::span<const uint32_t> records) const {
  for (uint32_t offset : records) {
    for (Layout layout :
         {Layout::kNested, Layout::kFlatCode, Layout::kFlatCountry}) {
      if (!Country(layout, {&mmdb_, offset}).empty()) return layout;
    }
  }
  return absl::InvalidArgumentError(
      "no country in any of its " + std::to_string(records.size()) +
      " records (want country.iso_code, country_code or country); its type is "
      "'" +
      type_ + "'");
}

std::string_view CountryDatabase::Country(Layout layout,
                                          const MMDB_entry_s& entry) {
  switch (layout) {
    case Layout::kNested: {
      const std::string_view country = CountryAt(entry, kCountryIsoCode);
      return country.empty() ? CountryAt(entry, kRegisteredCountryIsoCode)
                             : country;
    }
    case Layout::kFlatCode:
      return CountryAt(entry, kCountryCode);
    case Layout::kFlatCountry:
      return CountryAt(entry, kCountry);
  }
  return {};
}

std::string_view CountryDatabase::City(const MMDB_entry_s& entry) const {
  const bool nested = layout_ == Layout::kNested;
  return UsableCity(StringAt(entry, nested ? kCityNamesEn : kCity));
}

std::optional<CountryDatabase::Place> CountryDatabase::Lookup(
    const Address& address) const {
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

  const std::string_view country = Country(layout_, result.entry);
  if (country.empty()) return std::nullopt;
  return Place{country, has_cities_ ? City(result.entry) : std::string_view()};
}

}  // namespace farcall
