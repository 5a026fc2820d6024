// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

#include "scoring/event/origin.h"
#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/kept_calls.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr size_t kKeysToldMax = 3;
// Calls beside the finding's, of which so many parts had a second factor: to
// have none is odd then.
constexpr uint64_t kMfaCallsMin = 10;
constexpr double kMfaShareMin = 0.9;
// Nobody changes the place as fast, and by hours is all that can be said
// without coordinates (the detector `two_places`).
constexpr int64_t kSameTimeSeconds = 3 * 3600;

constexpr std::string_view kNoKeyMissing =
    "the records of the calls have no access key";

bool IsLongTerm(std::string_view key) { return key.starts_with("AKIA"); }

struct KeyCalls {
  std::string arn{};  // of the latest call
  uint64_t calls = 0;
  int64_t first_seconds = 0;
  int64_t session_created_seconds = 0;
};

std::map<std::string, KeyCalls> KeysOf(const KeptCalls& finding) {
  std::map<std::string, KeyCalls> keys;
  for (const EventFact* call : finding.detailed()) {
    if (call->details.access_key_id.empty()) continue;
    KeyCalls& key = keys[call->details.access_key_id];
    if (key.calls++ == 0) key.first_seconds = call->at_seconds;
    if (!call->details.identity_arn.empty()) {
      key.arn = call->details.identity_arn;
    }
    key.session_created_seconds = call->details.session_created_seconds;
  }
  return keys;
}

// "AKIA... is a long-term key, first seen 61 days before this finding (90 days
// are kept)."
void TellAge(const std::string& name, const KeyCalls& key,
             const CardInput& input, CardSection& section) {
  const std::string shown = ShownText(name);
  if (!IsLongTerm(name)) {
    std::string sentence = shown + " is the key of a session";
    if (key.session_created_seconds > 0 &&
        key.session_created_seconds <= key.first_seconds) {
      sentence += " that began " +
                  Span(key.first_seconds - key.session_created_seconds) +
                  " before its first call of this finding";
    }
    section.sentences.push_back(sentence + ".");
    return;
  }
  const auto it = input.key_uses.find(name);
  if (it == input.key_uses.end() || it->second.uses.empty()) {
    section.sentences.push_back(shown + " is a long-term key.");
    return;
  }
  const int64_t first_seconds =
      std::ranges::min_element(it->second.uses, {}, &TermUse::first_seconds)
          ->first_seconds;
  const int64_t age_seconds = input.finding.first_seconds - first_seconds;
  section.sentences.push_back(
      shown + " is a long-term key, " +
      (age_seconds < kSlotSeconds
           ? "not seen before this finding"
           : "first seen " + Span(age_seconds) + " before this finding") +
      " (90 days are kept).");
}

void TellIssuer(const std::string& name, const CardInput& input,
                CardSection& section) {
  const auto it = input.key_issuers.find(name);
  if (it == input.key_issuers.end() || it->second.uses.empty()) return;
  const TermUse& issuer = it->second.uses.front();
  section.sentences.push_back(ShownText(name) + " was issued by a call of " +
                              NameOfPrincipal(issuer.principal) + " from " +
                              NameOfValue(Attribute::kCountry, issuer.origin) +
                              " in the hour from " +
                              TimeUtc(issuer.last_seconds) + ".");
}

struct MfaCalls {
  uint64_t known = 0;
  uint64_t with = 0;
};

MfaCalls MfaOf(std::span<const EventFact* const> calls) {
  MfaCalls mfa;
  for (const EventFact* call : calls) {
    if (!call->details.mfa.has_value()) continue;
    ++mfa.known;
    if (*call->details.mfa) ++mfa.with;
  }
  return mfa;
}

CardAnswer TellMfa(const KeptCalls& calls, CardSection& section) {
  const MfaCalls own = MfaOf(calls.detailed());
  const MfaCalls others = MfaOf(calls.others());
  if (own.known == 0) return CardAnswer::kFact;
  std::string sentence = WithThousands(own.with) + " of " +
                         Count(own.known, "call") + " of the finding had MFA";
  if (others.known > 0) {
    sentence += ", and " + WithThousands(others.with) + " of " +
                Count(others.known, "other kept call");
  }
  section.sentences.push_back(sentence + ".");
  section.counts["mfa_calls"] = static_cast<double>(own.with);
  if (own.with == own.known) return CardAnswer::kNormal;
  const bool is_habit = others.known >= kMfaCallsMin &&
                        static_cast<double>(others.with) >=
                            kMfaShareMin * static_cast<double>(others.known);
  return own.with == 0 && is_habit ? CardAnswer::kSuspicious
                                   : CardAnswer::kFact;
}

// AWS's own network and its services are no place of whoever holds the key.
bool IsPlaceOfHolder(std::string_view origin) {
  return !origin.empty() && origin != kOriginInternal &&
         origin != kOriginUnknown && !origin.starts_with(kOriginServicePrefix);
}

// The calls of one key from one origin.
struct PlaceCalls {
  uint64_t calls = 0;
  std::vector<int64_t> times{};  // ascending
};
using Places = std::map<std::string, PlaceCalls>;

