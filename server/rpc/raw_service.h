// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "server/telemetry/metrics.h"

namespace farcall {

// A gRPC service on the callback API that takes and gives bytes (ADR 22). To
// gRPC each method is a stream in both directions, the unary ones too: the
// bytes on the wire are the same. So a call begins with its headers, and can be
// refused before any of its request is read.
class RawService : public grpc::Service {
 public:
  using Call = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

 protected:
  // Has calls of `method` begun by `begin`, which returns a reactor that
  // deletes itself. Both must outlive the server.
  using Begin = std::function<Call*(grpc::CallbackServerContext& context)>;
  void Serve(const MethodMetrics& method, Begin begin) {
    Serve(method.name, std::move(begin));
  }
  // The same by name, `SERVICE/METHOD`.
  void Serve(const std::string& method, Begin begin);

 private:
  std::deque<std::string> paths_;  // gRPC keeps pointers to them
};

// Parses `buffer` and empties it. INTERNAL if it is no such message.
grpc::Status Parse(grpc::ByteBuffer& buffer,
                   google::protobuf::MessageLite& message);
grpc::Status Serialize(const google::protobuf::MessageLite& message,
                       grpc::ByteBuffer& buffer);

}  // namespace farcall
