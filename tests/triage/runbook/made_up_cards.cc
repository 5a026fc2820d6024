// SPDX-License-Identifier: Apache-2.0
#include "tests/triage/runbook/made_up_cards.h"

#include <utility>

#include "triage/runbook/follow_up.h"

namespace farcall {
namespace {

constexpr int64_t kDay = 24 * 3600;

struct Kind {
  std::string_view name;
  PrincipalKind kind;
  std::string_view principal;  // `%` stands for the partition, `@` for a name
  std::string_view arn;        // of the calls; the same
};
constexpr Kind kKinds[] = {
    {"user", PrincipalKind::kUser, "arn:%:iam::111122223333:user/ops/@",
     "arn:%:iam::111122223333:user/ops/@"},
    {"role", PrincipalKind::kRole, "arn:%:iam::111122223333:role/ci/@",
     "arn:%:sts::111122223333:assumed-role/@/build-17"},
    {"session", PrincipalKind::kSession,
     "arn:%:sts::111122223333:assumed-role/deploy/@",
     "arn:%:sts::111122223333:assumed-role/deploy/@"},
    {"instance", PrincipalKind::kRole, "arn:%:iam::111122223333:role/@",
     "arn:%:sts::111122223333:assumed-role/@/i-0abc12345def67890"},
    {"identity-center", PrincipalKind::kHuman, "111122223333:human/@",
     "arn:%:sts::111122223333:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/"
     "@"},
    {"human-of-role", PrincipalKind::kHuman, "111122223333:human/@",
     "arn:%:sts::111122223333:assumed-role/support/@"},
    {"federated-user", PrincipalKind::kFederated,
     "arn:%:iam::111122223333:user/broker/federated/@",
     "arn:%:sts::111122223333:federated-user/@"},
    {"saml", PrincipalKind::kFederated, "111122223333:saml/idp/@", ""},
    {"root", PrincipalKind::kRoot, "111122223333:root",
     "arn:%:iam::111122223333:root"},
    {"account", PrincipalKind::kAccount, "444455556666:account", ""},
    {"nobody", PrincipalKind::kNone, "", ""},
};

std::string Fill(std::string_view form, std::string_view partition,
                 std::string_view name) {
  std::string text;
  for (const char c : form) {
    if (c == '%') {
      text += partition;
    } else if (c == '@') {
      text += name;
    } else {
      text += c;
    }
  }
  return text;
}

std::string_view PlainValue(CommandField field) {
  switch (field) {
    case CommandField::kPolicyArn:
      return "arn:aws:iam::aws:policy/AdministratorAccess";
    case CommandField::kProviderArn:
      return "arn:aws:iam::111122223333:saml-provider/new-idp";
    case CommandField::kPrincipalArn:
      return "arn:aws:iam::111122223333:role/new-role";
    case CommandField::kBucketName:
      return "payments-export";
    case CommandField::kInstanceId:
      return "i-0123456789abcdef0";
    case CommandField::kSnapshotId:
      return "snap-0123456789abcdef0";
    case CommandField::kImageId:
      return "ami-0123456789abcdef0";
    case CommandField::kSecurityGroupId:
      return "sg-0123456789abcdef0";
    case CommandField::kParameterName:
      return "/payments/db";
    case CommandField::kKmsKeyId:
      return "1234abcd-12ab-34cd-56ef-1234567890ab";
    case CommandField::kDetectorId:
      return "12abc34d567e8fa901bc2d34e56789f0";
    case CommandField::kMfaSerialNumber:
      return "arn:aws:iam::111122223333:mfa/phone";
    default:
      return "svc-backup2";
  }
}

void AddParameters(const FollowUp& row, const std::string* hostile,
                   CallDetails& details) {
  for (const FollowUpOption& option : row.options) {
    if (option.parameter.empty()) continue;
    std::string text(option.parameter);
    text += '=';
    text += hostile == nullptr ? PlainValue(option.field) : *hostile;
    details.parameters.push_back(std::move(text));
  }
}

// Adds a call for each command of the table, with all that its rows ask for;
// `hostile` in the place of values.
void AddCalls(std::span<const FollowUp> table, const std::string* hostile,
              MadeUpCard& card) {
  for (const FollowUp& row : table) {
    card.finding.commands.push_back({std::string(row.command), 1});
    if (card.facts.empty() || card.facts.back().command != row.command) {
      EventFact call = CallOf(std::string(row.command), card);
      CallDetails& details = call.details;
      details.parameters_fingerprint = 7;
      details.issued_access_key_id =
          hostile == nullptr ? "ASIAISSUEDISSUED0001" : *hostile;
      if (hostile != nullptr) {
        details.assets = {*hostile,
                          "arn:aws:iam::111122223333:user/" + *hostile};
        details.region = *hostile;
      }
      card.facts.push_back(std::move(call));
    }
    AddParameters(row, hostile, card.facts.back().details);
  }
}

MadeUpCard Without(const Kind& kind) {
  MadeUpCard card =
      CardOf(kind.kind, Fill(kind.principal, "aws", "alice@example.com"), "");
  card.name = std::string(kind.name) + " without calls";
  card.has_principal = false;
  for (const auto& table :
       {FollowUpsOfIdentities(), FollowUpsOfResources(), FollowUpsOfChange()}) {
    AddCalls(table, nullptr, card);
  }
  card.facts.clear();
  return card;
}

MadeUpCard With(const Kind& kind, std::string_view partition,
                std::span<const FollowUp> table) {
  MadeUpCard card = CardOf(kind.kind, Fill(kind.principal, partition, "alice"),
                           Fill(kind.arn, partition, "alice"));
  card.name = std::string(kind.name) + " in " + std::string(partition);
  AddCalls(table, nullptr, card);
  EventFact assumed = CallOf("sts:AssumeRole", card);
  assumed.details.assets = {"arn:aws:iam::111122223333:role/ci/payments"};
  assumed.details.ec2_role_delivery = "1.0";
  card.facts.push_back(assumed);
  card.address_owners["198.51.100.7"] = {
      .address_class = AddressClass::kEc2Foreign, .region = "ap-southeast-1"};
  card.address_owners["2001:db8::7"] = {.address_class = AddressClass::kAws};
  return card;
}

MadeUpCard Hostile(const Kind& kind, const std::string& text) {
  MadeUpCard card = CardOf(kind.kind, Fill(kind.principal, "aws", text),
                           Fill(kind.arn, "aws", text));
  card.finding.accounts = {{text, 2}};
  card.finding.assignee = text;
  card.finding.samples.push_back({.source_address = text});
  for (EventFact& call : card.facts) {
    call.details.access_key_id = text;
    call.details.region = text;
    call.details.assets = {text};
    call.source_address = text;
    call.command = text;
  }
  card.finding.commands = {{text, 1}};
  AddCalls(FollowUpsOfIdentities(), &text, card);
  AddCalls(FollowUpsOfResources(), &text, card);
  AddCalls(FollowUpsOfChange(), &text, card);
  card.principal.At(Attribute::kCommand).Count(text, kFirstCall - kDay);
  card.principal.At(Attribute::kCommand)
      .Count("iam:" + text, kFirstCall - kDay);
  card.address_owners[text] = {.address_class = AddressClass::kEc2Foreign,
                               .region = text};
  card.issued_key_calls[text] = {};
  return card;
}

}  // namespace

CardInput MadeUpCard::Input() const {
  CardInput input{.finding = finding};
  input.now_seconds = kFirstCall + 3600;
  input.facts = facts;
  input.facts_since_seconds = facts.empty() ? 0 : kFirstCall - 2 * kDay;
  input.principal = has_principal ? &principal : nullptr;
  input.address_owners = address_owners;
  input.issued_key_calls = issued_key_calls;
  return input;
}

std::vector<std::string> HostileTexts() {
  return {"",
          "a'; touch /tmp/x; echo '",
          "\"; touch /tmp/x; \"",
          "$(touch /tmp/x)",
          "`touch /tmp/x`",
          "alice\ntouch /tmp/x",
          "-rf",
          "--cli-input-json",
          "\xE2\x80\xAE"
          "ecila",
          "alice bob",
          "file:///etc/passwd",
          "$USER_NAME",
          "a\\",
          "{\"a\":1}",
          "*",
          std::string("alice\0x", 7),
          std::string(64 * 1024, 'a')};
}

EventFact CallOf(std::string command, const MadeUpCard& card) {
  EventFact call;
  call.event_id = "event-" + std::to_string(card.facts.size());
  call.at_seconds = kFirstCall + static_cast<int64_t>(card.facts.size());
  call.account = kAccountId;
  call.command = std::move(command);
  call.origin = card.finding.origin;
  call.source_address =
      card.facts.size() % 2 == 0 ? "198.51.100.7" : "2001:db8::7";
  call.score_hundredths = 9900;
  if (!card.facts.empty()) {
    const CallDetails& first = card.facts.front().details;
    call.details.identity_arn = first.identity_arn;
    call.details.access_key_id = first.access_key_id;
    call.details.region = first.region;
  }
  return call;
}

MadeUpCard CardOf(PrincipalKind kind, std::string principal,
                  std::string identity_arn) {
  MadeUpCard card;
  Finding& finding = card.finding;
  finding.principal = std::move(principal);
  finding.principal_kind = kind;
  finding.origin = "VN";
  finding.first_seconds = kFirstCall;
  finding.last_seconds = kFirstCall + 1800;
  finding.create_micros = (kFirstCall + 60) * 1'000'000;
  finding.calls = 3;
  finding.score_hundredths = 9999;
  finding.accounts = {{std::string(kAccountId), 3}};
  finding.commands = {{"s3:GetObject", 3}};
  finding.opening_factors = {{.detector = "rare_country"}};
  EventFact call = CallOf("s3:GetObject", card);
  call.details.identity_arn = std::move(identity_arn);
  call.details.access_key_id = kKey;
  call.details.region = "eu-central-1";
  call.details.mfa = false;
  call.details.assets = {"arn:aws:s3:::payments/2026.csv"};
  card.facts.push_back(std::move(call));
  Histogram& commands = card.principal.At(Attribute::kCommand);
  commands.Count("s3:ListObjects", kFirstCall - 2 * kDay);
  commands.Count("ec2:DescribeInstances", kFirstCall - 120 * kDay);
  commands.Count("s3:GetObject", kFirstCall);
  return card;
}

std::vector<MadeUpCard> PlainCards() {
  std::vector<MadeUpCard> cards;
  for (const Kind& kind : kKinds) {
    cards.push_back(Without(kind));
    cards.push_back(With(kind, "aws", FollowUpsOfIdentities()));
    cards.push_back(With(kind, "aws-us-gov", FollowUpsOfChange()));
    cards.push_back(With(kind, "aws-cn", FollowUpsOfResources()));
  }
  return cards;
}

std::vector<MadeUpCard> HostileCards() {
  std::vector<MadeUpCard> cards;
  for (const Kind& kind : kKinds) {
    for (const std::string& text : HostileTexts()) {
      cards.push_back(Hostile(kind, text));
      cards.back().name = std::string(kind.name) + " with a hostile text, " +
                          std::to_string(cards.size());
    }
  }
  return cards;
}

}  // namespace farcall
