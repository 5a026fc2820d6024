// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/address_owner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "geo/network/address.h"
#include "scoring/event/origin.h"
#include "scoring/event/source_address.h"
#include "text/concat.h"
#include "text/count.h"
#include "text/shown_text.h"
#include "text/with_thousands.h"

namespace farcall {
namespace {

constexpr int64_t kDaySeconds = 86'400;
constexpr size_t kSourceBytesMax = 128;

std::string Day(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

// One question, with what is known of its address.
class Answer {
 public:
  Answer(const AddressQuestion& question, const OwnershipLists& lists,
         const LearnedAddress* learned, const Address& address)
      : question_(question),
        lists_(lists),
        learned_(learned),
        address_(address),
        shown_(FormatAddress(address)),
        range_(lists.aws_ranges ? lists.aws_ranges->Find(address) : nullptr) {}

  std::optional<AddressOwner> Own() const;
  std::optional<AddressOwner> Private() const;
  std::optional<AddressOwner> Learned() const;
  std::optional<AddressOwner> Anonymizer() const;
  AddressOwner ByAwsList() const;

 private:
  AddressOwner Found(AddressClass address_class, std::string sentence) const {
    return {.address_class = address_class,
            .sentence = std::move(sentence),
            .region = range_ == nullptr ? "" : range_->region};
  }
  AddressOwner Ec2() const;
  AddressOwner Outside() const;

  bool IsExit() const {
    return lists_.anonymizer_exits &&
           lists_.anonymizer_exits->Contain(address_);
  }
  bool CallsIn(const std::string& account) const {
    return account.empty() || question_.accounts.empty() ||
           std::ranges::find(question_.accounts, account) !=
               question_.accounts.end();
  }

  // "AWS's list of 2026-11-20"
  std::string AwsList() const {
    return "AWS's list of " + Day(lists_.aws_ranges->created_seconds());
  }
  // A sentence on the age of AWS's list if it is old, after a blank.
  std::string AgeWarning() const;

  const AddressQuestion& question_;
  const OwnershipLists& lists_;
  const LearnedAddress* const learned_;
  const Address& address_;
  const std::string shown_;
  const AwsRanges::Range* const range_;  // nullptr = none
};

std::string Answer::AgeWarning() const {
  const int64_t days =
      (question_.now_seconds - lists_.aws_ranges->created_seconds()) /
      kDaySeconds;
  return days > kAwsRangesDaysMax
             ? Concat({" That list is ", std::to_string(days),
                       " days old: AWS may have changed it since."})
             : "";
}

std::optional<AddressOwner> Answer::Own() const {
  const auto* entry =
      lists_.own_addresses ? lists_.own_addresses->Find(address_) : nullptr;
  if (entry == nullptr) {
    if (!question_.origin.starts_with(kOwnOriginPrefix)) return std::nullopt;
    return Found(AddressClass::kOwn,
                 Concat({shown_, " is your own by the overrides: ",
                         ShownText(question_.origin), "."}));
  }
  std::string sentence = Concat(
      {shown_, " is ", entry->resource.empty() ? "your own" : entry->resource});
  if (!entry->note.empty()) sentence += Concat({" (", entry->note, ")"});
  if (!entry->account.empty()) {
    sentence += Concat({" of account ", entry->account});
  }
  if (!entry->region.empty()) {
    sentence += Concat({" in ", entry->region});
  }
  sentence += ", by the list of own addresses.";
  if (!CallsIn(entry->account)) {
    sentence += " The principal's calls are not in that account.";
  }
  AddressOwner owner = Found(AddressClass::kOwn, std::move(sentence));
  owner.account = entry->account;
  if (!entry->region.empty()) owner.region = entry->region;
  return owner;
}

std::optional<AddressOwner> Answer::Private() const {
  if (ScopeOf(address_) != AddressScope::kPrivate) return std::nullopt;
  return AddressOwner{
      .address_class = AddressClass::kPseudo,
      .sentence = shown_ + " is a private address: any network may have it."};
}

std::optional<AddressOwner> Answer::Learned() const {
  if (learned_ == nullptr || !IsSettled(*learned_)) return std::nullopt;
  const LearnedAddress& use = *learned_;
  std::string sentence = shown_ + " was used by your instance";
  if (!use.instance.empty()) sentence += Concat({" ", ShownText(use.instance)});
  if (!use.role.empty())
    sentence += Concat({" (role ", ShownText(use.role), ")"});
  sentence += Concat(
      {" from ", Day(use.first_seconds), " to ", Day(use.last_seconds), "."});
  if (IsExit()) sentence += " It is in the list of anonymizers as well.";
  if (lists_.aws_ranges && range_ == nullptr) {
    sentence +=
        Concat({" It is not in ", AwsList(),
                ": a range of your own, or somebody outside AWS who has "
                "the instance's credentials.",
                AgeWarning()});
  }
  AddressOwner owner = Found(AddressClass::kOwnLearned, std::move(sentence));
  owner.account = use.account;
  return owner;
}

std::optional<AddressOwner> Answer::Anonymizer() const {
  if (!IsExit()) return std::nullopt;
  return Found(
      AddressClass::kAnonymizer,
      Concat({shown_, " is in the list of anonymizers, which has ",
              Count(lists_.anonymizer_exits->size(), "network"), "."}));
}

AddressOwner Answer::ByAwsList() const {
  if (range_ == nullptr && ScopeOf(address_) == AddressScope::kReserved) {
    return Found(AddressClass::kUnknown,
                 shown_ +
                     " is a reserved address: nobody has it on the "
                     "internet.");
  }
  if (!lists_.aws_ranges) {
    return Found(AddressClass::kUnknown,
                 Concat({"Whether ", shown_,
                         " is an address of AWS cannot be said: the "
                         "setting aws-ip-ranges is empty."}));
  }
  if (range_ == nullptr) return Outside();
  if (range_->service == AwsRanges::kEc2) return Ec2();
  const bool is_named = range_->service != AwsRanges::kAnyService;
  return Found(
      AddressClass::kAws,
      Concat({shown_, " is of AWS, ",
              is_named ? Concat({range_->service, " "}) : "", range_->region,
              ", by ", AwsList(), ", and not of EC2.", AgeWarning()}));
}

AddressOwner Answer::Ec2() const {
  const size_t own = lists_.own_addresses ? lists_.own_addresses->size() : 0;
  std::string sentence =
      Concat({shown_, " is EC2 ", range_->region, " by ", AwsList()});
  sentence += ", and your instances did not use it for a day";
  sentence += own > 0 ? Concat({"; it is none of ", WithThousands(own),
                                " own addresses: an instance that is not "
                                "yours."})
                      : "; without `own-addresses` it may still be yours.";
  return Found(AddressClass::kEc2Foreign, sentence + AgeWarning());
}

AddressOwner Answer::Outside() const {
  return Found(AddressClass::kInternet,
               Concat({shown_, " is not an address of AWS by ", AwsList(),
                       "; ranges that customers bring to AWS are in no "
                       "list.",
                       AgeWarning()}));
}

// Of what is no address; nothing if it is one.
std::optional<AddressOwner> WithoutAddress(
    const AddressQuestion& question, const std::optional<Address>& address) {
  if (question.origin.starts_with(kOriginVpcEndpointPrefix)) {
    return AddressOwner{.address_class = AddressClass::kPseudo,
                        .sentence =
                            "The calls came through a VPC endpoint whose owner "
                            "chooses the address, so that it says nothing."};
  }
  if (address) return std::nullopt;
  const std::string shown = ShownText(question.source_address, kSourceBytesMax);
  if (IsAwsItself(question.source_address)) {
    return AddressOwner{.address_class = AddressClass::kPseudo,
                        .sentence = shown + " is AWS itself, not an address."};
  }
  if (shown.empty()) return AddressOwner{};
  return AddressOwner{.sentence = "\"" + shown + "\" is not an address."};
}

}  // namespace

AddressOwner OwnerOf(const AddressQuestion& question,
                     const OwnershipLists& lists,
                     const LearnedAddress* learned) {
  const auto address = ParseAddress(question.source_address);
  if (auto owner = WithoutAddress(question, address)) return *std::move(owner);
  const Answer answer(question, lists, learned, *address);
  if (auto owner = answer.Own()) return *std::move(owner);
  if (auto owner = answer.Private()) return *std::move(owner);
  if (auto owner = answer.Learned()) return *std::move(owner);
  if (auto owner = answer.Anonymizer()) return *std::move(owner);
  return answer.ByAwsList();
}

}  // namespace farcall
