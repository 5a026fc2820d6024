// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// Makes and reads the page tokens of one method. A token is the position at
// which the next page starts, encrypted and authenticated together with the
// list that it belongs to, so that it shows no names and serves no other list.
// The key is made with the object: tokens end with the process (ADR 21).
// Thread-safe.
class PageTokens {
 public:
  // The fields of a request that make the list, always in the same order.
  using List = std::initializer_list<std::string_view>;

  PageTokens();

  // Text that may stand in a URL; empty for an empty `position`.
  std::string Seal(List list, std::string_view position) const;

  // The position; nothing if `token` was not sealed here for the same list. An
  // empty token is the start, which is empty.
  std::optional<std::string> Open(List list, std::string_view token) const;

  // What is wrong with a token that cannot be opened, for people.
  static constexpr char kRefusal[] =
      "was not issued by this server process for this list: start the list "
      "again without page_token";

 private:
  std::array<unsigned char, 32> key_{};
};

}  // namespace farcall
