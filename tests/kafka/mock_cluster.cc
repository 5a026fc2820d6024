// SPDX-License-Identifier: Apache-2.0
#include "tests/kafka/mock_cluster.h"

#include <gtest/gtest.h>

// The macros of librdkafka are C.
#pragma GCC diagnostic ignored "-Wold-style-cast"

namespace farcall {
namespace {

rd_kafka_t* Client(rd_kafka_type_t type,
                   const std::map<std::string, std::string>& properties) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char error[512];
  for (const auto& [name, value] : properties) {
    EXPECT_EQ(rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error,
                                sizeof(error)),
              RD_KAFKA_CONF_OK)
        << error;
  }
  rd_kafka_t* client = rd_kafka_new(type, conf, error, sizeof(error));
  EXPECT_NE(client, nullptr) << error;
  return client;
}

}  // namespace

MockCluster::MockCluster(int count)
    : client_(Client(RD_KAFKA_PRODUCER, {})),
      cluster_(rd_kafka_mock_cluster_new(client_, count)),
      producer_(Client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers()}})) {
}

MockCluster::~MockCluster() {
  rd_kafka_destroy(producer_);
  rd_kafka_mock_cluster_destroy(cluster_);
  rd_kafka_destroy(client_);
}

std::string MockCluster::brokers() const {
  return rd_kafka_mock_cluster_bootstraps(cluster_);
}

void MockCluster::CreateTopic(const std::string& topic, int partitions,
                              int copies) {
  EXPECT_EQ(
      rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, copies),
      RD_KAFKA_RESP_ERR_NO_ERROR);
}

void MockCluster::SetLeader(const std::string& topic, int32_t partition,
                            int32_t broker) {
  EXPECT_EQ(rd_kafka_mock_partition_set_leader(cluster_, topic.c_str(),
                                               partition, broker),
            RD_KAFKA_RESP_ERR_NO_ERROR);
}

void MockCluster::Produce(const std::string& topic, int32_t partition,
                          const std::string& value) {
  rd_kafka_producev(
      producer_, RD_KAFKA_V_TOPIC(topic.c_str()),
      RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
      RD_KAFKA_V_END);
  EXPECT_EQ(rd_kafka_flush(producer_, 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
}

std::vector<MockCluster::Message> MockCluster::Read(const std::string& topic,
                                                    size_t count) {
  rd_kafka_t* consumer =
      Client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers()},
                                 {"group.id", "reader"},
                                 {"auto.offset.reset", "earliest"}});
  rd_kafka_poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* all = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(all, topic.c_str(), 0)->offset =
      RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(consumer, all);
  rd_kafka_topic_partition_list_destroy(all);
  std::vector<Message> messages;
  for (int polls = 0; messages.size() < count && polls < 300; ++polls) {
    rd_kafka_message_t* raw = rd_kafka_consumer_poll(consumer, 100);
    if (raw == nullptr) continue;
    if (raw->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      Message& message = messages.emplace_back();
      message.value.assign(static_cast<const char*>(raw->payload), raw->len);
      message.key.assign(static_cast<const char*>(raw->key), raw->key_len);
      rd_kafka_headers_t* headers = nullptr;
      rd_kafka_message_headers(raw, &headers);
      const char* name = nullptr;
      const void* value = nullptr;
      size_t size = 0;
      for (size_t i = 0;
           headers != nullptr &&
           rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0;
           ++i) {
        message.headers[name].assign(static_cast<const char*>(value), size);
      }
    }
    rd_kafka_message_destroy(raw);
  }
  rd_kafka_consumer_close(consumer);
  rd_kafka_destroy(consumer);
  return messages;
}

void MockCluster::Fail(int16_t api, std::vector<rd_kafka_resp_err_t> errors) {
  rd_kafka_mock_push_request_errors_array(cluster_, api, errors.size(),
                                          errors.data());
}

void MockCluster::FailNone(int16_t api) {
  rd_kafka_mock_clear_request_errors(cluster_, api);
}

void MockCluster::FailTopic(const std::string& topic,
                            rd_kafka_resp_err_t error) {
  rd_kafka_mock_topic_set_error(cluster_, topic.c_str(), error);
}

void MockCluster::TakeDown(int32_t broker) {
  EXPECT_EQ(rd_kafka_mock_broker_set_down(cluster_, broker),
            RD_KAFKA_RESP_ERR_NO_ERROR);
}

void MockCluster::BringUp(int32_t broker) {
  EXPECT_EQ(rd_kafka_mock_broker_set_up(cluster_, broker),
            RD_KAFKA_RESP_ERR_NO_ERROR);
}

void MockCluster::AnswerAfter(int32_t broker, int milliseconds) {
  EXPECT_EQ(rd_kafka_mock_broker_set_rtt(cluster_, broker, milliseconds),
            RD_KAFKA_RESP_ERR_NO_ERROR);
}

}  // namespace farcall
