// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/service_descriptions.h"

#include <google/protobuf/descriptor.pb.h>
#include <grpcpp/support/status.h>

#include <set>
#include <utility>

namespace farcall {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// `file`, then what it imports, each once.
void Collect(const FileDescriptor& file, std::set<const FileDescriptor*>& seen,
             std::vector<std::string>& bundle) {
  if (!seen.insert(&file).second) return;
  google::protobuf::FileDescriptorProto content;
  file.CopyTo(&content);
  bundle.push_back(content.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) {
    Collect(*file.dependency(i), seen, bundle);
  }
}

void SetError(grpc::StatusCode code, std::string_view message,
              ServerReflectionResponse& response) {
  auto* error = response.mutable_error_response();
  error->set_error_code(code);
  error->set_error_message(std::string(message));
}

}  // namespace

ServiceDescriptions::ServiceDescriptions(std::span<const File* const> files) {
  for (const File* file : files) {
    Add(*file);
    for (int i = 0; i < file->service_count(); ++i) {
      services_.push_back(file->service(i)->full_name());
    }
  }
}

size_t ServiceDescriptions::Add(const File& file) {
  const auto known = by_file_name_.find(file.name());
  if (known != by_file_name_.end()) return known->second;

  const size_t bundle = bundles_.size();
  by_file_name_.emplace(file.name(), bundle);
  std::set<const FileDescriptor*> seen;
  Collect(file, seen, bundles_.emplace_back());

  for (int i = 0; i < file.message_type_count(); ++i) {
    AddSymbols(*file.message_type(i), bundle);
  }
  for (int i = 0; i < file.enum_type_count(); ++i) {
    AddSymbols(*file.enum_type(i), bundle);
  }
  for (int i = 0; i < file.service_count(); ++i) {
    const auto& service = *file.service(i);
    by_symbol_.emplace(service.full_name(), bundle);
    for (int k = 0; k < service.method_count(); ++k) {
      by_symbol_.emplace(service.method(k)->full_name(), bundle);
    }
  }
  for (int i = 0; i < file.dependency_count(); ++i) Add(*file.dependency(i));
  return bundle;
}

void ServiceDescriptions::AddSymbols(const Descriptor& message, size_t bundle) {
  by_message_.emplace(message.full_name(), bundle);
  by_symbol_.emplace(message.full_name(), bundle);
  for (int i = 0; i < message.field_count(); ++i) {
    by_symbol_.emplace(message.field(i)->full_name(), bundle);
  }
  for (int i = 0; i < message.oneof_decl_count(); ++i) {
    by_symbol_.emplace(message.oneof_decl(i)->full_name(), bundle);
  }
  for (int i = 0; i < message.enum_type_count(); ++i) {
    AddSymbols(*message.enum_type(i), bundle);
  }
  for (int i = 0; i < message.nested_type_count(); ++i) {
    AddSymbols(*message.nested_type(i), bundle);
  }
}

void ServiceDescriptions::AddSymbols(const EnumDescriptor& type,
                                     size_t bundle) {
  by_symbol_.emplace(type.full_name(), bundle);
  for (int i = 0; i < type.value_count(); ++i) {
    by_symbol_.emplace(type.value(i)->full_name(), bundle);
  }
}

ServerReflectionResponse ServiceDescriptions::Answer(
    ServerReflectionRequest request) const {
  ServerReflectionResponse response;
  const auto give_bundle = [&](const auto& index, std::string_view name,
                               std::string_view error) {
    const auto found = index.find(name);
    if (found == index.end()) {
      return SetError(grpc::StatusCode::NOT_FOUND, error, response);
    }
    auto* files = response.mutable_file_descriptor_response();
    for (const std::string& file : bundles_[found->second]) {
      files->add_file_descriptor_proto(file);
    }
  };
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kFileByFilename:
      give_bundle(by_file_name_, request.file_by_filename(), "no such file");
      break;
    case ServerReflectionRequest::kFileContainingSymbol:
      give_bundle(by_symbol_, request.file_containing_symbol(),
                  "no such symbol");
      break;
    case ServerReflectionRequest::kFileContainingExtension:
      // The API is in proto3, which has none.
      SetError(grpc::StatusCode::NOT_FOUND, "no such extension", response);
      break;
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      if (by_message_.contains(request.all_extension_numbers_of_type())) {
        response.mutable_all_extension_numbers_response()->set_base_type_name(
            request.all_extension_numbers_of_type());
      } else {
        SetError(grpc::StatusCode::NOT_FOUND, "no such message", response);
      }
      break;
    case ServerReflectionRequest::kListServices:
      for (const std::string& service : services_) {
        response.mutable_list_services_response()->add_service()->set_name(
            service);
      }
      break;
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      SetError(grpc::StatusCode::INVALID_ARGUMENT, "message_request is not set",
               response);
      break;
  }
  response.set_valid_host(request.host());
  *response.mutable_original_request() = std::move(request);
  return response;
}

}  // namespace farcall
