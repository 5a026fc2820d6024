// SPDX-License-Identifier: Apache-2.0
#include "commands/command_table.h"

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "commands/command_rows.h"

namespace farcall {
namespace {

struct RowsOfClass {
  CommandClass command_class;
  std::span<const CommandRow> (*rows)();
};
constexpr RowsOfClass kClasses[] = {
    {CommandClass::kDiscovery, DiscoveryRows},
    {CommandClass::kDataRead, DataReadRows},
    {CommandClass::kWrite, WriteRows},
    {CommandClass::kComputeLaunch, ComputeLaunchRows},
    {CommandClass::kExecution, ExecutionRows},
    {CommandClass::kSecretRead, SecretReadRows},
    {CommandClass::kCredentialIssue, CredentialIssueRows},
    {CommandClass::kDataShare, DataShareRows},
    {CommandClass::kIamWrite, IamWriteRows},
    {CommandClass::kPersistence, PersistenceRows},
    {CommandClass::kDefenseEvasion, DefenseEvasionRows},
    {CommandClass::kDestruction, DestructionRows},
};

// `service:EventName` taken apart; both are empty where it is no command.
struct NameOfCommand {
  std::string_view service;
  std::string_view name;
};

NameOfCommand TakeApart(std::string_view command) {
  const size_t colon = command.find(':');
  if (colon == std::string_view::npos || colon == 0 ||
      colon + 1 == command.size()) {
    return {};
  }
  return {command.substr(0, colon), command.substr(colon + 1)};
}

// A row whose name has a `*`.
struct Pattern {
  std::string_view begins;
  std::string_view ends;
  CommandFacts facts;

  size_t size() const { return begins.size() + ends.size(); }
  bool Matches(std::string_view name) const {
    return name.size() >= size() && name.starts_with(begins) &&
           name.ends_with(ends);
  }
};

CommandFacts FactsOfRow(CommandClass command_class, const CommandRow& row) {
  const auto end = std::ranges::find(row.techniques, std::string_view());
  return {.command_class = command_class,
          .techniques = {row.techniques.begin(), end}};
}

// The rows as they are looked up.
class Table {
 public:
  Table() {
    for (const RowsOfClass& of_class : kClasses) {
      for (const CommandRow& row : of_class.rows()) {
        Add(row.command, FactsOfRow(of_class.command_class, row));
      }
    }
    for (auto& [service, patterns] : patterns_) {
      std::ranges::stable_sort(patterns, std::greater(), &Pattern::size);
    }
  }

  const CommandFacts* Find(std::string_view command,
                           const NameOfCommand& parts) const {
    const auto own = exact_.find(command);
    if (own != exact_.end()) return &own->second;
    const auto of_service = patterns_.find(parts.service);
    if (of_service == patterns_.end()) return nullptr;
    for (const Pattern& pattern : of_service->second) {
      if (pattern.Matches(parts.name)) return &pattern.facts;
    }
    return nullptr;
  }

 private:
  void Add(std::string_view command, const CommandFacts& facts) {
    const NameOfCommand parts = TakeApart(command);
    const size_t star = parts.name.find('*');
    if (star == std::string_view::npos) {
      exact_.emplace(command, facts);
    } else {
      patterns_[parts.service].push_back(
          {parts.name.substr(0, star), parts.name.substr(star + 1), facts});
    }
  }

  absl::flat_hash_map<std::string_view, CommandFacts> exact_;
  // By service, the longest first.
  absl::flat_hash_map<std::string_view, std::vector<Pattern>> patterns_;
};

// Services whose commands read data, but for those that list or describe.
constexpr auto kDataServices =
    std::to_array<std::string_view>({"aoss",
                                     "athena",
                                     "cassandra",
                                     "dax",
                                     "dynamodb",
                                     "ebs",
                                     "glacier",
                                     "healthlake",
                                     "kendra",
                                     "kinesis",
                                     "kinesisvideo",
                                     "neptune-db",
                                     "neptune-graph",
                                     "qldb",
                                     "rds-data",
                                     "redshift-data",
                                     "s3-object-lambda",
                                     "s3-outposts",
                                     "s3express",
                                     "s3vectors",
                                     "sdb",
                                     "timestream",
                                     "workdocs"});
constexpr auto kListingVerbs =
    std::to_array<std::string_view>({"Describe", "Head", "List", "Lookup"});
constexpr auto kReadingVerbs = std::to_array<std::string_view>(
    {"BatchGet", "Get", "Query", "Scan", "Search", "Select"});

// Whether `name` begins with one of the verbs as a word: `GetUser`, and not
// `Getter`.
bool BeginsWith(std::span<const std::string_view> verbs,
                std::string_view name) {
  return std::ranges::any_of(verbs, [name](std::string_view verb) {
    if (!name.starts_with(verb)) return false;
    return name.size() == verb.size() ||
           !(name[verb.size()] >= 'a' && name[verb.size()] <= 'z');
  });
}

CommandClass ClassOfReading(const NameOfCommand& command) {
  if (BeginsWith(kListingVerbs, command.name)) return CommandClass::kDiscovery;
  const bool reads_data =
      command.service == "s3"
          ? command.name.find("Object") != std::string_view::npos
          : std::ranges::binary_search(kDataServices, command.service);
  return reads_data ? CommandClass::kDataRead : CommandClass::kDiscovery;
}

CommandClass ClassByName(const NameOfCommand& command,
                         std::optional<bool> read_only) {
  const bool reads =
      read_only.value_or(BeginsWith(kListingVerbs, command.name) ||
                         BeginsWith(kReadingVerbs, command.name));
  return reads ? ClassOfReading(command) : CommandClass::kWrite;
}

}  // namespace

CommandFacts FactsOf(std::string_view command, std::optional<bool> read_only) {
  const NameOfCommand parts = TakeApart(command);
  if (parts.name.empty()) return {};
  static const Table kTable;
  const CommandFacts* facts = kTable.Find(command, parts);
  if (facts != nullptr) return *facts;
  return {.command_class = ClassByName(parts, read_only)};
}

}  // namespace farcall
