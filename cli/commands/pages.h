// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace farcall {

// Reads a list page by page, until it ends or has `limit` rows: whether there
// are more. `read_page` asks the server for a page, by a request; `take` keeps
// the rows of a page and says how many it has of all pages.
template <typename Request, typename ReadPage, typename Take>
absl::StatusOr<bool> ReadPages(Request request, size_t limit,
                               const ReadPage& read_page, const Take& take) {
  constexpr size_t kPageSizeMax = 1000;
  bool has_more = true;
  for (size_t rows = 0; has_more && rows < limit;) {
    request.set_page_size(
        static_cast<int32_t>(std::min(limit - rows, kPageSizeMax)));
    auto page = read_page(request);
    if (!page.ok()) return page.status();
    request.set_page_token(page->next_page_token());
    has_more = !page->next_page_token().empty();
    rows = take(*page);
  }
  return has_more;
}

}  // namespace farcall
