package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.venturi.jdbc.store.MetricSeries;
import io.venturi.jdbc.store.Sample;
import io.venturi.jdbc.store.SeriesType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Samples as they are posted: {@code {"runtime_id": "…", "metrics": [{"name": "orders_total", "type": "counter", "value": 42}]}}.
 *
 * @param runtimeId the component whose they are
 */
record PostedSamples(UUID runtimeId, List<Sample> samples) {

    private static final String FIELDS = "runtime_id and metrics";
    private static final String ITEM_FIELDS = "name, type, value, timestamp, labels, unit and help";
    private static final List<String> REQUIRED = List.of("name", "type", "value");
    private static final int MAX_NAME_BYTES = 1_000;

    /** Reads them; those without a time are of this one. */
    static PostedSamples read(JsonParser json, Instant now, int most) throws IOException, Refusal {
        return new Reading(new JsonFields(json, "metrics"), now, most).read();
    }

    private static final class Reading {

        private final JsonFields fields;
        private final Instant now;
        private final int most;
        private final List<Sample> samples = new ArrayList<>();
        private @Nullable UUID runtimeId;
        private boolean listed;

        Reading(JsonFields fields, Instant now, int most) {
            this.fields = fields;
            this.now = now;
            this.most = most;
        }

        PostedSamples read() throws IOException, Refusal {
            fields.object("body", name -> {
                switch (name) {
                    case "runtime_id" -> runtimeId = id();
                    case "metrics" -> items();
                    default -> fields.unknown(name, FIELDS);
                }
            });
            fields.refuse();
            if (!listed || samples.isEmpty()) {
                fields.flaw("metrics", listed ? "is empty: give at least one" : "is missing: give a list of samples");
            }
            UUID known = runtimeId;
            if (known == null) {
                fields.flaw("runtime_id", "is missing: register the component by PUT /api/runtime, which returns it");
            }
            fields.refuse();
            return new PostedSamples(Objects.requireNonNull(known), List.copyOf(samples));
        }

        private @Nullable UUID id() throws IOException, Refusal {
            String text = fields.text("runtime_id");
            return text == null ? null : QueryParameters.uuid("runtime_id", text);
        }

        private void items() throws IOException, Refusal {
            JsonParser json = fields.json();
            listed = true;
            if (!json.hasToken(JsonToken.START_ARRAY)) {
                fields.wrong("metrics", "a list of samples");
                return;
            }
            int index = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (index == most) {
                    throw Refusal.of(413, "metrics", "has more than " + most + " items: send them in several requests");
                }
                fields.of(index++);
                Item item = new Item(fields, now);
                if (fields.object("item", item::take)) {
                    item.sample().ifPresent(samples::add);
                }
            }
            fields.of(null);
        }
    }

    /** One of them. */
    private static final class Item {

        private final JsonFields fields;
        private Instant time;
        private @Nullable String name;
        private @Nullable SeriesType type;
        private @Nullable Double value;
        private @Nullable String unit;
        private @Nullable String help;
        private Map<String, String> labels = Map.of();
        private final Set<String> given = new HashSet<>();

        Item(JsonFields fields, Instant now) {
            this.fields = fields;
            this.time = now;
        }

        void take(String field) throws IOException, Refusal {
            switch (field) {
                case "name" -> name = name();
                case "type" -> type = type();
                case "value" -> value = value();
                case "timestamp" -> time();
                case "labels" -> labels = fields.texts("labels");
                case "unit" -> unit = fields.text("unit");
                case "help" -> help = fields.text("help");
                default -> fields.unknown(field, ITEM_FIELDS);
            }
            given.add(field);
        }

        private @Nullable String name() throws IOException, Refusal {
            String text = fields.text("name");
            if (text != null && (text.isBlank() || text.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES)) {
                fields.flaw("name", "is '" + Texts.shown(text) + "': give 1 to " + MAX_NAME_BYTES + " bytes");
                return null;
            }
            return text;
        }

        private @Nullable SeriesType type() throws IOException, Refusal {
            String text = fields.text("type");
            if (text == null) {
                return null;
            }
            Optional<SeriesType> known = Arrays.stream(SeriesType.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst();
            if (known.isEmpty()) {
                fields.flaw("type", "is '" + Texts.shown(text) + "': give counter, gauge, histogram or summary");
            }
            return known.orElse(null);
        }

        private @Nullable Double value() throws IOException, Refusal {
            JsonParser json = fields.json();
            if (json.currentToken().isNumeric()) {
                double number = json.getDoubleValue();
                if (Double.isInfinite(number)) {
                    fields.flaw("value", "is " + Texts.shown(json.getText()) + ": give a number of double precision");
                    return null;
                }
                return number;
            }
            String text = json.hasToken(JsonToken.VALUE_STRING) ? json.getText() : "";
            return switch (text) {
                case "NaN" -> Double.NaN;
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> {
                    fields.wrong("value", "a number, \"NaN\", \"+Inf\" or \"-Inf\"");
                    yield null;
                }
            };
        }

        private void time() throws IOException, Refusal {
            String text = fields.text("timestamp");
            if (text == null) {
                return;
            }
            Optional<Instant> given = Texts.time(text);
            if (given.isEmpty()) {
                fields.flaw("timestamp", "is '" + Texts.shown(text) + "': give a time such as 2026-03-29T12:00:00Z");
            }
            time = given.orElse(time);
        }

        /** Empty where it has none of what it needs, which is noted. */
        Optional<Sample> sample() throws Refusal {
            String named = name;
            SeriesType typed = type;
            Double valued = value;
            for (String field : REQUIRED) {
                if (!given.contains(field)) {
                    fields.flaw(field, "is missing: give it");
                }
            }
            if (named == null || typed == null || valued == null) {
                return Optional.empty();
            }
            if (typed == SeriesType.COUNTER && !(valued >= 0 && valued < Double.POSITIVE_INFINITY)) {
                fields.flaw("value", "is " + valued + ", which no counter is: give its total, from 0 on");
                return Optional.empty();
            }
            return Optional.of(new Sample(MetricSeries.of(named, typed, labels, unit, help), time, valued));
        }
    }
}
