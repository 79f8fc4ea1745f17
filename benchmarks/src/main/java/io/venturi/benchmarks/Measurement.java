package io.venturi.benchmarks;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was found out about a benchmark.
 *
 * @param amounts by what was measured
 */
record Measurement(Map<Quantity, Double> amounts) {

    static Measurement time(double nanos, double bytes) {
        return new Measurement(Map.of(Quantity.TIME, nanos, Quantity.ALLOCATION, bytes));
    }

    static Measurement heap(double bytes) {
        return new Measurement(Map.of(Quantity.HEAP, bytes));
    }

    static Measurement disk(double bytes) {
        return new Measurement(Map.of(Quantity.DISK, bytes));
    }

    /** The same, and another amount. */
    Measurement with(Quantity quantity, double amount) {
        Map<Quantity, Double> all = new EnumMap<>(amounts);
        all.put(quantity, amount);
        return new Measurement(all);
    }

    double get(Quantity quantity) {
        Double amount = amounts.get(quantity);
        if (amount == null) {
            throw new IllegalStateException(quantity + " was not measured, but " + amounts.keySet());
        }
        return amount;
    }

    @Override
    public String toString() {
        return amounts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(amount ->
                        "%12.1f %s".formatted(amount.getValue(), amount.getKey().unit()))
                .collect(Collectors.joining());
    }
}
