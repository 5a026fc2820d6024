// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/parameter_reader.h"

#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "cloudtrail/parameters/asset_table.h"
#include "cloudtrail/parameters/chosen_assets.h"
#include "cloudtrail/parameters/chosen_parameters.h"
#include "cloudtrail/parameters/fingerprint.h"
#include "cloudtrail/parameters/parameter_table.h"

namespace farcall {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

// Enough for any number.
using NumberRoom = std::array<char, 32>;

template <typename Number>
std::string_view NumberText(Number number, NumberRoom& room) {
  const auto end =
      std::to_chars(room.data(), room.data() + room.size(), number);
  return {room.data(), end.ptr};
}

// Visits every value once.
class ParameterReader {
 public:
  explicit ParameterReader(const Event& event) {
    const std::string_view command = event.command;
    const size_t colon = command.find(':');
    if (colon == command.npos) return;
    service_ = command.substr(0, colon);
    event_name_ = command.substr(colon + 1);
  }

  void Read(object parameters) {
    Holder top{.name = {}, .outer = nullptr};
    VisitMembers(parameters, Fingerprint::kRoot, top);
  }

  void WriteTo(Event& event) {
    assets_.WriteTo(event);
    parameters_.WriteTo(event.details.parameters);
    event.details.parameters_fingerprint = fingerprint_.OfValues();
    event.details.parameters_shape = fingerprint_.OfPaths();
  }

 private:
  // An object, and those around it.
  struct Holder {
    std::string_view name;  // of its member, or of the array that it is in
    Holder* outer;          // null = the parameters themselves
    std::optional<bool> is_withheld{};  // once it was asked for

    bool IsTop() const { return outer == nullptr; }
  };

  // Whether any of the names around a value has a word of a secret.
  static bool IsWithheldIn(Holder& holder) {
    if (!holder.is_withheld) {
      holder.is_withheld =
          IsWithheld(holder.name) ||
          (holder.outer != nullptr && IsWithheldIn(*holder.outer));
    }
    return *holder.is_withheld;
  }

  void VisitMembers(object members, Fingerprint::Path path, Holder& holder) {
    for (const auto& [name, value] : members) {
      if (!Visit(value, name, Fingerprint::Member(path, name), holder)) return;
    }
  }

  void VisitItems(array items, std::string_view name, Fingerprint::Path path,
                  Holder& holder) {
    uint64_t number = 0;
    for (const element item : items) {
      if (!Visit(item, name, Fingerprint::Item(path, number++), holder)) return;
    }
  }

  // `name` is that of the member, or of the array that the value is in. False
  // once there are too many values.
  bool Visit(element value, std::string_view name, Fingerprint::Path path,
             Holder& holder) {
    if (values_ == kParameterValuesMax) {
      fingerprint_.Cut();
      return false;
    }
    ++values_;
    NumberRoom room;
    switch (value.type()) {
      case element_type::OBJECT: {
        const object members = value;
        if (members.begin() == members.end()) {
          fingerprint_.Add(path, "{}");
          return true;
        }
        Holder inner{.name = name, .outer = &holder};
        VisitMembers(members, path, inner);
        return true;
      }
      case element_type::ARRAY: {
        const array items = value;
        if (items.begin() == items.end()) {
          fingerprint_.Add(path, "[]");
        } else {
          VisitItems(items, name, path, holder);
        }
        return true;
      }
      case element_type::NULL_VALUE:
        fingerprint_.Add(path, "null");
        return true;
      case element_type::STRING:
        OfferAsset(std::string_view(value), name, holder);
        TakeLeaf(std::string_view(value), name, path, holder);
        return true;
      case element_type::BOOL:
        TakeLeaf(bool(value) ? "true" : "false", name, path, holder);
        return true;
      case element_type::INT64:
        TakeLeaf(NumberText(int64_t{value}, room), name, path, holder);
        return true;
      case element_type::UINT64:
        TakeLeaf(NumberText(uint64_t{value}, room), name, path, holder);
        return true;
      case element_type::DOUBLE:
        TakeLeaf(NumberText(double{value}, room), name, path, holder);
        return true;
    }
    return true;
  }

  // `value` must outlive this.
  void OfferAsset(std::string_view value, std::string_view name,
                  const Holder& holder) {
    if (const AssetRow* row =
            FindAssetRow(name, service_, event_name_, holder.IsTop())) {
      assets_.Offer(*row, value);
    }
  }

  void TakeLeaf(std::string_view value, std::string_view name,
                Fingerprint::Path path, Holder& holder) {
    fingerprint_.Add(path, value);
    const auto rank = ParameterRank(name, holder.IsTop());
    if (rank && !IsWithheldIn(holder)) parameters_.Offer(*rank, value);
  }

  std::string_view service_{};
  std::string_view event_name_{};
  size_t values_ = 0;
  Fingerprint fingerprint_{};
  ChosenAssets assets_{};
  ChosenParameters parameters_{};
};

}  // namespace

void ReadParameters(object parameters, Event& event) {
  ParameterReader reader(event);
  reader.Read(parameters);
  reader.WriteTo(event);
}

}  // namespace farcall
