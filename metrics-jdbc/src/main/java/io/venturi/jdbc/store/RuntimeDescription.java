package io.venturi.jdbc.store;

import io.venturi.instrument.Once;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A component that reports: what it is, where it is, what it can do. Immutable.
 *
 * <pre>{@code
 * RuntimeDescription loader = RuntimeDescription.builder("worker_pool", "loader-3")
 *         .label("zone", "a").capability("iceberg").capacity(8).thisProcess().build();
 * }</pre>
 */
public final class RuntimeDescription {

    private final RuntimeKey key;
    private final @Nullable String baseUrl;
    private final @Nullable Integer capacity;
    private final String labels;
    private final String capabilities;
    private final String facts;

    private RuntimeDescription(Builder builder) {
        this.key = builder.key;
        this.baseUrl = builder.baseUrl.given().orElse(null);
        this.capacity = builder.capacity.given().orElse(null);
        this.labels = JsonDocument.of(builder.labels);
        this.capabilities = JsonDocument.of(builder.capabilities);
        this.facts = JsonDocument.of(builder.facts);
    }

    /**
     * Begins to describe a component.
     *
     * @param componentType its kind, such as {@code worker_pool}, {@code server_api} or {@code broker}
     * @param name its name among those; who registers the same one later takes the row over
     * @throws IllegalArgumentException if one of them is not 1 to 200 characters long
     */
    public static Builder builder(String componentType, String name) {
        return new Builder(componentType, name);
    }

    /** Its kind. */
    public String componentType() {
        return key.componentType();
    }

    /** Its name. */
    public String name() {
        return key.name();
    }

    RuntimeKey key() {
        return key;
    }

    @Nullable
    String baseUrl() {
        return baseUrl;
    }

    @Nullable
    Integer capacity() {
        return capacity;
    }

    String labels() {
        return labels;
    }

    String capabilities() {
        return capabilities;
    }

    String facts() {
        return facts;
    }

    /** Describes a component. Each option, label and fact may be given once. Not thread-safe. */
    public static final class Builder {

        private static final int MAX_URL = 2_000;

        private final RuntimeKey key;
        private final Once<String> baseUrl = new Once<>("baseUrl");
        private final Once<Integer> capacity = new Once<>("capacity");
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final Set<String> capabilities = new LinkedHashSet<>();
        private final Map<String, Object> facts = new LinkedHashMap<>();

        private Builder(String componentType, String name) {
            this.key = new RuntimeKey(StoredText.name("componentType", componentType), StoredText.name("name", name));
        }

        /** Where it can be reached. Passwords do not belong here: every reader sees it. */
        public Builder baseUrl(String value) {
            if (value.isBlank() || value.length() > MAX_URL || !StoredText.isStorable(value)) {
                throw new IllegalArgumentException("baseUrl of " + value.length() + " characters: give 1 to " + MAX_URL
                        + ", without NUL, such as http://loader-3:8080");
            }
            baseUrl.set(value);
            return this;
        }

        /** How much it can do at once, such as its number of workers; 0 or more. */
        public Builder capacity(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("capacity is " + value + ": give 0 or more");
            }
            capacity.set(value);
            return this;
        }

        /** Adds a label. */
        public Builder label(String name, String value) {
            return add(labels, "label", name, value);
        }

        /** Adds something that it can do. */
        public Builder capability(String value) {
            capabilities.add(StoredText.name("capability", value));
            return this;
        }

        /** Adds a fact about its process: text, a number of at most 100 digits (zeros counted) or a boolean. */
        public Builder fact(String name, Object value) {
            if (!(value instanceof CharSequence || value instanceof Number || value instanceof Boolean)) {
                throw new IllegalArgumentException(
                        "fact " + name + " is a " + value.getClass().getName() + ": give text, a number or a boolean");
            }
            if (!JsonDocument.isShort(value)) {
                throw new IllegalArgumentException("fact " + name + ' ' + JsonDocument.TOO_LONG);
            }
            return add(facts, "fact", name, value);
        }

        /** Adds the facts {@code host}, {@code java}, {@code os}, {@code pid} and {@code processors} of this process. */
        public Builder thisProcess() {
            fact("host", host());
            fact("java", Runtime.version().toString());
            fact("os", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
            fact("pid", ProcessHandle.current().pid());
            return fact("processors", Runtime.getRuntime().availableProcessors());
        }

        private static String host() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return ""; // a machine whose name has no address
            }
        }

        private <V> Builder add(Map<String, V> all, String option, String name, V value) {
            if (all.putIfAbsent(StoredText.name(option, name), value) != null) {
                throw new IllegalStateException(option + " '" + name + "' is given already, as " + all.get(name)
                        + ": remove the call that gives " + value);
            }
            return this;
        }

        /** The description. */
        public RuntimeDescription build() {
            return new RuntimeDescription(this);
        }
    }
}
