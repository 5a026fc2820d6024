// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/xml_text.h"

#include <array>
#include <utility>

#include "text/concat.h"

namespace farcall {
namespace {

constexpr auto kEntities =
    std::to_array<std::pair<std::string_view, std::string_view>>({
        {"&lt;", "<"},
        {"&gt;", ">"},
        {"&quot;", "\""},
        {"&apos;", "'"},
        {"&#34;", "\""},
        {"&#39;", "'"},
        {"&amp;", "&"},
    });

std::string WithoutEntities(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    size_t taken = 1;
    std::string_view stands_for = text.substr(0, 1);
    for (const auto& [entity, character] : kEntities) {
      if (!text.starts_with(entity)) continue;
      taken = entity.size();
      stands_for = character;
      break;
    }
    plain += stands_for;
    text.remove_prefix(taken);
  }
  return plain;
}

}  // namespace

std::string XmlText(std::string_view xml, std::string_view name) {
  const std::string open = Concat({"<", name, ">"});
  const size_t begin = xml.find(open);
  if (begin == xml.npos) return {};
  const std::string_view rest = xml.substr(begin + open.size());
  const size_t end = rest.find(Concat({"</", name, ">"}));
  if (end == rest.npos) return {};
  return WithoutEntities(rest.substr(0, end));
}

}  // namespace farcall
