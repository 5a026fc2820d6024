// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// The start of `text` in printable ASCII, for messages.
std::string Printable(std::string_view text);

// The longest name of a city that an origin carries.
inline constexpr size_t kCityBytesMax = 128;

// `name` if it can be an origin's city, otherwise nothing.
std::string_view UsableCity(std::string_view name);

// The longest name of a network's operator that an origin carries.
inline constexpr size_t kOrganisationBytesMax = 256;

// `name` if it can be the name of a network's operator, otherwise nothing.
std::string_view UsableOrganisation(std::string_view name);

}  // namespace farcall
