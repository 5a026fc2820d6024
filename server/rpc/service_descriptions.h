// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "grpc/reflection/v1/reflection.pb.h"

namespace farcall {

// Answers of gRPC server reflection about some services: their names, and the
// files that describe them. Nothing else of what is linked is described.
// All answers are made beforehand: a question looks up, and keeps nothing.
class ServiceDescriptions {
 public:
  using File = google::protobuf::FileDescriptor;

  // Describes each service that one of `files` declares.
  explicit ServiceDescriptions(std::span<const File* const> files);

  grpc::reflection::v1::ServerReflectionResponse Answer(
      grpc::reflection::v1::ServerReflectionRequest request) const;

 private:
  // Serialized, each followed by the files that it imports, directly or not.
  using Bundle = std::vector<std::string>;

  size_t Add(const File& file);
  void AddSymbols(const google::protobuf::Descriptor& message, size_t bundle);
  void AddSymbols(const google::protobuf::EnumDescriptor& type, size_t bundle);

  std::vector<std::string> services_;
  std::vector<Bundle> bundles_;
  // Positions in bundles_.
  std::map<std::string, size_t, std::less<>> by_file_name_;
  std::map<std::string, size_t, std::less<>> by_symbol_;
  std::map<std::string, size_t, std::less<>> by_message_;
};

}  // namespace farcall
