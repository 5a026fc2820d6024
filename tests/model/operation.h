// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scoring/event/entity.h"
#include "scoring/event/event.h"

namespace farcall {

// The small world that sequences are made of: so small that the same things
// meet again and again. Everything is named by its index here.

// Whose name the other one begins with.
inline constexpr std::array kTenants = {"acme", "acme.eu"};

struct Caller {
  const char* name;
  const char* principal;
  PrincipalKind kind;
  const char* account;
};
inline constexpr std::array kCallers = {
    Caller{"alice", "arn:aws:iam::111122223333:user/alice",
           PrincipalKind::kUser, "111122223333"},
    Caller{"bob", "arn:aws:iam::111122223333:user/bob", PrincipalKind::kUser,
           "111122223333"},
    Caller{"deploy", "arn:aws:iam::444455556666:role/deploy",
           PrincipalKind::kRole, "444455556666"},
    Caller{"service", "", PrincipalKind::kService, "111122223333"}};
inline constexpr size_t kPrincipals = 3;  // the callers before the service

inline constexpr std::array kCommands = {"s3:GetObject", "s3:PutObject",
                                         "iam:CreateUser"};
inline constexpr std::array kCountries = {"DE", "FR", "BR"};

// From which client and network: what is sent, and what is to be known by it.
struct Client {
  const char* user_agent;
  const char* tool;
  const char* address;
  const char* network;
};
inline constexpr std::array kClients = {
    Client{"aws-cli/2.15.0 Python/3.11", "aws-cli", "79.192.10.21",
           "79.192.10"},
    Client{"Boto3/1.34.0", "Boto3", "177.32.4.9", "177.32.4"}};
inline constexpr char kAccessDenied[] = "AccessDenied";

// One event.
struct Call {
  int id = 0;
  size_t caller = 0;
  size_t command = 0;
  size_t country = 0;
  size_t client = 0;
  bool failed = false;
  bool unauthenticated = false;
  int64_t time_seconds = 0;

  bool operator==(const Call&) const = default;
};

enum class Action {
  kScore,           // score a batch, and learn it
  kLearn,           // learn a batch only
  kAsk,             // score a batch only
  kDelete,          // delete a baseline
  kBenignPlace,     // say that a principal's country is benign
  kMaliciousPlace,  // or malicious
  kClearPlace,      // take back what was said of it
  kBenignEvent,     // say that all of an event is benign
  kForgetRange,     // have hours of a principal forgotten
  kWait,            // the store is open for so many hours more
  kRestart,         // close the store and open it again
  kPowerLoss,       // lose power, then open what the disk kept
};

// One step of a sequence. What an action does not need stays as it is here.
struct Operation {
  Action action = Action::kScore;
  size_t tenant = 0;
  std::vector<Call> calls{};  // a batch, or the event that is judged
  EntityKind kind = EntityKind::kTenant;  // of the baseline to be deleted
  size_t of = 0;                          // whose: a caller, or a command
  int feedback_id = 0;
  int64_t time_micros = 0;  // of feedback; later than all before it
  size_t country = 0;
  int64_t from_seconds = 0;
  int64_t to_seconds = 0;
  int64_t hours = 0;
  // Of what was not synced when the power failed, so much was kept.
  int kept_percent = 0;

  bool operator==(const Operation&) const = default;
};

// What the store promises for an answered operation.
enum class Promise {
  kSynced,   // survives a loss of power
  kWritten,  // survives the death of the process
};

struct Sequence {
  Promise promise = Promise::kSynced;
  std::vector<Operation> operations{};

  bool operator==(const Sequence&) const = default;
};

bool IsBatch(const Operation& operation);
bool HasTenant(const Operation& operation);  // else it is of the whole store
bool IsFeedback(const Operation& operation);

std::string NameOf(const Call& call);  // its event id
std::string NameOfFeedback(int id);
Event EventOf(const Call& call);

// The name of the baseline of `kind` that a caller or a command has.
std::string EntityNameOf(EntityKind kind, size_t of);

// One line.
std::string TextOf(const Operation& operation);
// One line for each operation, numbered.
std::string TextOf(const Sequence& sequence);

}  // namespace farcall
