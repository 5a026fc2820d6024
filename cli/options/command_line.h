// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/options/options.h"

namespace farcall {

// The command line, and the options that it fills in.
class CommandLine {
 public:
  CommandLine();

  std::variant<Options, ParsedNotice> Parse(std::vector<std::string> arguments);

 private:
  void AddScore();
  void AddExplain();
  void AddBaseline();
  void AddBaselines();
  void AddForget();
  void AddMarks();
  void AddMark(const std::string& name, const std::string& description,
               const char* footer, MarkOptions::Verdict verdict,
               MarkOptions& mark);
  void AddUntil();
  void AddForgetRange();
  void AddFeedback();
  void AddFindings();
  void AddCard();
  void AddEvents();
  void AddBacktest();
  void AddReport();
  void AddWhoAmI();
  void AddWatch();
  void AddAcknowledge();
  void AddClose();
  void AddReopen();
  void AddNote();
  void AddExempt();
  void AddExemptions();
  void AddAccess();
  void AddAdmin();
  std::string BadCombination();

  CLI::App app_;
  Options options_;
  ScoreOptions score_;
  ExplainOptions explain_;
  BaselineOptions baseline_;
  std::optional<v1::EntityKind> baseline_kind_;
  BaselinesOptions baselines_;
  ForgetOptions forget_;
  std::optional<v1::EntityKind> forget_kind_;
  MarkOptions benign_;
  MarkOptions malicious_;
  MarkOptions cleared_;
  ForgetRangeOptions forget_range_;
  FeedbackOptions feedback_;
  FindingsOptions findings_;
  CardOptions card_;
  EventsOptions events_;
  BacktestOptions backtest_;
  ReportOptions report_;
  WhoAmIOptions whoami_;
  WatchOptions watch_;
  AcknowledgeOptions acknowledge_;
  CloseOptions close_;
  ReopenOptions reopen_;
  NoteOptions note_;
  ExemptOptions exempt_;
  ExemptionsOptions exemptions_;
  AdminOptions admin_;
};

}  // namespace farcall
