# SPDX-License-Identifier: Apache-2.0
"""Calls are spans in their callers' traces, sent by OTLP to a collector that speaks
OpenTelemetry's own protocol."""

import concurrent.futures
import json
import threading

import events
import grpc
import harness
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
SAMPLED = [("traceparent", f"00-{TRACE}-{CALLER}-01"), ("tracestate", "vendor=x")]
NOT_SAMPLED = [("traceparent", f"00-{TRACE}-{CALLER}-00")]


class Collector(grpc.GenericRpcHandler):
    """Takes spans, and keeps them."""

    def __init__(self):
        self.spans = []
        self.resources = []
        self._lock = threading.Lock()
        self.server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        self.server.add_generic_rpc_handlers((self,))
        self.port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()

    def service(self, details):
        expected = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
        if details.method != expected:
            return None
        return grpc.unary_unary_rpc_method_handler(
            self.export,
            trace_service_pb2.ExportTraceServiceRequest.FromString,
            trace_service_pb2.ExportTraceServiceResponse.SerializeToString,
        )

    def export(self, request, _context):
        with self._lock:
            for of_resource in request.resource_spans:
                self.resources.append(attributes(of_resource.resource))
                for scope in of_resource.scope_spans:
                    self.spans.extend(scope.spans)
        return trace_service_pb2.ExportTraceServiceResponse()

    def named(self, name):
        with self._lock:
            return [span for span in self.spans if span.name == name]


def attributes(of):
    return {
        one.key: getattr(one.value, one.value.WhichOneof("value"))
        for one in of.attributes
    }


class TracingTest(harness.EndToEndTest):
    def setUp(self):
        super().setUp()
        self.collector = Collector()
        self.addCleanup(lambda: self.collector.server.stop(0).wait())

    def start(self, *flags):
        return self.start_server(
            f"--otlp-endpoint=http://127.0.0.1:{self.collector.port}",
            "--trace-sample-percent=0",
            *flags,
        )

    def test_calls_and_batches_are_spans_in_their_callers_trace(self):
        server = self.start()
        stub = server.scoring()
        batch = events.batch(
            [events.event(), events.event(), events.event(event_id="")]
        )
        stub.ScoreEvents(batch, metadata=SAMPLED)
        stub.ScoreEvents(batch, metadata=NOT_SAMPLED)
        stub.ScoreEvents(batch)
        with self.assertRaises(grpc.RpcError):
            stub.ScoreEvents(events.batch([]), metadata=SAMPLED)
        list(
            stub.StreamScoreEvents(
                iter([events.stream_request(batch)] * 2), metadata=SAMPLED
            )
        )
        server.stop()  # sends what is left

        calls = self.collector.named("farcall.v1.ScoringService/ScoreEvents")
        self.assertEqual([span.trace_id.hex() for span in calls], [TRACE] * 2)
        good, bad = sorted(
            calls, key=lambda span: attributes(span)["rpc.grpc.status_code"]
        )
        self.assertEqual(good.parent_span_id.hex(), CALLER)
        self.assertEqual(good.kind, trace_pb2.Span.SPAN_KIND_SERVER)
        self.assertEqual(good.trace_state, "vendor=x")
        self.assertEqual(
            attributes(good),
            {
                "rpc.system": "grpc",
                "rpc.service": "farcall.v1.ScoringService",
                "rpc.method": "ScoreEvents",
                "rpc.grpc.status_code": 0,
            },
        )
        # Wrong by the caller's fault: no error of the server's.
        self.assertEqual(attributes(bad)["rpc.grpc.status_code"], 3)
        self.assertEqual(bad.status.code, trace_pb2.Status.STATUS_CODE_UNSET)

        (stream,) = self.collector.named("farcall.v1.ScoringService/StreamScoreEvents")
        batches = self.collector.named("batch")
        parents = [span.parent_span_id for span in batches]
        self.assertEqual(parents.count(good.span_id), 1)
        self.assertEqual(parents.count(stream.span_id), 2)
        told = attributes(next(s for s in batches if s.parent_span_id == good.span_id))
        self.assertEqual(told["farcall.events"], 3)
        self.assertEqual(told["farcall.events_scored"], 2)
        self.assertEqual(told["farcall.alerts"], 0)
        self.assertGreater(told["farcall.store.write_seconds"], 0)
        self.assertEqual(self.collector.resources[0]["service.name"], "farcalld")

    def test_calls_without_a_context_are_traced_by_the_sample(self):
        server = self.start("--trace-sample-percent=100")
        server.scoring().ScoreEvents(events.batch([events.event()]))
        server.stop()
        (span,) = self.collector.named("farcall.v1.ScoringService/ScoreEvents")
        self.assertEqual(span.parent_span_id, b"")

    def test_the_log_names_the_trace(self):
        server = self.start("--log-level=debug")
        server.scoring().ScoreEvents(
            events.batch([events.event()]), metadata=NOT_SAMPLED
        )
        server.stop()
        lines = [json.loads(line) for line in server.log_path.read_text().splitlines()]
        (call,) = [line for line in lines if line["message"] == "call"]
        self.assertEqual(call["method"], "farcall.v1.ScoringService/ScoreEvents")
        self.assertEqual((call["code"], call["trace_id"]), ("OK", TRACE))

    def test_a_collector_that_is_away_keeps_nobody_waiting(self):
        self.collector.server.stop(0).wait()
        server = self.start("--trace-sample-percent=100")
        results = server.scoring().ScoreEvents(events.batch([events.event()])).results
        self.assertEqual(len(results), 1)
        server.stop()
        log = [json.loads(line) for line in server.log_path.read_text().splitlines()]
        self.assertIn("traces", [line["message"] for line in log])


if __name__ == "__main__":
    harness.main()
