// SPDX-License-Identifier: Apache-2.0
// Writes the answers to made-up events, one line an event, so that two builds
// can be compared byte by byte. The store is a map in memory that copies
// nothing: under callgrind the instructions are those of scoring/ alone.
#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bench/in_process.h"
#include "bench/map_store.h"
#include "bench/split_mix.h"
#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/explanation.h"
#include "scoring/batch/feedback.h"

namespace farcall::bench {
namespace {

constexpr int64_t kDay = 24 * 3600;
constexpr int64_t kStart = 1'750'000'000;

uint64_t DigestOf(std::string_view text,
                  uint64_t digest = 14695981039346656037U) {
  for (const char c : text) {
    digest = (digest ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return digest;
}

// Origins made from the digits of addresses: countries, cities, coordinates,
// operators of each kind, databases that move a network now and then.
class MadeUpOrigins : public OriginResolver {
 public:
  explicit MadeUpOrigins(bool countries_only)
      : countries_only_(countries_only) {}

  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    for (size_t i = 0; i < events.size(); ++i) {
      origins[i] = OriginOf(events[i]);
      if (!countries_only_) continue;
      origins[i] = {.value = std::move(origins[i].value),
                    .source = origins[i].source};
    }
  }

 private:
  static Origin OriginOf(const Event& event) {
    constexpr std::array kNames = {"DE", "FR", "GB", "US", "IN", "PL", "ES",
                                   "NL", "SE", "BR", "JP", "VN", "NG", "CA"};
    Origin origin;
    const std::string& address = event.source_address;
    if (address == "AWS Internal") {
      origin.value = kOriginInternal;
      origin.source = OriginSource::kPseudo;
      return origin;
    }
    if (address.starts_with("10.")) {
      origin.value = kOriginPrivate;
      origin.source = OriginSource::kPseudo;
      return origin;
    }
    const size_t second = address.find('.', address.find('.') + 1);
    const size_t third = address.find('.', second + 1);
    const uint64_t wide = Mix(DigestOf(address.substr(0, second)));
    const uint64_t network = Mix(DigestOf(address.substr(0, third)));
    const int64_t build = event.event_time_seconds / (9 * kDay) * 9 * kDay;
    const bool moved = network % 40 == 0 &&
                       Mix(network + static_cast<uint64_t>(build)) % 3 == 0;
    origin.value = kNames[(moved ? network >> 8 : wide) % kNames.size()];
    origin.source = OriginSource::kDatabase;
    origin.database_build_seconds = build;
    if (wide % 4 != 0) {
      origin.city = "C" + std::to_string(network % 5);
      origin.location = Location{
          .latitude = static_cast<double>(wide % 1200) / 10 - 60,
          .longitude = static_cast<double>((wide >> 16) % 3400) / 10 - 170,
          .radius_km = static_cast<double>(network % 3) * 20};
    }
    NetworkOperator& found = origin.network_operator;
    switch (network % 9) {
      case 0:
        break;
      case 1:
        found = {.key = "amazon", .kind = OperatorKind::kCloud};
        break;
      case 2:
        found = {.key = "ovh", .kind = OperatorKind::kHosting};
        break;
      case 3:
        found = {.key = "AS" + std::to_string(wide % 7),
                 .kind = OperatorKind::kHosting};
        break;
      default:
        found = {.key = "AS" + std::to_string(moved ? network % 90 : wide % 90),
                 .kind = OperatorKind::kAccess};
    }
    if (!found.key.empty()) found.database_build_seconds = build;
    return origin;
  }

  const bool countries_only_;
};

// Makes of a plain call one with all that a detector may ask for.
void Vary(size_t number, const std::vector<Event>& before, Event& event) {
  const uint64_t chance = Mix(number * 7 + 1);
  const uint64_t who = Mix(DigestOf(event.principal));
  uint64_t turn = chance;
  const auto one_in = [&turn](uint64_t n) {
    return (Mix(++turn) >> 11) % n == 0;
  };
  const std::string name = event.principal;
  switch (who % 10) {
    case 0:
    case 1:
      event.principal_kind = PrincipalKind::kRole;
      event.principal = "arn:aws:iam::" + event.account + ":role/r" +
                        std::to_string(who % 50);
      break;
    case 2:
    case 3:
    case 4:
      event.principal_kind = PrincipalKind::kSession;
      event.role = "arn:aws:iam::" + event.account + ":role/s" +
                   std::to_string(who % 20);
      event.principal = event.role + "/" + std::to_string(who % 997) +
                        (one_in(10) ? "x" + std::to_string(number % 50) : "");
      if (who % 3 == 0) {
        event.instance_id = "i-0abc" + std::to_string(10000 + who % 300);
      }
      break;
    case 5:
      event.principal_kind = PrincipalKind::kHuman;
      break;
    case 6:
      if (one_in(3)) {
        event.principal.clear();
        event.principal_kind = PrincipalKind::kService;
      }
      break;
    default:
      break;
  }
  if (event.event_time_seconds / 3600 % 6 == static_cast<int64_t>(who % 6) &&
      one_in(3)) {
    event.error_code = one_in(4) ? "ValidationException" : "AccessDenied";
    event.error_message =
        "denied " + std::string(1 + chance % 40, 'x') + std::to_string(number);
  }
  if (who % 23 == 0 && one_in(2)) {  // more values than are kept
    event.source_address = "91." + std::to_string(chance % 200) + "." +
                           std::to_string((chance >> 9) % 250) + ".7";
    event.command = "s3:Call" + std::to_string((chance >> 20) % 3000);
    event.user_agent = "tool" + std::to_string((chance >> 32) % 2000) + "/1";
  }
  if (one_in(300)) {  // a theft of some calls
    event.source_address =
        "203." + std::to_string(chance % 9) + ".3." + std::to_string(who % 200);
    event.command = "iam:Odd" + std::to_string(chance % 60);
  }
  if (one_in(50)) event.source_address = "10.1.2.3";
  if (one_in(80)) event.source_address = "AWS Internal";
  if (one_in(90)) event.from_console = true;
  if (one_in(150)) event.invoked_by_aws = true;
  if (one_in(120)) event.vpc_endpoint_id = "vpce-0a1";
  if (one_in(100)) event.unauthenticated = true;
  if (one_in(30)) {
    event.event_time_seconds -= static_cast<int64_t>((chance >> 8) % 7200);
  }
  if (one_in(200)) {
    event.event_time_seconds -=
        static_cast<int64_t>((chance >> 8) % (9 * kDay));
  }
  if (one_in(3000)) event.event_time_seconds -= 190 * kDay;
  if (number > 100 && one_in(80)) {
    event = before[number - 1 - (chance >> 8) % 100];
  }
}

class Writer {
 public:
  Writer(RiskLevel factors_from, size_t full_from, size_t full_to)
      : factors_from_(factors_from), full_from_(full_from), full_to_(full_to) {}

  void Write(const ScoredEvent& scored) {
    text_.clear();
    const bool told = scored.risk_level >= factors_from_;
    if (told) {
      for (const Factor& factor : scored.factors) Add(factor);
      Text(Headline(scored.factors));
    }
    if (scored.moved && told) {
      Text(scored.moved->country);
      Text(scored.moved->operator_key);
      Number(static_cast<double>(scored.moved->country_build_seconds));
      Number(static_cast<double>(scored.moved->operator_build_seconds));
    }
    std::printf(
        "%zu %.2f %.17g %d %d %d%d%d %.2f %016llx\n", number_, scored.score,
        scored.bits.value_or(-1), static_cast<int>(scored.risk_level),
        static_cast<int>(scored.state), scored.alert, scored.duplicate,
        scored.factors_made_again && told, scored.first_score.value_or(-1),
        static_cast<unsigned long long>(DigestOf(text_)));
    if (number_ >= full_from_ && number_ < full_to_) {
      std::printf("%s\n", text_.c_str());
    }
    ++number_;
  }

 private:
  void Text(std::string_view text) { (text_ += text) += '\n'; }
  void Number(double number) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.17g", number);
    (text_ += text.data()) += ' ';
  }
  void Add(std::span<const ValueShare> shares) {
    for (const ValueShare& share : shares) {
      Number(share.share);
      Text(share.value);
    }
  }
  void Add(const Factor& factor) {
    Text(factor.detector->name);
    Text(factor.entity);
    Text(factor.value);
    for (const double number :
         {factor.bits, factor.weight, static_cast<double>(factor.at_seconds),
          static_cast<double>(factor.standing.standing),
          static_cast<double>(factor.standing.settles_seconds),
          static_cast<double>(factor.value_calls),
          static_cast<double>(factor.entity_calls),
          static_cast<double>(factor.entity_first_seen_seconds),
          static_cast<double>(factor.value_first_seen_seconds),
          static_cast<double>(factor.value_last_seen_seconds),
          static_cast<double>(factor.known.calls),
          static_cast<double>(factor.known.first_seen_seconds),
          static_cast<double>(factor.known.state),
          static_cast<double>(factor.others.value_calls),
          static_cast<double>(factor.others.calls),
          static_cast<double>(factor.state)}) {
      Number(number);
    }
    Add(factor.usual);
    Add(factor.others.usual);
    Text(factor.aside);
    Text(factor.brief);
    Text(factor.detail);
    Text(Explain(factor));
  }

  const RiskLevel factors_from_;
  const size_t full_from_;
  const size_t full_to_;
  size_t number_ = 0;
  std::string text_;
};

// Feedback of each kind on the batch's events, each once in some batches.
void GiveFeedback(const Feedback& feedback, size_t batch, const Event& event) {
  if (event.principal.empty()) return;
  const Statement statement{
      .id = "f" + std::to_string(batch),
      .actor = "a",
      .time_micros = event.event_time_seconds * 1'000'000,
      .until_seconds = batch % 8 < 2 ? event.event_time_seconds + 2 * kDay : 0};
  const Verdict verdicts[] = {Verdict::kBenign, Verdict::kMalicious,
                              Verdict::kNone, Verdict::kBenign};
  const Verdict verdict = verdicts[batch / 4 % 4];
  Statement said = statement;
  if (verdict != Verdict::kBenign) said.until_seconds = 0;
  switch (batch % 4) {
    case 0:
      (void)feedback.JudgePlace("t", {event.principal, "DE", event.account},
                                verdict, said);
      break;
    case 1:
    case 2:
      (void)feedback.JudgeEvent("t", event, verdict, said);
      break;
    default:
      said.until_seconds = 0;
      (void)feedback.ForgetRange("t", event.principal,
                                 event.event_time_seconds - 5 * 3600,
                                 event.event_time_seconds, said);
  }
}

int Main(int argc, char** argv) {
  CLI::App app("Writes the answers to made-up events.");
  size_t count = 120'000;
  size_t batch = 1000;
  size_t full_from = 0;
  size_t full_to = 0;
  int factors_from = 1;
  bool plain = false;
  bool quiet = false;
  bool countries_only = false;
  Model model;
  EventSource::Options source{.run = 1, .start_seconds = kStart};
  app.add_option("--events", count);
  app.add_option("--batch", batch);
  app.add_option("--principals", source.principals);
  app.add_option("--events-per-second", source.events_per_second);
  app.add_option("--factors-from", factors_from, "1 NONE to 5 CRITICAL");
  app.add_option("--alert-budget", model.alert_budget);
  app.add_option("--full-from", full_from, "Number of an event");
  app.add_option("--full-to", full_to, "Number of an event");
  app.add_flag("--plain", plain, "Calls of the benchmark, no feedback");
  app.add_flag("--countries-only", countries_only,
               "Origins have no city, coordinates or operator");
  app.add_flag("--quiet", quiet, "Writes nothing");
  CLI11_PARSE(app, argc, argv);

  std::vector<Event> events = MakeParsed(source, count);
  if (!plain) {
    for (size_t i = 0; i < count; ++i) Vary(i, events, events[i]);
  }
  MapStore store;
  const MadeUpOrigins origins(countries_only);
  const BatchScorer scorer(store, origins, model);
  const Feedback feedback(store, origins, model);
  const auto level = static_cast<RiskLevel>(factors_from);
  Writer writer(level, full_from, full_to);
  const auto score = [&](std::span<const Event> some, ScoringMode mode) {
    const auto scored = scorer.Score("t", some, mode, level);
    if (!scored.ok()) std::abort();
    if (quiet) return;
    for (const ScoredEvent& event : *scored) writer.Write(event);
  };
  for (size_t i = 0; i < count; i += batch) {
    const auto some = std::span(events).subspan(i, std::min(batch, count - i));
    const size_t number = i / batch;
    if (!plain && number % 17 == 5) score(some, ScoringMode::kScoreOnly);
    score(some, !plain && number % 23 == 7 ? ScoringMode::kLearnOnly
                                           : ScoringMode::kScoreAndLearn);
    if (!plain && number % 19 == 3) score(some, ScoringMode::kScoreOnly);
    if (!plain) {
      for (size_t k = 0; k < some.size(); k += 300) {
        GiveFeedback(feedback, number * 4 + k / 300, some[k]);
      }
    }
  }
  return 0;
}

}  // namespace
}  // namespace farcall::bench

int main(int argc, char** argv) { return farcall::bench::Main(argc, argv); }
