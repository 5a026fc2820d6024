// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/explanation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "text/count.h"

namespace farcall {
namespace {

using Role = Detector::Role;

constexpr size_t kSentenceBytes = 512;

bool IsOfCommand(const Factor& factor) {
  return factor.detector->entity() == EntityKind::kCommand;
}

bool IsHardlyKnown(const Factor& factor) {
  return factor.known.state == BaselineState::kCold;
}

// " in 20 days, since 2026-11-08", as far as that lies before the event.
void AppendSince(int64_t first_seconds, int64_t at_seconds, TextBuffer& text) {
  if (first_seconds <= at_seconds) {
    text.Add(" in ");
    AppendSpan(at_seconds - first_seconds, text);
    text.Add(',');
  }
  text.Add(" since ");
  AppendDate(first_seconds, text);
}

bool Weighs(const Factor& factor, Role role) {
  return factor.detector->role == role && factor.weight > 0;
}

}  // namespace

// "alice", "iam:CreateUser".
void Explainer::AddSubject(const Factor& factor) {
  if (IsOfCommand(factor)) return text_.Add(factor.entity);
  if (principal_ != factor.entity) {
    principal_ = factor.entity;
    name_ = ShownPrincipal(principal_);
  }
  Append(name_, text_);
}

// "by alice", "of iam:CreateUser".
void Explainer::AddWhose(const Factor& factor) {
  if (IsOfCommand(factor)) {
    text_.Add("of ");
  } else {
    text_.Add("by ");
  }
  AddSubject(factor);
}

// "called from VN".
void Explainer::AddDeed(const Factor& factor) {
  text_.Add(factor.detector->verb);
  text_.Add(' ');
  AppendValue(factor.detector->attribute, factor.value, text_);
}

// "11 of 366 calls".
void Explainer::AddCounts(const Factor& factor) {
  AppendWithThousands(factor.value_calls, text_);
  text_.Add(" of ");
  AppendCount(factor.known.calls, "call", text_);
}

void Explainer::AddSince(const Factor& factor) {
  const int64_t first_seconds = factor.known.first_seen_seconds;
  if (since_.size == 0 || since_.first_seconds != first_seconds ||
      since_.at_seconds != factor.at_seconds) {
    TextBuffer text(since_.text);
    AppendSince(first_seconds, factor.at_seconds, text);
    since_.first_seconds = first_seconds;
    since_.at_seconds = factor.at_seconds;
    since_.size = text.size();
  }
  text_.Add(std::string_view(since_.text.data(), since_.size));
}

// "; usual: DE 91 %, FR 9 %"
void Explainer::AddUsual(std::string_view before, const Factor& factor,
                         std::span<const ValueShare> usual) {
  for (const ValueShare& value : usual) {
    const double percent = value.share * 100;
    text_.Add(before);
    AppendValue(factor.detector->attribute, value.value, text_);
    if (percent >= 1) {
      text_.Add(' ');
      text_.AddNumber(std::lround(percent));
      text_.Add(" %");
    } else {
      text_.Add(" <1 %");
    }
    before = ", ";
  }
}

// What the entity never did.
void Explainer::AddNew(const Factor& factor) {
  text_.Add("never ");
  AddDeed(factor);
  text_.Add(" before");
  if (IsHardlyKnown(factor)) {
    text_.Add(", but only ");
    AppendCount(factor.known.calls, "call", text_);
    text_.Add(' ');
    AddWhose(factor);
    if (factor.known.calls == 1) {
      text_.Add(" is known");
    } else {
      text_.Add(" are known");
    }
  } else {
    text_.Add(": ");
    AddCounts(factor);
  }
  AddSince(factor);
}

// What the entity did so far.
void Explainer::AddHistory(const Factor& factor) {
  AddSubject(factor);
  text_.Add(' ');
  if (IsOfCommand(factor)) text_.Add("was ");
  if (factor.known.calls == 0) {
    AddDeed(factor);
    text_.Add("; no earlier call ");
    AddWhose(factor);
    return text_.Add(" is known");
  }
  if (factor.value_calls == 0) return AddNew(factor);
  AddDeed(factor);
  text_.Add(" in ");
  AddCounts(factor);
  if (IsHardlyKnown(factor)) text_.Add(", all that is known,");
  AddSince(factor);
  if (factor.bits <= 0) return;  // as usual: since when does not matter
  text_.Add(", first at ");
  AppendMinute(factor.value_first_seen_seconds, text_);
  text_.Add(", last at ");
  AppendMinute(factor.value_last_seen_seconds, text_);
}

// Why a value that was seen need not be usual.
void Explainer::AddStanding(const Factor& factor) {
  switch (factor.standing.standing) {
    case Standing::kSettled:
      return;
    case Standing::kSettling:
      text_.Add(", too new to count as usual before ");
      return AppendMinute(factor.standing.settles_seconds, text_);
    case Standing::kQuarantine:
      text_.Add(", too unusual to be learned before ");
      return AppendDate(factor.standing.settles_seconds, text_);
    case Standing::kBenign:
      return text_.Add(", marked as benign");
    case Standing::kMalicious:
      return text_.Add(", marked as malicious");
  }
}

void Explainer::AddOthers(const Factor& factor) {
  const OtherCalls& others = factor.others;
  if (others.calls == 0) return;
  text_.Add("; in the organisation: ");
  AppendWithThousands(others.value_calls, text_);
  text_.Add(" of ");
  AppendCount(others.calls, "other call", text_);
  AddUsual(", usual: ", factor, others.usual);
}

void Explainer::AddFactor(const Factor& factor) {
  text_.Add(factor.brief);
  text_.Add(factor.detail);
  if (factor.brief.empty() && factor.detail.empty()) {
    text_.Add(factor.aside);
    AddHistory(factor);
    AddStanding(factor);
  }
  AddUsual("; usual: ", factor, factor.usual);
  AddOthers(factor);
}

// What one factor that is rare adds to a headline: "called from VN (11 of 366
// calls, since 2026-11-28 15:28; usual: DE 100 %)".
void Explainer::AddUnusual(const Factor& factor) {
  AddDeed(factor);
  text_.Add(" (");
  if (factor.known.calls == 0) {
    text_.Add("no call known before");
  } else {
    AddCounts(factor);
  }
  if (factor.detector->role != Role::kEvidence) {
    if (factor.value_calls > 0) {
      text_.Add(", since ");
      AppendMinute(factor.value_first_seen_seconds, text_);
    }
    AddUsual("; usual: ", factor, factor.usual);
  }
  text_.Add(')');
}

void Explainer::AddHeadline(std::span<const Factor> factors) {
  // What a command says of a place is no news beside what its principal says.
  const bool has_place = std::ranges::any_of(factors, [](const Factor& factor) {
    return Weighs(factor, Role::kPlace);
  });
  const auto is_told = [&](const Factor& factor) {
    return factor.weight > 0 && !(has_place && Weighs(factor, Role::kSupport));
  };
  const Factor* hardly_known = nullptr;
  bool is_first = true;
  for (const Factor& factor : factors) {
    if (!factor.brief.empty() || !is_told(factor)) continue;
    if (is_first) {
      text_.Add("Unusual for ");
      AddSubject(factor);
      text_.Add(": ");
    } else {
      text_.Add(", ");
    }
    is_first = false;
    AddUnusual(factor);
    if (hardly_known == nullptr && IsHardlyKnown(factor)) {
      hardly_known = &factor;
    }
  }
  if (hardly_known != nullptr && hardly_known->known.calls > 0) {
    text_.Add("; little is known of ");
    AddSubject(*hardly_known);
    text_.Add(" yet");
  }
  for (const Factor& factor : factors) {
    if (factor.brief.empty() || !is_told(factor)) continue;
    if (!is_first) text_.Add("; ");
    is_first = false;
    text_.Add(factor.brief);
  }
}

bool HasHeadline(std::span<const Factor> factors) {
  return std::ranges::any_of(
      factors, [](const Factor& factor) { return factor.weight > 0; });
}

std::string Explain(const Factor& factor) {
  std::array<char, kSentenceBytes> room;
  TextBuffer text(room);
  Explainer(text).AddFactor(factor);
  return std::string(text.bytes());
}

std::string Headline(std::span<const Factor> factors) {
  std::array<char, kSentenceBytes> room;
  TextBuffer text(room);
  Explainer(text).AddHeadline(factors);
  return std::string(text.bytes());
}

}  // namespace farcall
