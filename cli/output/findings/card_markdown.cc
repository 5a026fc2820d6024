// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/card_markdown.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/output/findings/card_parts.h"
#include "cli/output/findings/markdown_text.h"
#include "cli/output/findings/what_if_text.h"
#include "formats/names.h"
#include "text/with_thousands.h"

namespace farcall {
namespace {

// Nothing is cut.
constexpr size_t kNoWidth = 0;

// Behind the marker of a numbered item.
constexpr size_t kItemIndent = 3;

void AddField(const char* name, const std::string& markdown, std::string& out) {
  if (!markdown.empty())
    absl::StrAppend(&out, "- ", name, ": ", markdown, "\n");
}

void AddHead(const v1::Finding& finding, std::string& out) {
  absl::StrAppend(&out, "# Finding ", MarkdownCode(finding.id()), "\n\n");
  if (!finding.headline().empty()) {
    absl::StrAppend(&out, MarkdownText(finding.headline()), "\n\n");
  }
  AddField("State",
           absl::StrCat(Name(finding.state()), ", priority ",
                        finding.priority(), ", revision ", finding.revision()),
           out);
  AddField("Score",
           absl::StrFormat("%.2f of 100, %s", finding.score(),
                           Name(finding.risk_level())),
           out);
  AddField("Principal",
           absl::StrCat(MarkdownCode(finding.principal()), " (",
                        Name(finding.principal_kind()), ")"),
           out);
  AddField("Origin", MarkdownCode(finding.origin()), out);
  AddField("Account", MarkdownCode(finding.account()), out);
  AddField("Calls",
           absl::StrCat(WithThousands(finding.calls()), ", ",
                        WithThousands(finding.failed_calls()), " failed"),
           out);
  if (finding.has_first_event_time() && finding.has_last_event_time()) {
    AddField("Time",
             absl::StrCat(Rfc3339(finding.first_event_time().seconds()), " to ",
                          Rfc3339(finding.last_event_time().seconds())),
             out);
  }
  AddField("Assignee", MarkdownCode(finding.assignee()), out);
  if (finding.reason() != v1::CLOSE_REASON_UNSPECIFIED) {
    AddField("Reason", Name(finding.reason()), out);
  }
}

void AddSection(const v1::CardSection& section, std::string& out) {
  absl::StrAppend(&out, "\n## ", MarkdownText(SectionTitle(section)), "\n\n**",
                  section.judgement() == v1::JUDGEMENT_UNSPECIFIED
                      ? "Cannot be said"
                      : Name(section.judgement()),
                  "**\n\n");
  for (const std::string& sentence : section.sentences()) {
    absl::StrAppend(&out, "- ", MarkdownText(sentence), "\n");
  }
  if (!section.missing().empty()) {
    absl::StrAppend(&out, "- To say more: ", MarkdownText(section.missing()),
                    "\n");
  }
  const std::string table = SectionTable(section, kNoWidth, Charset::kUtf8);
  if (!table.empty()) absl::StrAppend(&out, "\n", MarkdownBlock(table, "", 0));
}

void AddExplanations(const v1::Card& card, std::string& out) {
  absl::StrAppend(&out, "\n## Explanations, most supported first\n\n");
  if (card.explanations().empty()) {
    absl::StrAppend(&out, "None of the known explanations fits.\n");
  }
  for (const v1::CardExplanation& explanation : card.explanations()) {
    absl::StrAppend(&out, "1. ", Name(explanation.reason()), ": ",
                    MarkdownText(Support(explanation)), "\n");
  }
}

void AddSentences(const std::string& title,
                  const std::vector<std::string>& sentences, std::string& out) {
  if (sentences.empty()) return;
  absl::StrAppend(&out, "\n## ", title, "\n\n");
  for (const std::string& sentence : sentences) {
    absl::StrAppend(&out, "- ", MarkdownText(sentence), "\n");
  }
}

void AddStep(const v1::RunbookStep& step, std::string& out) {
  absl::StrAppend(&out, "1. ", step.changes() ? "**Changes something.** " : "",
                  MarkdownText(step.purpose()), "\n");
  const std::string margin(kItemIndent, ' ');
  if (!step.warning().empty()) {
    absl::StrAppend(&out, margin, "**Warning:** ", MarkdownText(step.warning()),
                    "\n");
  }
  if (!step.command().empty()) {
    absl::StrAppend(&out, "\n",
                    MarkdownBlock(step.command(), "sh", kItemIndent), "\n");
  }
  if (!step.undo().empty()) {
    absl::StrAppend(&out, margin, "Undo:\n\n",
                    MarkdownBlock(step.undo(), "sh", kItemIndent), "\n");
  }
}

void AddRunbook(const v1::Card& card, std::string& out) {
  if (card.runbook().empty()) return;
  absl::StrAppend(&out,
                  "\n## Response\n\nFarcall runs none of these commands.\n");
  auto phase = v1::RunbookStep::PHASE_UNSPECIFIED;
  for (const v1::RunbookStep& step : card.runbook()) {
    if (step.phase() != phase) {
      phase = step.phase();
      absl::StrAppend(&out, "\n### ", PhaseTitle(phase), "\n\n");
    }
    AddStep(step, out);
  }
}

void AddCalls(const v1::Card& card, std::string& out) {
  const std::string table = CallsTable(card, kNoWidth, Charset::kUtf8);
  if (table.empty()) return;
  absl::StrAppend(&out, "\n## Calls that are kept\n\n",
                  MarkdownBlock(table, "", 0));
}

}  // namespace

std::string CardMarkdown(const v1::Card& card) {
  std::string out;
  AddHead(card.finding(), out);
  for (const v1::CardSection& section : card.sections()) {
    AddSection(section, out);
  }
  AddExplanations(card, out);
  AddSentences("What if, with the counts of now", WhatIfSentences(card), out);
  AddSentences("What a verdict would do", PreviewSentences(card), out);
  AddRunbook(card, out);
  AddCalls(card, out);
  return out;
}

}  // namespace farcall
