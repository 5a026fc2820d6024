// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <ostream>
#include <string_view>

#include "formats/text.h"

namespace farcall {

// Where a command reads and writes, and what it may draw there.
struct Terminal {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool in_is_tty = false;
  bool out_is_tty = false;
  bool err_is_tty = false;
  size_t width = 0;  // columns of `out`; 0 = not a terminal: lines may be long
  size_t err_width = 80;
  Charset charset = Charset::kAscii;

  // One line on `err`, `farcall: <message>`.
  void Error(std::string_view message) const;
};

// The terminal of this process.
Terminal ProcessTerminal();

// What the locale variables `LC_ALL`, `LC_CTYPE`, `LANG` ask for; the first one
// that is not empty decides. Null = not set.
Charset CharsetOfLocale(const char* lc_all, const char* lc_ctype,
                        const char* lang);

}  // namespace farcall
