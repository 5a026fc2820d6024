// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/raw_service.h"

#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/rpc_service_method.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>

#include <utility>

#include "server/wire/grpc_status.h"

namespace farcall {

void RawService::Serve(const std::string& method, Begin begin) {
  const auto index = static_cast<int>(paths_.size());
  const std::string& path = paths_.emplace_back("/" + method);
  AddMethod(new grpc::internal::RpcServiceMethod(
      path.c_str(), grpc::internal::RpcMethod::BIDI_STREAMING, nullptr));
  MarkMethodRawCallback(
      index,
      new grpc::internal::CallbackBidiHandler<grpc::ByteBuffer,
                                              grpc::ByteBuffer>(
          [begin = std::move(begin)](grpc::CallbackServerContext* context) {
            return begin(*context);
          }));
}

grpc::Status Parse(grpc::ByteBuffer& buffer,
                   google::protobuf::MessageLite& message) {
  const grpc::Status parsed =
      grpc::SerializationTraits<google::protobuf::MessageLite>::Deserialize(
          &buffer, &message);
  return parsed.ok() ? parsed : Unreadable();
}

grpc::Status Serialize(const google::protobuf::MessageLite& message,
                       grpc::ByteBuffer& buffer) {
  bool own_buffer = false;
  return grpc::SerializationTraits<google::protobuf::MessageLite>::Serialize(
      message, &buffer, &own_buffer);
}

}  // namespace farcall
