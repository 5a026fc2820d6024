// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace farcall {

// Answers HTTP requests with prepared bytes, on a free port of this machine, a
// thread for each connection. Its destructor ends all of them.
class OnePortServer {
 public:
  OnePortServer();
  ~OnePortServer();
  OnePortServer(const OnePortServer&) = delete;
  OnePortServer& operator=(const OnePortServer&) = delete;

  std::string Url() const;

  // What the next requests get, in order.
  void Answer(std::string bytes) { Add({std::move(bytes), false}); }
  void AnswerAndClose(std::string bytes) { Add({std::move(bytes), true}); }
  void AnswerNothing() { Add({"", false}); }

  // Waits for a request by its number, from 0.
  std::string Received(size_t number);
  int connections();

 private:
  struct Prepared {
    std::string bytes;
    bool closes = false;
  };

  void Add(Prepared prepared);
  void Accept();
  void Serve(int connection);
  // Waits for the answer to a request that came.
  Prepared Take(std::string request);

  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable received_;
  std::deque<Prepared> answers_;
  std::vector<std::string> requests_;
  std::vector<int> connections_;
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

}  // namespace farcall
