// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace farcall {

// Where in a text its records are.
struct Container {
  enum class Kind {
    kArray,   // a bare array
    kMember,  // an array that is a member of an object
  };
  Kind kind = Kind::kArray;
  size_t begin = 0;  // of the array's elements
};

// Whether a JSON text holds any number of records: a bare array, `Records`,
// `Events` or `logEvents` (but for control messages). The text may be broken.
std::optional<Container> FindContainer(std::string_view json);

// Whether a JSON text is one record by the names of its members, as far as they
// tell without parsing it: it says who called. The text may be broken.
bool IsPlainRecord(std::string_view json);

}  // namespace farcall
