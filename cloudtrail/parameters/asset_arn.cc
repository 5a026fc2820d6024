// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/asset_arn.h"

#include "cloudtrail/identity/arn.h"
#include "cloudtrail/identity/principal.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

constexpr std::string_view kAlias = "alias/";
constexpr std::string_view kKmsKey = "key/";

// `form` with region and account in their places; empty where one is needed
// and not known.
std::string FilledForm(std::string_view form, const Event& event) {
  std::string arn = "arn:";
  arn.append(PartitionOf(event.details.region)).append(":");
  for (size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '$') {
      arn += form[i];
      continue;
    }
    const std::string& part =
        form[++i] == 'r' ? event.details.region : event.account;
    if (part.empty()) return {};
    arn += part;
  }
  return arn;
}

// `https://sqs.us-east-1.amazonaws.com/111122223333/jobs`: host, account, name.
std::string QueueArn(std::string_view url, const Event& event) {
  const size_t name = url.rfind('/');
  const size_t account = url.rfind('/', name - 1);
  if (name == url.npos || account == url.npos || name + 1 == url.size()) {
    return {};
  }
  const std::string_view owner = url.substr(account + 1, name - account - 1);
  if (!IsAccount(owner)) return {};
  std::string arn = FilledForm("sqs:$r:", event);
  if (!arn.empty()) arn.append(owner).append(":").append(url.substr(name + 1));
  return arn;
}

std::string WholeArn(const AssetRow& row, std::string_view value,
                     const Event& event) {
  if (Arn::Parse(value)) return std::string(value);
  if (row.form.empty() || !value.starts_with(row.begins)) return {};
  if (row.form == kQueueUrlForm) return QueueArn(value, event);
  std::string_view form = row.form;
  // An alias of a key stands in the place of its type.
  if (form.ends_with(kKmsKey) && value.starts_with(kAlias)) {
    form.remove_suffix(kKmsKey.size());
  }
  // Names of SSM parameters may begin with the slash.
  if (form.ends_with('/') && value.starts_with('/')) form.remove_suffix(1);
  std::string arn = FilledForm(form, event);
  if (!arn.empty()) arn += value;
  return arn;
}

}  // namespace

std::string AssetArn(const AssetRow& row, std::string_view value,
                     const Event& event) {
  std::string arn = WholeArn(row, value, event);
  arn.resize(CutTo(arn, CallDetails::kTextBytesMax).size());
  return arn;
}

}  // namespace farcall
