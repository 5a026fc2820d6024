// SPDX-License-Identifier: Apache-2.0
#include "tests/triage/card/sections/scenes.h"

#include <algorithm>

#include "triage/card/finding_calls.h"

namespace farcall {
namespace {

constexpr char kAccount[] = "111122223333";
constexpr int kDaysKnown = 60;

FindingId IdOf(uint8_t number) {
  FindingId id;
  id.bytes.fill(number);
  return id;
}

FindingSample SampleOf(const EventFact& call) {
  FindingSample sample;
  sample.event_id = call.event_id;
  sample.at_seconds = call.at_seconds;
  sample.account = call.account;
  sample.command = call.command;
  sample.source_address = call.source_address;
  sample.user_agent = call.user_agent;
  sample.error_code = call.error_code;
  return sample;
}

void CountText(const std::string& text, std::vector<CallsOfText>& texts) {
  const auto it = std::ranges::find(texts, text, &CallsOfText::text);
  if (it != texts.end()) {
    ++it->calls;
  } else {
    texts.push_back({text, 1});
  }
}

// As scoring counts an event.
void Learn(const EventFact& call, Scene& scene) {
  const int64_t at_seconds = call.at_seconds;
  scene.principal.At(Attribute::kCommand).Count(call.command, at_seconds);
  scene.principal.At(Attribute::kCountry).Count(call.origin, at_seconds);
  const std::string tool(ToolOfFact(call));
  if (!tool.empty()) {
    scene.principal.At(Attribute::kTool).Count(tool, at_seconds);
    scene.tenant.At(Attribute::kTool)
        .CountAs(Histogram::As::kCall, tool, at_seconds);
  }
  scene.tenant.At(Attribute::kCountry)
      .CountAs(Histogram::As::kCall, call.origin, at_seconds);
  Baseline& command = scene.commands[call.command];
  command.At(Attribute::kCountry).Count(call.origin, at_seconds);
  command.At(Attribute::kCommand)
      .CountAs(Histogram::As::kCall, call.command, at_seconds);
}

EventFact CallFromHome(const std::string& command, int64_t at_seconds) {
  EventFact call = CallOfAlice(command, 0);
  call.event_id = command + std::to_string(at_seconds);
  call.at_seconds = at_seconds;
  call.origin = "DE";
  call.source_address = "192.0.2.10";
  call.user_agent = kCli;
  call.details.mfa = true;
  return call;
}

// Alice at work, from DE by aws-cli, twice a day.
void LearnHabits(Scene& scene) {
  for (int day = kDaysKnown; day >= 1; --day) {
    const int64_t midnight = kOpened - kOpened % kDay - day * kDay;
    for (const auto& call :
         {CallFromHome("s3:GetObject", midnight + 9 * kHour),
          CallFromHome("ec2:DescribeInstances", midnight + 14 * kHour)}) {
      Learn(call, scene);
      if (day <= 2) scene.facts.push_back(call);
    }
  }
}

FrozenFactor NewPlace() {
  return {.detector = "country_for_principal",
          .entity = kAlice,
          .value = "VN",
          .bits = 11,
          .weight = 0.6,
          .entity_calls = 120,
          .state = BaselineState::kReady,
          .explanation =
              "alice never called from VN before: 0 of 120 calls in "
              "60 days, since 2026-09-29; usual: DE 100 %"};
}

TermUse NewUseOf(const char* principal) {
  return {.principal = principal,
          .principal_kind = PrincipalKind::kUser,
          .account = kAccount,
          .origin = "DE",
          .first_seconds = kOpened - 2 * kHour,
          .last_seconds = kOpened};
}

Scene OfAlice() {
  Scene scene;
  scene.finding.id = IdOf(1);
  scene.finding.principal = kAlice;
  scene.finding.principal_kind = PrincipalKind::kUser;
  scene.finding.origin = "VN";
  scene.finding.opening_factors = {NewPlace()};
  scene.origin_uses.uses = {{.principal = kAlice,
                             .principal_kind = PrincipalKind::kUser,
                             .account = kAccount,
                             .origin = "VN",
                             .first_seconds = kOpened,
                             .last_seconds = kOpened}};
  TermUse role = NewUseOf("arn:aws:iam::111122223333:role/deploy");
  role.principal_kind = PrincipalKind::kRole;
  scene.principals.uses = {scene.origin_uses.uses.front(), NewUseOf(kBob),
                           NewUseOf(kCarol), role};
  scene.key_uses[kAliceKey].uses = {{.principal = kAlice,
                                     .origin = "VN",
                                     .first_seconds = kOpened - 61 * kDay,
                                     .last_seconds = kOpened}};
  scene.address_owners["198.51.100.7"] = {.address_class =
                                              AddressClass::kInternet};
  LearnHabits(scene);
  return scene;
}

}  // namespace

CardInput Scene::Input() const {
  CardInput input{.finding = finding, .now_seconds = kOpened + kDay};
  input.facts = facts;
  input.facts_since_seconds = facts_since_seconds;
  if (has_baselines) {
    input.principal = &principal;
    input.tenant = &tenant;
    for (const auto& [name, baseline] : commands) {
      input.commands.emplace(name, &baseline);
    }
  }
  if (has_role) input.role = &role;
  input.own_findings = own_findings;
  input.other_findings = other_findings;
  input.exemptions = exemptions;
  input.origin_uses = origin_uses;
  input.principals = principals;
  input.network_uses = network_uses;
  input.address_uses = address_uses;
  input.key_uses = key_uses;
  input.asset_uses = asset_uses;
  input.issued_key_calls = issued_key_calls;
  input.made_identity_calls = made_identity_calls;
  input.address_owners = address_owners;
  input.has_aws_ranges = has_aws_ranges;
  return input;
}

void Scene::Call(EventFact call) {
  if (finding.calls++ == 0) finding.first_seconds = call.at_seconds;
  finding.last_seconds = call.at_seconds;
  finding.failed_calls += call.error_code.empty() ? 0 : 1;
  CountText(call.account, finding.accounts);
  CountText(call.command, finding.commands);
  CountText(NetworkOfAddress(call.source_address), finding.networks);
  finding.samples.push_back(SampleOf(call));
  Learn(call, *this);
  if (facts_since_seconds > 0) facts.push_back(std::move(call));
}

EventFact CallOfAlice(const std::string& command, int64_t minutes) {
  EventFact call;
  call.event_id = command + "@" + std::to_string(minutes);
  call.at_seconds = kOpened + minutes * kMinute;
  call.account = kAccount;
  call.command = command;
  call.origin = "VN";
  call.source_address = "198.51.100.7";
  call.user_agent = kBoto;
  call.details.identity_arn = kAlice;
  call.details.access_key_id = kAliceKey;
  call.details.mfa = false;
  return call;
}

Scene StolenKey() {
  Scene scene = OfAlice();
  // The victim is at work at the same time.
  EventFact at_home = CallFromHome("s3:GetObject", kOpened - 5 * kMinute);
  Learn(at_home, scene);
  scene.facts.push_back(std::move(at_home));
  scene.Call(CallOfAlice("sts:GetCallerIdentity", 0));
  for (int64_t minute = 2; minute < 5; ++minute) {
    EventFact refused = CallOfAlice("iam:ListUsers", minute);
    refused.error_code = "AccessDenied";
    scene.Call(std::move(refused));
  }
  EventFact user = CallOfAlice("iam:CreateUser", 10);
  user.details.assets = {"arn:aws:iam::111122223333:user/svc-backup2"};
  user.details.parameters = {"userName=svc-backup2"};
  user.details.parameters_fingerprint = 17;
  scene.Call(user);
  EventFact key = CallOfAlice("iam:CreateAccessKey", 12);
  key.details.assets = user.details.assets;
  key.details.issued_access_key_id = "AKIABACKUPEXAMPL";
  scene.Call(key);
  EventFact later = CallOfAlice("s3:ListBuckets", 30);
  later.details.access_key_id = "AKIABACKUPEXAMPL";
  later.details.identity_arn = "arn:aws:iam::111122223333:user/svc-backup2";
  scene.issued_key_calls["AKIABACKUPEXAMPL"] = {later, later};
  scene.made_identity_calls[user.details.assets.front()] = {later, later};
  scene.network_uses["198.51.100"].uses = {scene.origin_uses.uses.front()};
  scene.address_uses["198.51.100.7"].uses = {scene.origin_uses.uses.front()};
  scene.asset_uses["arn:aws:iam::111122223333:user/svc-backup2"].uses = {
      scene.origin_uses.uses.front()};
  scene.finding.opening_factors.push_back(
      {.detector = "tool_for_principal",
       .entity = kAlice,
       .value = "Boto3",
       .bits = 5,
       .weight = 0.4,
       .entity_calls = 120,
       .state = BaselineState::kReady,
       .explanation = "alice never used Boto3 before: 0 of 120 calls in 60 "
                      "days, since 2026-09-29; usual: aws-cli 100 %"});
  return scene;
}

Scene StolenKeyWithoutFacts() {
  Scene scene = StolenKey();
  scene.facts.clear();
  scene.facts_since_seconds = 0;
  scene.issued_key_calls.clear();
  scene.key_uses.clear();
  scene.asset_uses.clear();
  scene.address_uses.clear();
  return scene;
}

Scene Traveller() {
  Scene scene = OfAlice();
  for (int64_t minute = 0; minute < 3; ++minute) {
    EventFact call = CallOfAlice("s3:GetObject", minute);
    call.user_agent = kCli;
    call.details.mfa = true;
    scene.Call(std::move(call));
  }
  scene.network_uses["198.51.100"].uses = {scene.origin_uses.uses.front()};
  return scene;
}

Scene EgressChange() {
  Scene scene = OfAlice();
  scene.finding.origin = "DE";
  scene.finding.opening_factors = {
      {.detector = "country_for_principal",
       .entity = kAlice,
       .value = "DE",
       .value_calls = 120,
       .entity_calls = 120,
       .state = BaselineState::kReady,
       .explanation = "alice called from DE in 120 of 120 calls in 60 days, "
                      "since 2026-09-29"},
      {.detector = "network_for_principal",
       .entity = kAlice,
       .value = "198.51.100",
       .bits = 7,
       .weight = 1,
       .entity_calls = 120,
       .state = BaselineState::kReady,
       .explanation = "alice never called from the network 198.51.100.0/24 "
                      "before: 0 of 120 calls in 60 days, since 2026-09-29"}};
  for (int64_t minute = 0; minute < 3; ++minute) {
    EventFact call = CallOfAlice("s3:GetObject", minute);
    call.origin = "DE";
    call.user_agent = kCli;
    call.details.mfa = true;
    scene.Call(std::move(call));
  }
  scene.network_uses["198.51.100"].uses = {NewUseOf(kAlice), NewUseOf(kBob),
                                           NewUseOf(kCarol)};
  scene.origin_uses.uses.clear();
  return scene;
}

Scene StolenInstanceCredentials() {
  Scene scene;
  scene.finding.id = IdOf(2);
  scene.finding.principal = kWebInstance;
  scene.finding.principal_kind = PrincipalKind::kSession;
  scene.finding.origin = "VN";
  FrozenFactor place = NewPlace();
  place.explanation =
      "the session i-0abc12345 of the role web never called from VN before: 0 "
      "of 40 calls in 20 days, since 2026-11-08; usual: DE 100 %";
  scene.finding.opening_factors = {
      {.detector = "instance_elsewhere",
       .entity = kWebInstance,
       .bits = 12,
       .weight = 0.7,
       .state = BaselineState::kReady,
       .explanation = "the instance i-0abc12345 called from amazon before"},
      place};
  scene.has_role = true;
  for (int day = 20; day >= 1; --day) {
    EventFact call = CallFromHome("s3:GetObject", kOpened - day * kDay);
    call.user_agent = "aws-sdk-java/2.25.1";
    Learn(call, scene);
    scene.role.At(Attribute::kCommand)
        .CountAs(Histogram::As::kCall, call.command, call.at_seconds);
    scene.role.At(Attribute::kCommand)
        .CountAs(Histogram::As::kCall, call.command, call.at_seconds);
  }
  for (int64_t minute = 0; minute < 4; ++minute) {
    EventFact call = CallOfAlice(
        minute == 0 ? "s3:GetObject" : "s3:ListAllMyBuckets", minute);
    call.details.identity_arn = kWebInstance;
    call.details.access_key_id = kSessionKey;
    call.details.ec2_role_delivery = "2.0";
    call.details.session_created_seconds = kOpened - 14 * kMinute;
    call.details.mfa.reset();
    scene.Call(std::move(call));
  }
  scene.address_owners["198.51.100.7"] = {.address_class =
                                              AddressClass::kInternet};
  return scene;
}

Scene ColdTenant() {
  Scene scene;
  scene.finding.id = IdOf(3);
  scene.finding.principal = kAlice;
  scene.finding.principal_kind = PrincipalKind::kUser;
  scene.finding.origin = "VN";
  FrozenFactor place = NewPlace();
  place.state = BaselineState::kCold;
  place.entity_calls = 0;
  place.explanation = "alice called from VN; no earlier call by alice is known";
  scene.finding.opening_factors = {place};
  EventFact call = CallOfAlice("s3:GetObject", 0);
  call.user_agent = kCli;
  call.details.mfa.reset();
  scene.Call(std::move(call));
  scene.has_aws_ranges = false;
  return scene;
}

const CardSection* FindSection(const Card& card, std::string_view key) {
  const auto it = std::ranges::find(card.sections, key, &CardSection::key);
  return it == card.sections.end() ? nullptr : &*it;
}

std::string TextOf(const CardSection& section) {
  static constexpr std::string_view kAnswers[] = {"NONE", "SUSPICIOUS",
                                                  "NORMAL", "FACT", "TASK"};
  std::string text = section.key + " " +
                     std::string(kAnswers[static_cast<int>(section.judgement)]);
  for (const std::string& sentence : section.sentences) {
    text += "\n" + sentence;
  }
  if (!section.missing.empty()) text += "\nmissing: " + section.missing;
  return text + "\n";
}

}  // namespace farcall