std::map<std::string, Places> PlacesOfKeys(
    const CardInput& input, const std::map<std::string, KeyCalls>& keys) {
  std::map<std::string, Places> places;
  for (const EventFact& call : input.facts) {
    const std::string& key = call.details.access_key_id;
    if (!keys.contains(key) || !IsPlaceOfHolder(call.origin)) continue;
    PlaceCalls& place = places[key][call.origin];
    ++place.calls;
    place.times.push_back(call.at_seconds);
  }
  return places;
}

// The shortest time between calls from both places.
int64_t GapSeconds(const PlaceCalls& a, const PlaceCalls& b) {
  int64_t gap = INT64_MAX;
  for (const int64_t at_seconds : a.times) {
    const auto next = std::ranges::lower_bound(b.times, at_seconds);
    if (next != b.times.end()) gap = std::min(gap, *next - at_seconds);
    if (next != b.times.begin()) gap = std::min(gap, at_seconds - next[-1]);
  }
  return gap;
}

// Whether the key was back where it had been after it was elsewhere.
bool WentBack(const PlaceCalls& a, const PlaceCalls& b) {
  return a.times.front() < b.times.back() && b.times.front() < a.times.back();
}

// Of one key, against the finding's own place. Whether it was in two places.
bool TellPlaces(const std::string& key, const Places& places,
                const CardInput& input, CardSection& section) {
  const auto here = places.find(input.finding.origin);
  bool in_two = false;
  bool is_told = false;
  for (const auto& [origin, calls] : places) {
    section.rows.push_back(
        {ShownText(key), NameOfValue(Attribute::kCountry, origin),
         std::to_string(calls.calls), TimeUtc(calls.times.front()),
         TimeUtc(calls.times.back())});
    if (here == places.end() || origin == input.finding.origin) continue;
    const int64_t gap = GapSeconds(here->second, calls);
    section.sentences.push_back(ShownText(key) + " signed calls from " +
                                NameOfValue(Attribute::kCountry, origin) +
                                " and from " + Place(input.finding) +
                                " within " + Span(gap) + ".");
    is_told = true;
    in_two |= gap <= kSameTimeSeconds || WentBack(here->second, calls);
  }
  if (!is_told && here != places.end()) {
    section.sentences.push_back(
        "Every kept call that " + ShownText(key) + " signed came from " +
        Place(input.finding) + " (" + Count(here->second.calls, "call") + ").");
  }
  return in_two;
}

// Whether other principals have the key too.
bool TellOthers(const std::string& key, const CardInput& input,
                CardSection& section) {
  const auto it = input.key_uses.find(key);
  if (it == input.key_uses.end()) return false;
  const auto others =
      std::ranges::count_if(it->second.uses, [&input](const TermUse& use) {
        return use.principal != input.finding.principal;
      });
  if (others == 0) return false;
  section.sentences.push_back(
      ShownText(key) + " also signed calls of " +
      Count(static_cast<uint64_t>(others), "other principal") + ".");
  return true;
}

}  // namespace

CardSection IdentitySection(const CardInput& input) {
  CardSection section{.key = "identity",
                      .question = "By which identity and access keys?"};
  const KeptCalls calls(input);
  section.missing = calls.missing();
  if (!section.missing.empty()) return section;
  const std::map<std::string, KeyCalls> keys = KeysOf(calls);
  section.counts["access_keys"] = static_cast<double>(keys.size());
  if (keys.empty()) section.missing = kNoKeyMissing;
  section.rows = {{"access key", "identity", "calls"}};
  size_t told = 0;
  for (const auto& [name, key] : keys) {
    section.rows.push_back(
        {ShownText(name), ShownText(key.arn, 160), std::to_string(key.calls)});
    if (told++ >= kKeysToldMax) continue;
    section.sentences.push_back(
        Count(key.calls, "call") + (key.calls == 1 ? " was" : " were") +
        " signed with " + ShownText(name) +
        (key.arn.empty() ? "" : " as " + ShownText(key.arn, 160)) + ".");
    TellAge(name, key, input, section);
    TellIssuer(name, input, section);
  }
  const CardAnswer mfa = TellMfa(calls, section);
  if (!section.sentences.empty()) section.judgement = mfa;
  if (keys.empty()) section.rows.clear();
  calls.TellIncomplete(calls.detailed().size(), section);
  return section;
}

CardSection KeyInTwoPlacesSection(const CardInput& input) {
  CardSection section{
      .key = "key_in_two_places",
      .question = "Was a key used in two places at about the same time?"};
  const KeptCalls calls(input);
  section.missing = calls.missing();
  if (!section.missing.empty()) return section;
  const std::map<std::string, KeyCalls> keys = KeysOf(calls);
  if (keys.empty()) {
    section.missing = kNoKeyMissing;
    return section;
  }
  section.rows = {{"access key", "origin", "calls", "first", "last"}};
  bool in_two = false;
  for (const auto& [key, places] : PlacesOfKeys(input, keys)) {
    in_two |= TellPlaces(key, places, input, section);
    in_two |= TellOthers(key, input, section);
  }
  section.counts = {{"access_keys", static_cast<double>(keys.size())},
                    {"in_two_places", in_two ? 1 : 0}};
  if (section.sentences.empty()) {
    section.rows.clear();
    section.missing = "no call that the keys signed has a place";
    return section;
  }
  section.judgement = in_two ? CardAnswer::kSuspicious : CardAnswer::kFact;
  return section;
}

}  // namespace farcall
