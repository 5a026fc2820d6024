// SPDX-License-Identifier: Apache-2.0
#include "tests/ingest/web/one_port_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace farcall {
namespace {

// The bytes of the body that a head announces.
size_t ContentLength(std::string head) {
  std::transform(head.begin(), head.end(), head.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const std::string name = "content-length:";
  const size_t at = head.find(name);
  return at == head.npos ? 0 : std::stoul(head.substr(at + name.size()));
}

// One request; empty when the connection ends.
std::string ReadRequest(int connection) {
  std::string request;
  while (true) {
    const size_t end = request.find("\r\n\r\n");
    if (end != request.npos &&
        request.size() >= end + 4 + ContentLength(request.substr(0, end))) {
      return request;
    }
    std::array<char, 4096> bytes{};
    const ssize_t got = recv(connection, bytes.data(), bytes.size(), 0);
    if (got <= 0) return {};
    request.append(bytes.data(), static_cast<size_t>(got));
  }
}

}  // namespace

OnePortServer::OnePortServer()
    : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(listener_, generic, size), 0);
  EXPECT_EQ(listen(listener_, 16), 0);
  EXPECT_EQ(getsockname(listener_, generic, &size), 0);
  port_ = ntohs(address.sin_port);
  accepting_ = std::thread([this] { Accept(); });
}

OnePortServer::~OnePortServer() {
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const int connection : connections_) shutdown(connection, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
  for (const int connection : connections_) close(connection);
  close(listener_);
}

std::string OnePortServer::Url() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

std::string OnePortServer::Received(size_t number) {
  std::unique_lock<std::mutex> lock(mutex_);
  received_.wait(lock, [&] { return requests_.size() > number; });
  return requests_[number];
}

int OnePortServer::connections() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<int>(connections_.size());
}

void OnePortServer::Add(Prepared prepared) {
  const std::lock_guard<std::mutex> lock(mutex_);
  answers_.push_back(std::move(prepared));
}

void OnePortServer::Accept() {
  while (true) {
    const int connection = accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    connections_.push_back(connection);
    threads_.emplace_back([this, connection] { Serve(connection); });
  }
}

void OnePortServer::Serve(int connection) {
  while (true) {
    std::string request = ReadRequest(connection);
    if (request.empty()) return;
    const Prepared answer = Take(std::move(request));
    send(connection, answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL);
    if (answer.closes) shutdown(connection, SHUT_RDWR);
  }
}

OnePortServer::Prepared OnePortServer::Take(std::string request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  requests_.push_back(std::move(request));
  received_.notify_all();
  if (answers_.empty()) return {};
  Prepared answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

}  // namespace farcall
