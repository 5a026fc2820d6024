// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "formats/text.h"

namespace farcall {

struct TableColumn {
  enum class Align { kLeft, kRight };
  // kNever is for names: they stay whole, so that they can be told apart and
  // copied. kDate leaves of a time (RFC 3339) its date.
  enum class Cut { kNever, kEnd, kDate };

  std::string header;
  Align align = Align::kLeft;
  Cut cut = Cut::kNever;
  size_t width_min = 0;  // of kEnd: it is not cut below this
};

// One line of a table. `cells` are printable, one per column; `note` goes below
// them, indented and wrapped.
struct TableRow {
  std::vector<std::string> cells;
  std::string note;
};

// Writes a table of at most `width` columns, as far as its columns can be cut:
// times first, then the widest text. Beyond that, lines are longer than
// `width`, one line a row all the same. 0 = nothing is cut or wrapped.
void WriteTable(const std::vector<TableColumn>& columns,
                const std::vector<TableRow>& rows, size_t width,
                Charset charset, std::ostream& out);

}  // namespace farcall
