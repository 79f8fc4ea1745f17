package io.venturi.examples.deploy.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Queries of a Prometheus server. */
final class Prometheus {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI server;
    private final HttpClient client = HttpClient.newHttpClient();

    Prometheus(URI server) {
        this.server = server;
    }

    /**
     * An element of an answer.
     *
     * @param labels without the metric's name
     * @param values one, or one a step, or all that were scraped
     * @param times of the values, in seconds since the epoch
     */
    record Answer(Map<String, String> labels, List<Double> values, List<Double> times) {
        double value() {
            return values.get(0);
        }
    }

    List<Answer> query(String expression, Instant at) throws IOException, InterruptedException {
        List<Answer> answers = new ArrayList<>();
        for (JsonNode element : ask("query", Map.of("query", expression, "time", seconds(at)))) {
            JsonNode value = element.path("value");
            if (element.has("values")) {
                answers.add(answer(element));
            } else {
                // A native histogram as such has no value; that it is there is the answer.
                double number = value.isMissingNode() ? 0 : number(value);
                answers.add(new Answer(labels(element), List.of(number), List.of(at.toEpochMilli() / 1e3)));
            }
        }
        return answers;
    }

    List<Answer> range(String expression, Instant from, Instant to, Duration step)
            throws IOException, InterruptedException {
        List<Answer> answers = new ArrayList<>();
        Map<String, String> parameters = Map.of(
                "query", expression, "start", seconds(from), "end", seconds(to), "step", step.toMillis() / 1e3 + "");
        for (JsonNode element : ask("query_range", parameters)) {
            answers.add(answer(element));
        }
        return answers;
    }

    private static Answer answer(JsonNode element) {
        List<Double> values = new ArrayList<>();
        List<Double> times = new ArrayList<>();
        for (JsonNode pair : element.get("values")) {
            values.add(number(pair));
            times.add(pair.get(0).asDouble());
        }
        return new Answer(labels(element), values, times);
    }

    private JsonNode ask(String endpoint, Map<String, String> parameters) throws IOException, InterruptedException {
        StringBuilder form = new StringBuilder();
        parameters.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/v1/" + endpoint))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        String body = client.send(request, BodyHandlers.ofString()).body();
        JsonNode answer = new ObjectMapper().readTree(body);
        if (!"success".equals(answer.path("status").asText())) {
            throw new IOException("Prometheus refuses " + parameters.get("query") + ": " + body);
        }
        return answer.get("data").get("result");
    }

    private static String seconds(Instant time) {
        return Double.toString(time.toEpochMilli() / 1e3);
    }

    private static double number(JsonNode pair) {
        String text = pair.get(1).asText();
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static Map<String, String> labels(JsonNode element) {
        Map<String, String> labels = new TreeMap<>();
        element.get("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        labels.remove("__name__");
        return labels;
    }
}
