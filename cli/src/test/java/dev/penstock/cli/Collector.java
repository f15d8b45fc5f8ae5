package dev.penstock.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// An OpenTelemetry collector that keeps what it gets over OTLP/HTTP.
final class Collector implements AutoCloseable {
    final Queue<ExportTraceServiceRequest> traces = new ConcurrentLinkedQueue<>();
    final Queue<ExportMetricsServiceRequest> metrics = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    private Collector(HttpServer server) {
        this.server = server;
    }

    static Collector start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var collector = new Collector(server);
        server.createContext("/v1/traces",
                exchange -> take(exchange, body -> collector.traces.add(ExportTraceServiceRequest.parseFrom(body))));
        server.createContext("/v1/metrics",
                exchange -> take(exchange, body -> collector.metrics.add(ExportMetricsServiceRequest.parseFrom(body))));
        server.start();
        return collector;
    }

    private interface Taker {
        void take(byte[] body) throws InvalidProtocolBufferException;
    }

    private static void take(HttpExchange exchange, Taker taker) throws IOException {
        try (exchange) {
            taker.take(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Span> spans() {
        return traces.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /// The last word on a metric.
    Metric lastOf(String name) {
        return metrics.stream()
                .flatMap(request -> request.getResourceMetricsList().stream())
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(metric -> metric.getName().equals(name))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    static Map<String, String> attributes(Collection<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(KeyValue::getKey, one -> switch (one.getValue().getValueCase()) {
                    case STRING_VALUE -> one.getValue().getStringValue();
                    case INT_VALUE -> Long.toString(one.getValue().getIntValue());
                    case DOUBLE_VALUE -> Double.toString(one.getValue().getDoubleValue());
                    case ARRAY_VALUE -> one.getValue()
                            .getArrayValue()
                            .getValuesList()
                            .stream()
                            .map(value -> value.getStringValue())
                            .collect(Collectors.joining(","));
                    default -> one.getValue().toString();
                }));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
