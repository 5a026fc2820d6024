// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// The text in the first element `name` of an answer of S3 or STS, wherever it
// is; empty if there is none. Entities are replaced. Reads what AWS writes, not
// all of XML: no attributes in these elements, no CDATA, no comments.
std::string XmlText(std::string_view xml, std::string_view name);

}  // namespace farcall
