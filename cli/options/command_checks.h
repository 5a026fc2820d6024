// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/options/options.h"

namespace farcall {

// TLS is meant by whoever names one of its files. Says what is wrong with the
// options together, as BadCommand does.
std::string BadAccess(ServerAccess& access);

// What is wrong with a command's options together: empty = all is well.
template <typename Command>
std::string BadCommand(const Command&) {
  return "";
}
std::string BadCommand(const ScoreOptions& score);
std::string BadCommand(const BaselineOptions& baseline);
std::string BadCommand(const ForgetOptions& forget);
std::string BadCommand(const MarkOptions& mark);
std::string BadCommand(const ForgetRangeOptions& range);
std::string BadCommand(const FindingsOptions& findings);
std::string BadCommand(const CardOptions& card);
std::string BadCommand(const EventsOptions& events);
std::string BadCommand(const BacktestOptions& backtest);
std::string BadCommand(const WatchOptions& watch);
std::string BadCommand(const AcknowledgeOptions& acknowledge);
std::string BadCommand(const CloseOptions& close);
std::string BadCommand(const ReopenOptions& reopen);
std::string BadCommand(const NoteOptions& note);
std::string BadCommand(const ExemptOptions& exempt);
std::string BadCommand(const AdminOptions& admin);

}  // namespace farcall
