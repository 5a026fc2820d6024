// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <map>
#include <string>
#include <vector>

namespace farcall {

// librdkafka's own broker within this process: it speaks the protocol, keeps
// messages and offsets, and balances groups.
class MockCluster {
 public:
  // Brokers are numbered from 1.
  explicit MockCluster(int count = 1);
  ~MockCluster();
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  std::string brokers() const;
  void CreateTopic(const std::string& topic, int partitions, int copies = 1);
  void SetLeader(const std::string& topic, int32_t partition, int32_t broker);
  void Produce(const std::string& topic, int32_t partition,
               const std::string& value);

  struct Message {
    std::string value;
    std::string key;
    std::map<std::string, std::string> headers;
  };
  // The first `count` messages of partition 0.
  std::vector<Message> Read(const std::string& topic, size_t count);

  // The next requests of this kind to the cluster fail so.
  void Fail(int16_t api, std::vector<rd_kafka_resp_err_t> errors);
  // None of them fails any more.
  void FailNone(int16_t api);

  // What brokers say of the topic from now on.
  void FailTopic(const std::string& topic, rd_kafka_resp_err_t error);

  // Closes a broker's connections, and takes none until it is up again. It
  // stays the leader of its partitions.
  void TakeDown(int32_t broker);
  void BringUp(int32_t broker);
  // How long a broker takes for each of its answers from now on.
  void AnswerAfter(int32_t broker, int milliseconds);

 private:
  rd_kafka_t* client_;
  rd_kafka_mock_cluster_t* cluster_;
  rd_kafka_t* producer_;
};

}  // namespace farcall
