// SPDX-License-Identifier: Apache-2.0
#include "cli/output/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace farcall {
namespace {

constexpr size_t kDefaultWidth = 80;

size_t TerminalWidth(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  unsigned columns = 0;
  const char* variable = std::getenv("COLUMNS");
  if (variable != nullptr && absl::SimpleAtoi(variable, &columns) &&
      columns > 0) {
    return columns;
  }
  return kDefaultWidth;
}

}  // namespace

void Terminal::Error(std::string_view message) const {
  // Messages hold file names and text of the server.
  err << "farcall: " << Printable(message, charset) << std::endl;
}

Charset CharsetOfLocale(const char* lc_all, const char* lc_ctype,
                        const char* lang) {
  for (const char* variable : {lc_all, lc_ctype, lang}) {
    if (variable == nullptr || *variable == '\0') continue;
    const std::string locale = absl::AsciiStrToLower(variable);
    return absl::StrContains(locale, "utf-8") ||
                   absl::StrContains(locale, "utf8")
               ? Charset::kUtf8
               : Charset::kAscii;
  }
  return Charset::kAscii;
}

Terminal ProcessTerminal() {
  Terminal terminal{std::cin, std::cout, std::cerr};
  terminal.in_is_tty = isatty(STDIN_FILENO) == 1;
  terminal.out_is_tty = isatty(STDOUT_FILENO) == 1;
  terminal.err_is_tty = isatty(STDERR_FILENO) == 1;
  if (terminal.out_is_tty) terminal.width = TerminalWidth(STDOUT_FILENO);
  if (terminal.err_is_tty) terminal.err_width = TerminalWidth(STDERR_FILENO);
  terminal.charset = CharsetOfLocale(
      std::getenv("LC_ALL"), std::getenv("LC_CTYPE"), std::getenv("LANG"));
  return terminal;
}

}  // namespace farcall
