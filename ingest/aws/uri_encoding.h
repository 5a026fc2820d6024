// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// RFC 3986, as AWS signs it: all bytes but letters, digits and `-._~` become
// `%XX` in upper case.
std::string PercentEncode(std::string_view text);

// The same, but `/` stays: a path, or the key of an object.
std::string PercentEncodePath(std::string_view path);

// The text of a value of a form: `+` is a space, `%XX` a byte. A `%` without
// two hexadecimal digits after it stays as it is.
std::string FormDecode(std::string_view text);

}  // namespace farcall
