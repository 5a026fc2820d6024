// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace farcall {

// The version of ATT&CK that the table follows.
inline constexpr std::string_view kAttackVersion = "18";

// A goal of an attacker, by ATT&CK.
struct Tactic {
  std::string_view id{};    // `TA0003`
  std::string_view name{};  // `Persistence`
};

// What is known of a technique of ATT&CK. Names and tactics are valid for as
// long as the program runs, ids for as long as the id that was asked for.
struct TechniqueFacts {
  std::string_view id{};    // `T1098`
  std::string_view name{};  // `Account Manipulation`
  // Of a sub-technique (`T1098.001`); empty = it is none.
  std::string_view sub_id{};
  std::string_view sub_name{};
  std::span<const Tactic> tactics{};  // that it serves
};

// The facts of a technique or sub-technique by its id. Of one that the table
// does not have, only ids are told.
TechniqueFacts FactsOfTechnique(std::string_view id);

}  // namespace farcall
