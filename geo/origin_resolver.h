// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "files/reloaded_file.h"
#include "geo/database/city_database.h"
#include "geo/database/country_database.h"
#include "geo/database/operator_database.h"
#include "geo/overrides.h"
#include "scoring/event/event.h"
#include "scoring/event/origin.h"

namespace farcall {

struct OriginFiles {
  std::string database_path{};  // countries, an .mmdb file
  std::string asn_path{};       // autonomous systems, .mmdb; empty = none
  // Cities, .mmdb; the first that knows an address answers. Empty = none.
  std::vector<std::string> city_paths{};
  std::string overrides_path{};  // a geofeed; empty = none
  // Allows an empty `database_path`: then addresses without an override are
  // `@unknown`.
  bool without_database = false;
};

// What DatabaseOriginResolver::Reload did.
struct OriginReload {
  FileReload database = FileReload::kUnchanged;
  FileReload asn = FileReload::kUnchanged;
  FileReload overrides = FileReload::kUnchanged;
  std::vector<FileReload> cities;  // in the order of `city_paths`
  // Why each file as it is now is not in use; OK if it is, or there is none.
  absl::Status database_error;
  absl::Status asn_error;
  absl::Status overrides_error;
  std::vector<absl::Status> city_errors;
};

// What is loaded, for metrics and logs. Figures of a database are 0 and empty
// without one.
struct OriginFigures {
  bool has_database = false;
  std::string database_type;
  int ip_version = 0;  // 4 or 6
  bool has_cities = false;
  int64_t build_epoch_seconds = 0;
  int64_t loaded_at_seconds = 0;  // Unix time
  bool has_asn = false;
  std::string asn_type;
  int64_t asn_build_epoch_seconds = 0;
  bool has_city = false;  // a city database
  std::string city_type;  // these two: of the one that was built first
  int64_t city_build_epoch_seconds = 0;
  size_t overrides = 0;         // prefixes
  uint64_t reloads_ok = 0;      // files that were taken into use by Reload
  uint64_t reloads_failed = 0;  // files that Reload found bad
  OriginReload last;            // how the files stood at the last Reload
};

// Decides an origin by, in this order: the country that the caller gave; the
// overrides; what the address is (a service, AWS Internal, a private network);
// the country database; the city database; `@unknown` (docs/origin.md). The
// city database tells the city and the coordinates of what the country database
// decided, where both agree on the country. Beside that looks up who runs the
// network of a public address. Thread-safe.
class DatabaseOriginResolver final : public OriginResolver {
 public:
  // Fails if a file can't be used.
  static absl::StatusOr<std::unique_ptr<DatabaseOriginResolver>> Open(
      const OriginFiles& files);

  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override;

  // Takes up files that changed; a bad one leaves what was loaded in use.
  // Batches that are being resolved keep what they began with.
  OriginReload Reload();

  OriginFigures figures() const;

 private:
  // What one batch is resolved against.
  struct Loaded {
    std::shared_ptr<const CountryDatabase> database;  // null = none
    std::shared_ptr<const OperatorDatabase> asn;      // null = none
    std::vector<std::shared_ptr<const CityDatabase>> cities;
    std::shared_ptr<const Overrides> overrides;  // null = none
  };
  // The same, as files.
  struct Files {
    std::optional<ReloadedFile<CountryDatabase>> database;
    std::optional<ReloadedFile<OperatorDatabase>> asn;
    std::vector<ReloadedFile<CityDatabase>> cities;
    std::optional<ReloadedFile<Overrides>> overrides;
  };

  explicit DatabaseOriginResolver(Files files);

  static Origin ResolveOne(const Event& event, const Loaded& loaded);
  static Origin PlaceOf(const Event& event,
                        const std::optional<Address>& address,
                        const Loaded& loaded);
  static Origin ByDatabases(const Address& address, const Loaded& loaded);
  void Publish(const OriginReload& reload);

  // Held through a reload, which reads files.
  std::mutex reload_mutex_;
  Files files_;

  // Held for an instant; taken after reload_mutex_, guards what follows.
  // Not std::atomic<std::shared_ptr>: ThreadSanitizer can't see through it.
  mutable std::mutex loaded_mutex_;
  Loaded loaded_;
  OriginFigures figures_;
};

}  // namespace farcall
