// SPDX-License-Identifier: Apache-2.0
#include "scoring/explanation.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "scoring/words.h"
#include "text/count.h"

namespace farcall {
namespace {

using Role = Detector::Role;

constexpr size_t kSentenceBytes = 256;

void Append(std::string& text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) text += part;
}

bool IsOfCommand(const Factor& factor) {
  return factor.detector->entity() == EntityKind::kCommand;
}

// "alice", "iam:CreateUser".
std::string Subject(const Factor& factor) {
  return IsOfCommand(factor) ? factor.entity : ShownPrincipal(factor.entity);
}

// "by alice", "of iam:CreateUser".
std::string Whose(const Factor& factor) {
  return (IsOfCommand(factor) ? "of " : "by ") + Subject(factor);
}

// "called from VN".
std::string Deed(const Factor& factor) {
  std::string text(factor.detector->verb);
  Append(text, {" ", ShownValue(factor.detector->attribute, factor.value)});
  return text;
}

// "11 of 366 calls".
std::string Counts(const Factor& factor) {
  return WithThousands(factor.value_calls) + " of " +
         Count(factor.known.calls, "call");
}

// " in 20 days, since 2026-11-08", as far as that lies before the event.
void AppendSince(const Factor& factor, std::string& text) {
  const int64_t first_seconds = factor.known.first_seen_seconds;
  if (first_seconds <= factor.at_seconds) {
    Append(text, {" in ", Span(factor.at_seconds - first_seconds), ","});
  }
  Append(text, {" since ", Date(first_seconds)});
}

// "; usual: DE 91 %, FR 9 %"
void AppendUsual(std::string_view separator, const Factor& factor,
                 std::span<const ValueShare> usual, std::string& text) {
  for (const ValueShare& value : usual) {
    const double percent = value.share * 100;
    text += separator;
    text += ShownValue(factor.detector->attribute, value.value);
    text += ' ';
    text += percent >= 1 ? std::to_string(std::lround(percent)) : "<1";
    text += " %";
    separator = ", ";
  }
}

bool IsHardlyKnown(const Factor& factor) {
  return factor.known.state == BaselineState::kCold;
}

// What the entity did so far.
void AppendHistory(const Factor& factor, std::string& text) {
  Append(text, {Subject(factor), IsOfCommand(factor) ? " was " : " "});
  if (factor.known.calls == 0) {
    Append(text,
           {Deed(factor), "; no earlier call ", Whose(factor), " is known"});
    return;
  }
  if (factor.value_calls == 0) {
    Append(text, {"never ", Deed(factor), " before"});
    if (IsHardlyKnown(factor)) {
      Append(text, {", but only ", Count(factor.known.calls, "call"), " ",
                    Whose(factor),
                    factor.known.calls == 1 ? " is known" : " are known"});
    } else {
      Append(text, {": ", Counts(factor)});
    }
    AppendSince(factor, text);
    return;
  }
  Append(text, {Deed(factor), " in ", Counts(factor)});
  if (IsHardlyKnown(factor)) text += ", all that is known,";
  AppendSince(factor, text);
  if (factor.bits <= 0) return;  // as usual: since when does not matter
  Append(text, {", first at ", Minute(factor.value_first_seen_seconds),
                ", last at ", Minute(factor.value_last_seen_seconds)});
}

// Why a value that was seen need not be usual.
void AppendStanding(const Factor& factor, std::string& text) {
  switch (factor.standing.standing) {
    case Standing::kSettled:
      return;
    case Standing::kSettling:
      return Append(text, {", too new to count as usual before ",
                           Minute(factor.standing.settles_seconds)});
    case Standing::kQuarantine:
      return Append(text, {", too unusual to be learned before ",
                           Date(factor.standing.settles_seconds)});
    case Standing::kBenign:
      return Append(text, {", marked as benign"});
    case Standing::kMalicious:
      return Append(text, {", marked as malicious"});
  }
}

void AppendOthers(const Factor& factor, std::string& text) {
  const OtherCalls& others = factor.others;
  if (others.calls == 0) return;
  Append(text, {"; in the organisation: ", WithThousands(others.value_calls),
                " of ", Count(others.calls, "other call")});
  AppendUsual(", usual: ", factor, others.usual, text);
}

bool Weighs(const Factor& factor, Role role) {
  return factor.detector->role == role && factor.weight > 0;
}

// What one factor that is rare adds to a headline: "called from VN (11 of 366
// calls, since 2026-11-28 15:28; usual: DE 100 %)".
void AppendDeed(const Factor& factor, std::string& text) {
  Append(text,
         {Deed(factor), " (",
          factor.known.calls == 0 ? "no call known before" : Counts(factor)});
  if (factor.detector->role != Role::kEvidence) {
    if (factor.value_calls > 0) {
      Append(text, {", since ", Minute(factor.value_first_seen_seconds)});
    }
    AppendUsual("; usual: ", factor, factor.usual, text);
  }
  text += ")";
}

}  // namespace

std::string Explain(const Factor& factor) {
  std::string text = factor.brief;
  text.reserve(kSentenceBytes);
  text += factor.detail;
  if (text.empty()) {
    text += factor.aside;
    AppendHistory(factor, text);
    AppendStanding(factor, text);
  }
  AppendUsual("; usual: ", factor, factor.usual, text);
  AppendOthers(factor, text);
  return text;
}

std::string Headline(std::span<const Factor> factors) {
  // What a command says of a place is no news beside what its principal says.
  const bool has_place = std::ranges::any_of(factors, [](const Factor& factor) {
    return Weighs(factor, Role::kPlace);
  });
  std::string deeds;
  std::string briefs;
  const Factor* hardly_known = nullptr;
  for (const Factor& factor : factors) {
    if (factor.weight <= 0 || (has_place && Weighs(factor, Role::kSupport))) {
      continue;
    }
    if (!factor.brief.empty()) {
      Append(briefs, {briefs.empty() ? "" : "; ", factor.brief});
      continue;
    }
    if (deeds.empty()) {
      Append(deeds, {"Unusual for ", Subject(factor), ": "});
    } else {
      deeds += ", ";
    }
    AppendDeed(factor, deeds);
    if (hardly_known == nullptr && IsHardlyKnown(factor)) {
      hardly_known = &factor;
    }
  }
  if (hardly_known != nullptr && hardly_known->known.calls > 0) {
    Append(deeds, {"; little is known of ", Subject(*hardly_known), " yet"});
  }
  if (!deeds.empty() && !briefs.empty()) deeds += "; ";
  return deeds + briefs;
}

}  // namespace farcall
