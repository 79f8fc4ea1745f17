package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.venturi.jdbc.store.RuntimeDescription;
import io.venturi.jdbc.store.RuntimeStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is put about a component: a description, which registers it, or its id, for a heartbeat.
 *
 * @param runtimeId its id; null where it is described
 * @param description what it is; null where it is only alive
 */
record PutRuntime(@Nullable UUID runtimeId, @Nullable RuntimeDescription description, RuntimeStatus status) {

    private static final int MAX_CAPABILITIES = 100;
    private static final String FIELDS = "component_type, name, base_url, status, labels, capabilities, capacity and"
            + " runtime to register, or runtime_id and status for a heartbeat";

    static PutRuntime read(JsonParser json) throws IOException, Refusal {
        return new Reading(new JsonFields(json, "body")).read();
    }

    private static final class Reading {

        private final JsonFields fields;
        private final Set<String> given = new LinkedHashSet<>();
        private final Map<String, String> texts = new LinkedHashMap<>();
        private RuntimeStatus status = RuntimeStatus.READY;
        private Map<String, String> labels = Map.of();
        private Map<String, Object> facts = Map.of();
        private final Set<String> capabilities = new LinkedHashSet<>();
        private @Nullable Integer capacity;

        Reading(JsonFields fields) {
            this.fields = fields;
        }

        PutRuntime read() throws IOException, Refusal {
            fields.object("body", this::take);
            fields.refuse();
            return given.contains("runtime_id") ? heartbeat() : registration();
        }

        private void take(String field) throws IOException, Refusal {
            given.add(field);
            switch (field) {
                case "runtime_id", "component_type", "name", "base_url" -> {
                    String text = fields.text(field);
                    texts.put(field, text == null ? "" : text);
                }
                case "status" -> status = status();
                case "labels" -> labels = fields.texts("labels");
                case "runtime" -> facts = fields.simpleValues("runtime");
                case "capabilities" -> capabilities();
                case "capacity" -> capacity = capacity();
                default -> fields.unknown(field, FIELDS);
            }
        }

        private RuntimeStatus status() throws IOException, Refusal {
            String text = fields.text("status");
            if (text == null) {
                return status;
            }
            Optional<RuntimeStatus> known = Arrays.stream(RuntimeStatus.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst();
            if (known.isEmpty()) {
                fields.flaw("status", "is '" + Texts.shown(text) + "': give ready, busy or offline");
            }
            return known.orElse(status);
        }

        private void capabilities() throws IOException, Refusal {
            JsonParser json = fields.json();
            if (!json.hasToken(JsonToken.START_ARRAY)) {
                fields.wrong("capabilities", "a list of texts");
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String text = fields.text("capabilities");
                if (text != null) {
                    capabilities.add(text);
                }
            }
            if (capabilities.size() > MAX_CAPABILITIES) {
                fields.flaw("capabilities", "are more than " + MAX_CAPABILITIES + ": give fewer");
            }
        }

        private @Nullable Integer capacity() throws IOException, Refusal {
            JsonParser json = fields.json();
            if (json.hasToken(JsonToken.VALUE_NUMBER_INT)
                    && json.getNumberType() == JsonParser.NumberType.INT
                    && json.getIntValue() >= 0) {
                return json.getIntValue();
            }
            fields.wrong("capacity", "a whole number from 0 to " + Integer.MAX_VALUE);
            return null;
        }

        private PutRuntime heartbeat() throws Refusal {
            for (String field : given) {
                if (!field.equals("runtime_id") && !field.equals("status")) {
                    fields.flaw(field, "does not go with runtime_id: use " + FIELDS);
                }
            }
            fields.refuse();
            return new PutRuntime(
                    QueryParameters.uuid("runtime_id", texts.getOrDefault("runtime_id", "")), null, status);
        }

        private PutRuntime registration() throws Refusal {
            for (String field : List.of("component_type", "name")) {
                if (!given.contains(field)) {
                    fields.flaw(field, "is missing: use " + FIELDS);
                }
            }
            fields.refuse();
            try {
                return new PutRuntime(null, description(), status);
            } catch (IllegalArgumentException e) {
                throw new Refusal(400, Texts.shownLong(String.valueOf(e.getMessage())));
            }
        }

        private RuntimeDescription description() {
            RuntimeDescription.Builder builder = RuntimeDescription.builder(
                    texts.getOrDefault("component_type", ""), texts.getOrDefault("name", ""));
            String baseUrl = texts.get("base_url");
            if (baseUrl != null) {
                builder.baseUrl(baseUrl);
            }
            labels.forEach(builder::label);
            facts.forEach(builder::fact);
            capabilities.forEach(builder::capability);
            if (capacity != null) {
                builder.capacity(capacity);
            }
            return builder.build();
        }
    }
}
